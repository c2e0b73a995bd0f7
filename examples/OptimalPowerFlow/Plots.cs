using Examples.Common;
using ScottPlot;

namespace OptimalPowerFlow;

/// <summary>Three panels, by bus: prices, and what a MW of load adds to emissions and to losses, by the adjoint and by solving again.</summary>
internal static class Plots
{
    public static void Write(string path, LoadStudy study, IReadOnlyList<(int Bus, Outcome Again)> again)
    {
        var panels = Figure.Row(3);
        Panel(panels.GetPlot(0), "Prices", "$/MWh", "multipliers", static outcome => outcome.Cost);
        Panel(panels.GetPlot(1), "Emissions per MW of load", "t/MWh", "adjoint", static outcome => outcome.Emissions);
        Panel(panels.GetPlot(2), "Losses per MW of load", "MW/MW", "adjoint", static outcome => outcome.Losses);
        panels.SavePng(path, 1500, 480);

        void Panel(Plot plot, string title, string unit, string how, Func<Outcome, double> of)
        {
            double[] values = [.. study.PerLoad.Select(of)];
            var all = plot.Add.Markers(Enumerable.Range(1, values.Length).Select(static k => (double)k).ToArray(), values, MarkerShape.FilledCircle, 6, Figure.Palette[0]);
            all.LegendText = how;
            var checkedOnes = plot.Add.Markers(again.Select(static a => a.Bus + 1.0).ToArray(), again.Select(a => of(a.Again)).ToArray(), MarkerShape.OpenCircle, 13, Figure.Palette[1]);
            checkedOnes.MarkerLineWidth = 2;
            checkedOnes.LegendText = "solved again";
            plot.Dress(title, "bus, in the order of the case", unit);
            // Room above for the legend, and below where all values are nearly equal.
            var (low, high) = (values.Min(), values.Max());
            var room = Math.Max(high - low, 1e-3 * Math.Abs(high));
            plot.Axes.SetLimits(0, values.Length + 1, low - (0.1 * room), high + (0.3 * room));
            plot.ShowLegend(Alignment.UpperLeft, Orientation.Horizontal);
        }
    }
}

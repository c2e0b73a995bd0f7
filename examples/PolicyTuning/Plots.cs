using Examples.Common;
using ScottPlot;

namespace PolicyTuning;

/// <summary>The test loss over epochs, and over what training asked of the solver.</summary>
internal static class Plots
{
    private const int Width = 1400, Height = 560;

    public static void Write(string path, IReadOnlyList<(string Name, IReadOnlyList<Progress> Curve)> curves)
    {
        var panels = Figure.Row(2);
        Draw(panels.GetPlot(0), curves, static p => p.Epoch, "Test loss over epochs", "epochs");
        Draw(panels.GetPlot(1), curves, static p => p.OracleCalls / 1000.0, "Test loss over oracle calls", "solves of the policy's program (thousands)");
        panels.SavePng(path, Width, Height);
    }

    private static void Draw(Plot plot, IReadOnlyList<(string Name, IReadOnlyList<Progress> Curve)> curves, Func<Progress, double> across, string title, string label)
    {
        for (var k = 0; k < curves.Count; k++)
        {
            var (name, curve) = curves[k];
            var line = plot.Add.ScatterLine(curve.Select(across).ToArray(), curve.Select(static p => 100 * p.TestLoss).ToArray(), Figure.Palette[k]);
            line.LegendText = name;
            line.LineWidth = 2;
        }

        plot.Dress(title, label, "loss (% a month)");
        plot.ShowLegend(Alignment.UpperRight);
    }
}

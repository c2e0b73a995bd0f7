using Examples.Common;
using ScottPlot;

namespace PredictThenOptimize;

/// <summary>One panel per kind of decision: regret over degree, a line per method with standard errors.</summary>
internal static class Plots
{
    private const int Width = 1400, Height = 560;

    /// <summary>Between methods, so that their error bars stand side by side.</summary>
    private const double Offset = 0.07;

    public static void Write(string path, int[] degrees, ILookup<(Study Study, int Degree, Method Method), double> results)
    {
        Study[] studies = [.. results.Select(static group => group.Key.Study).Distinct()];
        var panels = Figure.Row(studies.Length);
        for (var s = 0; s < studies.Length; s++)
        {
            var plot = panels.GetPlot(s);
            for (var m = 0; m < Method.All.Count; m++)
            {
                Summary[] line = [.. degrees.Select(degree => Summary.Of([.. results[(studies[s], degree, Method.All[m])]]))];
                double[] across = [.. degrees.Select((_, k) => k + ((m - ((Method.All.Count - 1) / 2.0)) * Offset))];
                var scatter = plot.Add.Scatter(across, line.Select(static v => 100 * v.Mean).ToArray(), Figure.Palette[m]);
                scatter.LegendText = Method.All[m].Name;
                (scatter.LineWidth, scatter.MarkerSize) = (2, 7);
                var bars = plot.Add.ErrorBar(across, line.Select(static v => 100 * v.Mean).ToArray(), line.Select(static v => 100 * v.Error).ToArray());
                (bars.Color, bars.LineWidth) = (Figure.Palette[m], 1.5f);
            }

            plot.Dress(studies[s].Name, "polynomial degree of the costs in the features", "normalised regret (%)");
            plot.Axes.Bottom.SetTicks([.. degrees.Select(static (_, k) => (double)k)], [.. degrees.Select(static d => $"{d}")]);
            plot.Axes.AutoScale();
            plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
            plot.ShowLegend(Alignment.LowerLeft);
        }

        panels.SavePng(path, Width, Height);
    }
}

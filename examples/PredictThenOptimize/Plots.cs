using Examples.Common;
using ScottPlot;

namespace PredictThenOptimize;

/// <summary>One panel per kind of decision: regret over degree, a line per method with standard errors.</summary>
internal static class Plots
{
    private const int Width = 1400, Height = 600;

    /// <summary>Between methods, so that their error bars stand side by side.</summary>
    private const double Offset = 0.07;

    private static readonly MarkerShape[] Markers = [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledTriangleDown, MarkerShape.FilledDiamond];

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
                double[] up = [.. line.Select(static v => 100 * v.Mean)];
                var scatter = plot.Add.Scatter(across, up, Figure.Palette[m]);
                scatter.LegendText = Method.All[m].Name;
                (scatter.LineWidth, scatter.MarkerSize, scatter.MarkerShape) = (2, 8, Markers[m]);
                if (Method.All[m] == Method.TwoStage) scatter.LinePattern = LinePattern.Dashed;
                var bars = plot.Add.ErrorBar(across, up, [.. line.Select(static v => 100 * v.Error)]);
                (bars.Color, bars.LineWidth) = (Figure.Palette[m], 1.5f);
            }

            plot.Dress(studies[s].Name, "polynomial degree of the costs in the features", "normalised regret (%)");
            plot.Axes.Bottom.SetTicks([.. degrees.Select(static (_, k) => (double)k)], [.. degrees.Select(static d => $"{d}")]);
            plot.Axes.AutoScale();
            plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
            if (s == 0) plot.ShowLegend(Alignment.LowerLeft);
        }

        panels.SavePng(path, Width, Height);
    }
}

using Examples.Common;
using ScottPlot;

namespace SwapSolvers;

/// <summary>Two panels: the weights that each solver chose, and the gradient of the loss, adjoint against central differences.</summary>
internal static class Plots
{
    private const int Width = 1400, Height = 560;

    public static void Write(string path, Portfolio portfolio, IReadOnlyList<SolverRun> runs)
    {
        var panels = Figure.Row(2);
        var assets = portfolio.LimitNames[..portfolio.ExpectedReturns.Length];

        var weights = panels.GetPlot(0);
        AddBars(weights, runs, static run => [.. run.Refined.Primal.Select(static w => 100 * w)]);
        weights.Add.HorizontalLine(100 * portfolio.Limits[0], 1.5f, Figure.Ink, LinePattern.Dashed).LegendText = "cap";
        Dress(weights, assets, "Weights chosen on the first year", "weight (% of the portfolio)");
        weights.Axes.SetLimitsY(0, 125 * portfolio.Limits[0]);

        var gradient = panels.GetPlot(1);
        AddBars(gradient, runs, static run => run.Adjoint.ByReturn);
        for (var s = 0; s < runs.Count; s++)
        {
            var markers = gradient.Add.Markers(Positions(s, runs.Count, assets.Length), runs[s].Central.ByReturn, MarkerShape.OpenCircle, 8, Figure.Ink);
            markers.MarkerLineWidth = 1.5f;
            if (s == 0) markers.LegendText = "central differences";
        }

        gradient.Add.HorizontalLine(0, 1, Figure.Ink);
        Dress(gradient, assets, "Gradient of the second year's loss through the solver", "dLoss / d expected return (points per point)");
        var (low, high) = (runs[0].Adjoint.ByReturn.Min(), runs[0].Adjoint.ByReturn.Max());
        gradient.Axes.SetLimitsY(low - 0.1 * (high - low), high + 0.25 * (high - low));
        panels.SavePng(path, Width, Height);
    }

    private static void AddBars(Plot plot, IReadOnlyList<SolverRun> runs, Func<SolverRun, double[]> heights)
    {
        for (var s = 0; s < runs.Count; s++)
        {
            var values = heights(runs[s]);
            var positions = Positions(s, runs.Count, values.Length);
            var bars = plot.Add.Bars(values.Select((value, i) => new Bar { Position = positions[i], Value = value, Size = 0.72 / runs.Count, FillColor = Figure.Palette[s], LineWidth = 0 }).ToArray());
            bars.LegendText = runs[s].Alone.Solver.Name;
        }
    }

    /// <summary>Where the bars of one solver stand: side by side around 0, 1, 2, …</summary>
    private static double[] Positions(int solver, int solvers, int count) =>
        [.. Enumerable.Range(0, count).Select(i => i + (solver - (solvers - 1) / 2.0) * 0.78 / solvers)];

    private static void Dress(Plot plot, string[] names, string title, string heightLabel)
    {
        plot.Dress(title, up: heightLabel);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, names.Length).Select(static i => (double)i)], names);
        plot.Axes.Bottom.TickLabelStyle.Rotation = -40;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.Axes.Bottom.TickLabelStyle.OffsetY = 7;
        plot.Axes.Bottom.MajorTickStyle.Length = plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.SetLimitsX(-0.6, names.Length - 0.4);
        plot.Layout.Fixed(new PixelPadding(left: 80, right: 25, bottom: 95, top: 50));
        plot.Legend.TightHorizontalWrapping = true;
        plot.ShowLegend(Alignment.UpperRight, Orientation.Horizontal);
    }
}

using Examples.Common;
using ScottPlot;

namespace AltDiffTruncation;

/// <summary>Four panels: gradient error and cosine distance against iterations, gradient error against that of x, and time against tolerance.</summary>
internal static class Plots
{
    private const int Width = 1400, Height = 1000;

    public static void Write(string path, IReadOnlyList<Curve> curves)
    {
        var panels = new Multiplot();
        panels.AddPlots(4);
        panels.Layout = new ScottPlot.MultiplotLayouts.Grid(rows: 2, columns: 2);
        Draw(panels.GetPlot(0), curves, static c => c.ByIterations, static p => p.Iterations, static p => p.GradientError, "Gradient error of the truncated run", "iterations", "relative error", Alignment.LowerLeft);
        Draw(panels.GetPlot(1), curves, static c => c.ByIterations, static p => p.Iterations, static p => p.CosineDistance, "Cosine distance of the gradient", "iterations", "1 − cosine", Alignment.LowerLeft);
        Draw(panels.GetPlot(2), curves, static c => c.ByIterations, static p => p.XError, static p => p.GradientError, "Error of the gradient is that of x times a constant", "relative error of x", "relative error of the gradient", Alignment.LowerRight, lineWidth: 0);
        Draw(panels.GetPlot(3), curves, static c => c.ByTolerance, static p => p.Tolerance, static p => p.Milliseconds, "Time against tolerance; dashed: solved fully, exact adjoint", "tolerance", "milliseconds, forward and reverse", Alignment.MiddleLeft);
        for (var c = 0; c < curves.Count; c++) panels.GetPlot(3).Add.HorizontalLine(Math.Log10(curves[c].ExactMilliseconds), 1.5f, Figure.Palette[c], LinePattern.Dashed);
        panels.SavePng(path, Width, Height);
    }

    private static void Draw(
        Plot plot, IReadOnlyList<Curve> curves, Func<Curve, CurvePoint[]> points, Func<CurvePoint, double> across, Func<CurvePoint, double> up, string title, string acrossLabel, string upLabel, Alignment legend, float lineWidth = 2)
    {
        for (var c = 0; c < curves.Count; c++)
        {
            CurvePoint[] shown = [.. points(curves[c]).Where(p => across(p) > 0 && up(p) > 1e-16)];
            var line = plot.Add.Scatter(shown.Select(p => Math.Log10(across(p))).ToArray(), shown.Select(p => Math.Log10(up(p))).ToArray(), Figure.Palette[c]);
            line.LegendText = curves[c].Name;
            line.LineWidth = lineWidth;
            line.MarkerSize = 5;
        }

        plot.Dress(title, acrossLabel, upLabel);
        foreach (var axis in (IAxis[])[plot.Axes.Left, plot.Axes.Bottom])
            axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = static power => Power(power), IntegerTicksOnly = true, MinorTickGenerator = new ScottPlot.TickGenerators.LogMinorTickGenerator() };
        plot.ShowLegend(legend);
    }

    private static string Power(double exponent) => exponent is >= 0 and <= 3
        ? Math.Pow(10, exponent).ToString("0", System.Globalization.CultureInfo.InvariantCulture)
        : FormattableString.Invariant($"1e{exponent:0}");
}

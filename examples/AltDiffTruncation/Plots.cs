using Examples.Common;
using ScottPlot;

namespace AltDiffTruncation;

/// <summary>
/// Above: gradient error and cosine distance against iterations, gradient error against that of x. Below: for each layer the time against the
/// tolerance, beside the KKT system.
/// </summary>
internal static class Plots
{
    private const int Width = 1650, Height = 1000;

    public static void Write(string path, IReadOnlyList<Curve> curves)
    {
        var panels = new Multiplot();
        panels.AddPlots(6);
        panels.Layout = new ScottPlot.MultiplotLayouts.Grid(rows: 2, columns: 3);
        Errors(panels.GetPlot(0), curves, static p => p.Iterations, static p => p.GradientError, "Gradient of the truncated run", "iterations", "relative error", Alignment.LowerLeft);
        Errors(panels.GetPlot(1), curves, static p => p.Iterations, static p => p.CosineDistance, "Its direction", "iterations", "1 − cosine", Alignment.LowerLeft);
        Errors(panels.GetPlot(2), curves, static p => p.XError, static p => p.GradientError, "It is as wrong as x, times a constant", "relative error of x", "relative error of the gradient", Alignment.LowerRight, lineWidth: 0);
        for (var c = 0; c < curves.Count; c++) Times(panels.GetPlot(3 + c), curves[c], Figure.Palette[c]);
        panels.SavePng(path, Width, Height);
    }

    private static void Errors(
        Plot plot, IReadOnlyList<Curve> curves, Func<CurvePoint, double> across, Func<CurvePoint, double> up, string title, string acrossLabel, string upLabel, Alignment legend, float lineWidth = 2)
    {
        for (var c = 0; c < curves.Count; c++)
        {
            CurvePoint[] shown = [.. curves[c].ByIterations.Where(p => across(p) > 0 && up(p) > 1e-16)];
            var line = plot.Add.Scatter(shown.Select(p => Math.Log10(across(p))).ToArray(), shown.Select(p => Math.Log10(up(p))).ToArray(), Figure.Palette[c]);
            line.LegendText = curves[c].Name;
            line.LineWidth = lineWidth;
            line.MarkerSize = 5;
        }

        plot.Dress(title, acrossLabel, upLabel);
        Logarithmic(plot);
        plot.ShowLegend(legend);
    }

    private static void Times(Plot plot, Curve curve, Color color)
    {
        var line = plot.Add.Scatter(curve.ByTolerance.Select(static p => Math.Log10(p.Tolerance)).ToArray(), curve.ByTolerance.Select(static p => Math.Log10(p.Milliseconds)).ToArray(), color);
        line.LegendText = "truncated, forward and reverse";
        line.LineWidth = 2.5f;
        line.MarkerSize = 8;
        Level(curve.SolveMilliseconds + curve.KktMilliseconds, "solved to 1e-10, then the KKT system", LinePattern.DenselyDashed);
        Level(curve.KktMilliseconds, "the KKT system alone", LinePattern.Dotted);
        Level(curve.ExactMilliseconds, "exact, by this library", LinePattern.Solid);
        plot.Dress($"Time of the {curve.Name} layer", "tolerance", "milliseconds");
        // From loose to tight, as the iterations go; below the lines there is room for the legend.
        double[] times = [.. curve.ByTolerance.Select(static p => p.Milliseconds), curve.SolveMilliseconds + curve.KktMilliseconds, curve.KktMilliseconds, curve.ExactMilliseconds];
        plot.Axes.SetLimits(-0.7, -5.3, Math.Log10(times.Min()) - 1.6, Math.Log10(times.Max()) + 0.25);
        Logarithmic(plot);
        plot.ShowLegend(Alignment.LowerLeft);

        void Level(double milliseconds, string name, LinePattern pattern)
        {
            var level = plot.Add.Line(-0.7, Math.Log10(milliseconds), -5.3, Math.Log10(milliseconds));
            level.LegendText = name;
            level.LineWidth = 1.8f;
            level.LinePattern = pattern;
            level.Color = Figure.Ink;
        }
    }

    private static void Logarithmic(Plot plot)
    {
        foreach (var axis in (IAxis[])[plot.Axes.Left, plot.Axes.Bottom])
            axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = static power => Power(power), IntegerTicksOnly = true, MinorTickGenerator = new ScottPlot.TickGenerators.LogMinorTickGenerator() };
    }

    private static string Power(double exponent) => exponent is >= -1 and <= 3
        ? Math.Pow(10, exponent).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)
        : FormattableString.Invariant($"1e{exponent:0}");
}

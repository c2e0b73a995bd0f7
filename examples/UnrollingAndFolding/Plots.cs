using Examples.Common;
using ScottPlot;

namespace UnrollingAndFolding;

/// <summary>One panel per stepsize: errors against the number of steps, both on logarithmic scales.</summary>
internal static class Plots
{
    private const int Width = 1900, Height = 520;

    public static void Write(string path, string title, IReadOnlyList<(Setting Setting, Curve[] Curves)> panels)
    {
        var figure = Figure.Row(panels.Count);
        for (var k = 0; k < panels.Count; k++)
        {
            var ((setting, curves), plot) = (panels[k], figure.GetPlot(k));
            for (var c = 0; c < curves.Length; c++) Draw(plot, curves[c], Figure.Palette[c]);
            DrawPrediction(plot, setting, curves.Single(static curve => curve.Method == Curve.FixedPointName));
            plot.Dress(FormattableString.Invariant($"{title}, {setting.Name}: ρ(Φ) = {setting.Contraction:F3}"), "steps, or products with Φ'", k == 0 ? "relative error of dLoss/dq" : null);
            plot.Axes.Bottom.Decades(0, 4, 1);
            plot.Axes.Left.Decades(-12, 0, 2);
            plot.Axes.SetLimits(0, 3.95, -13, 1.2);
            plot.Layout.Fixed(new PixelPadding(left: 75, right: 15, bottom: 60, top: 45));
            // The third setting leaves room.
            if (k == 2) plot.ShowLegend(Alignment.UpperRight);
            else plot.HideLegend();
        }

        figure.SavePng(path, Width, Height);
    }

    private static void Draw(Plot plot, Curve curve, Color color)
    {
        double[] across = [.. curve.Points.Select(static point => Math.Log10(point.Count))], up = [.. curve.Points.Select(static point => Math.Log10(Math.Max(point.Error, 1e-16)))];
        // Unfolding lies on LFPI: that is the theorem. Circles show both.
        var drawn = curve.Method == Curve.UnfoldingName ? plot.Add.ScatterPoints(across, up, color) : plot.Add.ScatterLine(across, up, color);
        (drawn.LineWidth, drawn.LegendText) = (curve.Method == Curve.UnrollingName ? 5 : 2.5f, curve.Method);
        if (curve.Method == Curve.UnfoldingName) (drawn.MarkerShape, drawn.MarkerSize, drawn.MarkerLineWidth, drawn.LineWidth) = (MarkerShape.OpenCircle, 6, 1.2f, 0);
    }

    /// <summary>ρ(Φ)^K through the last point of the curve above rounding.</summary>
    private static void DrawPrediction(Plot plot, Setting setting, Curve lfpi)
    {
        var (count, error) = lfpi.Points.Last(static point => point.Error > 1e-11);
        double[] across = [.. Enumerable.Range(0, 200).Select(k => k * Math.Log10(count) / 199)];
        var line = plot.Add.ScatterLine(across, [.. across.Select(a => Math.Log10(error) + (Math.Log10(setting.Contraction) * (Math.Pow(10, a) - count)))], Figure.Ink);
        (line.LinePattern, line.LineWidth, line.LegendText) = (LinePattern.Dashed, 1.8f, "predicted: ρ(Φ)^K");
    }
}

using ScottPlot;
using SkiaSharp;

namespace SequentialQuadraticProgramming;

/// <summary>KKT residuals of one solve, by iteration.</summary>
internal sealed record Curve(string Problem, string Hessian, double[] Residuals);

/// <summary>One panel per Hessian: how the residual of the optimality conditions falls on every problem.</summary>
internal static class Plots
{
    private const int Width = 1400, Height = 560;

    /// <summary>Residuals below are rounding; zero has no logarithm.</summary>
    private const double Floor = 1e-16;

    private static readonly string[] Typefaces = ["Segoe UI", "Helvetica Neue", "Noto Sans", "Open Sans", "DejaVu Sans"];

    public static void Write(string path, IReadOnlyList<Curve> curves)
    {
        var panels = new Multiplot();
        string[] hessians = [.. curves.Select(static c => c.Hessian).Distinct()];
        panels.AddPlots(hessians.Length);
        panels.Layout = new ScottPlot.MultiplotLayouts.Columns();
        var longest = curves.Max(static c => c.Residuals.Length);
        for (var h = 0; h < hessians.Length; h++)
        {
            var plot = panels.GetPlot(h);
            foreach (var curve in curves.Where(c => c.Hessian == hessians[h]))
            {
                var line = plot.Add.Scatter(
                    Enumerable.Range(0, curve.Residuals.Length).Select(static k => (double)k).ToArray(),
                    curve.Residuals.Select(static r => Math.Log10(Math.Max(r, Floor))).ToArray());
                line.LegendText = curve.Problem;
                line.LineWidth = 2;
                line.MarkerSize = 5;
            }

            Dress(plot, hessians[h] == "exact" ? "Exact Hessian, made convex" : "Damped BFGS", longest);
        }

        panels.SavePng(path, Width, Height);
    }

    private static void Dress(Plot plot, string title, int longest)
    {
        if (Typefaces.FirstOrDefault(static name => SKFontManager.Default.FontFamilies.Contains(name)) is { } typeface) plot.Font.Set(typeface);
        plot.Title(title, 18);
        plot.XLabel("iteration", 14);
        plot.YLabel("relative KKT residual", 14);
        plot.Axes.Left.Label.Bold = plot.Axes.Bottom.Label.Bold = false;
        double[] decades = [.. Enumerable.Range(0, 10).Select(static k => -16.0 + 2 * k)];
        plot.Axes.Left.SetTicks(decades, [.. decades.Select(static d => FormattableString.Invariant($"1e{d:0}"))]);
        plot.Axes.SetLimits(-0.5, longest - 0.5, -16.5, 2.5);
        plot.Axes.Right.FrameLineStyle.IsVisible = plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Legend.FontSize = 13;
        plot.Legend.OutlineColor = plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(Edge.Right);
    }
}

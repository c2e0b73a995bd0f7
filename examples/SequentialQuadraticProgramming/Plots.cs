using Examples.Common;
using ScottPlot;

namespace SequentialQuadraticProgramming;

/// <summary>KKT residuals of one solve, by iteration.</summary>
internal sealed record Curve(string Problem, string Hessian, double[] Residuals);

/// <summary>One panel per Hessian: how the residual of the optimality conditions falls on every problem.</summary>
internal static class Plots
{
    private const int Width = 1400, Height = 560;

    /// <summary>Residuals below are rounding; zero has no logarithm.</summary>
    private const int FloorExponent = -16;

    public static void Write(string path, IReadOnlyList<Curve> curves)
    {
        string[] hessians = [.. curves.Select(static c => c.Hessian).Distinct()], problems = [.. curves.Select(static c => c.Problem).Distinct()];
        var panels = Figure.Row(hessians.Length);
        var longest = curves.Max(static c => c.Residuals.Length);
        for (var h = 0; h < hessians.Length; h++)
        {
            var plot = panels.GetPlot(h);
            foreach (var curve in curves.Where(c => c.Hessian == hessians[h]))
            {
                var line = plot.Add.Scatter(
                    Enumerable.Range(0, curve.Residuals.Length).Select(static k => (double)k).ToArray(),
                    curve.Residuals.Select(static r => Math.Max(FloorExponent, Math.Log10(r))).ToArray());
                var series = Array.IndexOf(problems, curve.Problem);
                line.Color = Figure.Palette[series % Figure.Palette.Count];
                // More problems than colours: the next round is dashed.
                if (series >= Figure.Palette.Count) line.LinePattern = LinePattern.Dashed;
                line.LegendText = curve.Problem;
                line.LineWidth = 2;
                line.MarkerSize = 5;
            }

            plot.Dress(hessians[h] == "exact" ? "Exact Hessian, made convex" : "Damped BFGS", "iteration", "relative KKT residual");
            plot.Axes.Left.Decades(FloorExponent, 2);
            plot.Axes.SetLimits(-0.5, longest - 0.5, FloorExponent - 0.5, 1);
            plot.ShowLegend(Edge.Right);
        }

        panels.SavePng(path, Width, Height);
    }
}

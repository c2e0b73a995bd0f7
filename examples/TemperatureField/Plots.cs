using System.Globalization;
using Examples.Common;
using ScottPlot;

namespace TemperatureField;

/// <summary>A panel per (τ, ρ): an arrow at every cost, a dot where there is no gradient, and the rays at which the optimal vertex changes.</summary>
internal static class Plots
{
    private const int Width = 1500, Height = 1050;

    private const double Edge = 4.2;

    public static void Write(string path, IReadOnlyList<Field> fields, int columns, double spacing)
    {
        var panels = new Multiplot();
        panels.AddPlots(fields.Count);
        panels.Layout = new ScottPlot.MultiplotLayouts.Grid(fields.Count / columns, columns);
        for (var k = 0; k < fields.Count; k++) Draw(panels.GetPlot(k), fields[k], spacing);
        panels.SavePng(path, Width, Height);
    }

    private static void Draw(Plot plot, Field field, double spacing)
    {
        foreach (var (first, second) in Polygon.Kinks)
        {
            var reach = Edge / Math.Max(Math.Abs(first), Math.Abs(second));
            plot.Add.Line(0, 0, reach * first, reach * second).LineStyle = new(1.5f, Figure.Palette[1], LinePattern.Dashed);
        }

        // The square root of the length, so that short arrows are seen beside long ones.
        foreach (var arrow in field.Arrows)
        {
            if (arrow.Length == 0)
            {
                plot.Add.Marker(arrow.First, arrow.Second, MarkerShape.FilledCircle, 3, Colors.Gray);
                continue;
            }

            var scale = 0.9 * spacing * Math.Sqrt(arrow.Length / field.Longest) / arrow.Length;
            var drawn = plot.Add.Arrow(arrow.First, arrow.Second, arrow.First + (scale * arrow.ByFirst), arrow.Second + (scale * arrow.BySecond));
            drawn.ArrowFillColor = Figure.Palette[0];
            (drawn.ArrowLineWidth, drawn.ArrowWidth, drawn.ArrowheadWidth, drawn.ArrowheadLength, drawn.ArrowheadAxisLength) = (0, 1.5f, 7, 8, 7);
        }

        plot.Dress(string.Create(CultureInfo.InvariantCulture, $"τ = {field.Temperature}, ρ = {field.Augmentation}; longest {field.Longest:G2}"), "cost c₁   (dashed: the optimal vertex changes; dots: no gradient)", "cost c₂");
        plot.Axes.SetLimits(-Edge, Edge, -Edge, Edge);
        plot.Axes.SquareUnits();
        double[] ticks = [-4, -2, 0, 2, 4];
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left }) axis.SetTicks(ticks, [.. ticks.Select(static tick => $"{tick}")]);
        plot.HideGrid();
    }
}

using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace Examples.Common;

/// <summary>What the plots of all examples have in common: colours that the colour-blind tell apart, a typeface that is there, no frame.</summary>
public static class Figure
{
    private static readonly string[] Typefaces = ["Segoe UI", "Helvetica Neue", "Noto Sans", "Open Sans", "DejaVu Sans"];

    /// <summary>Of lines, text and markers that belong to no series.</summary>
    public static Color Ink { get; } = Color.FromHex("#222222");

    /// <summary>Colours of series, in order.</summary>
    public static IReadOnlyList<Color> Palette { get; } =
        [Color.FromHex("#1f6fb2"), Color.FromHex("#e69f00"), Color.FromHex("#2a9d6f"), Color.FromHex("#cc4f7b"), Color.FromHex("#7b5ea7"), Color.FromHex("#56b4e9"), Color.FromHex("#8a6d3b")];

    /// <summary>Panels side by side.</summary>
    public static Multiplot Row(int panels)
    {
        var figure = new Multiplot();
        figure.AddPlots(panels);
        figure.Layout = new ScottPlot.MultiplotLayouts.Columns();
        return figure;
    }

    /// <summary>Titles, labels and a legend without a frame.</summary>
    public static void Dress(this Plot plot, string title, string? across = null, string? up = null)
    {
        if (Typefaces.FirstOrDefault(static name => SKFontManager.Default.FontFamilies.Contains(name)) is { } typeface) plot.Font.Set(typeface);
        plot.Title(title, 18);
        if (across is not null) plot.XLabel(across, 14);
        if (up is not null) plot.YLabel(up, 14);
        plot.Axes.Left.Label.Bold = plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.TickLabelStyle.FontSize = plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Right.FrameLineStyle.IsVisible = plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Legend.FontSize = 13;
        plot.Legend.OutlineColor = plot.Legend.ShadowColor = Colors.Transparent;
    }

    /// <summary>Labels 1eK at the powers of ten of an axis that shows log10 of its numbers.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="from">Exponent of the first label.</param>
    /// <param name="to">Exponent of the last.</param>
    /// <param name="every">Distance of labels.</param>
    public static void Decades(this IAxis axis, int from, int to, int every = 2)
    {
        double[] exponents = [.. Enumerable.Range(0, ((to - from) / every) + 1).Select(k => (double)(from + (k * every)))];
        axis.SetTicks(exponents, [.. exponents.Select(static e => e is >= -1 and <= 2 ? Math.Pow(10, e).ToString(CultureInfo.InvariantCulture) : FormattableString.Invariant($"1e{e:0}"))]);
    }
}

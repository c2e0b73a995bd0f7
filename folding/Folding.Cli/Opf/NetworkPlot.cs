using Folding.PowerSystems;
using ScottPlot;
using SkiaSharp;

namespace Folding.Cli.Opf;

/// <summary>The network as a graph: buses coloured by price, branches by loading. In a file of its own: its library is loaded for plots only.</summary>
internal static class NetworkPlot
{
    private const int Width = 1200, Height = 900;
    private const int MostLabels = 130;

    private static readonly string[] Typefaces = ["Segoe UI", "Helvetica Neue", "Noto Sans", "Open Sans", "DejaVu Sans"];

    private static readonly (double From, string Name, Color Color, float Width)[] Loadings =
    [
        (0.995, "at its rating", Color.FromHex("#c0392b"), 4),
        (0.8, "80 to 100 %", Color.FromHex("#e69f00"), 3),
        (0.5, "50 to 80 %", Color.FromHex("#8a8f98"), 2),
        (0, "below 50 % or unrated", Color.FromHex("#c9cdd3"), 1.2f),
    ];

    public static void Write(string path, OpfResult result)
    {
        var network = result.Network;
        var (x, y) = ForceLayout.Of(network.Buses.Length, [.. network.Branches.Select(static b => (b.From, b.To))]);
        var plot = new Plot();
        foreach (var (from, name, color, width) in Loadings.Reverse()) AddBranches(plot, result, x, y, from, name, color, width);
        var scale = new PriceScale(result.Prices.Min(), result.Prices.Max());
        var size = Math.Clamp(220f / MathF.Sqrt(network.Buses.Length), 5, 26);
        var hasGenerator = network.Generators.Select(static g => g.Bus).ToHashSet();
        for (var i = 0; i < network.Buses.Length; i++)
        {
            var marker = plot.Add.Marker(x[i], y[i], hasGenerator.Contains(i) ? MarkerShape.FilledSquare : MarkerShape.FilledCircle, size, scale.ColorOf(result.Prices[i]));
            marker.MarkerStyle.OutlineColor = Color.FromHex("#222222");
            marker.MarkerStyle.OutlineWidth = 0.8f;
            if (network.Buses.Length <= MostLabels) Label(plot, Words.Count(network.Buses[i].Id), x[i], y[i], size);
        }

        plot.Add.ColorBar(scale);
        if (Typefaces.FirstOrDefault(static name => SKFontManager.Default.FontFamilies.Contains(name)) is { } typeface) plot.Font.Set(typeface);
        plot.Title($"{network.Name}: {Words.Value(Math.Round(result.Cost, 2))} $/h, losses {Words.Value(Math.Round(result.Losses, 2))} MW. Colour: price in $/MWh. Squares: buses with generators.", 15);
        plot.HideGrid();
        plot.Axes.Bottom.IsVisible = plot.Axes.Left.IsVisible = plot.Axes.Top.IsVisible = false;
        plot.ShowLegend(Alignment.LowerRight);
        plot.SavePng(path, Width, Height);
    }

    private static void AddBranches(Plot plot, OpfResult result, double[] x, double[] y, double least, string name, Color color, float width)
    {
        var most = Loadings.Select(static l => l.From).Where(from => from > least).DefaultIfEmpty(double.PositiveInfinity).Min();
        var first = true;
        for (var l = 0; l < result.Branches.Length; l++)
        {
            var loading = double.IsFinite(result.Branches[l].Rating) ? result.Branches[l].Loading : 0;
            if (loading < least || loading >= most) continue;
            var (from, to) = (result.Network.Branches[l].From, result.Network.Branches[l].To);
            var line = plot.Add.Line(x[from], y[from], x[to], y[to]);
            (line.LineColor, line.LineWidth, line.MarkerSize) = (color, width, 0);
            if (first) line.LegendText = name;
            first = false;
        }
    }

    private static void Label(Plot plot, string text, double x, double y, float size)
    {
        var label = plot.Add.Text(text, x, y);
        label.LabelFontSize = Math.Clamp(size * 0.5f, 7, 12);
        label.LabelAlignment = Alignment.MiddleCenter;
        label.LabelFontColor = Colors.White;
        label.LabelBold = true;
    }

    /// <summary>From prices to colours.</summary>
    private sealed class PriceScale(double least, double most) : IHasColorAxis
    {
        public IColormap Colormap { get; } = new ScottPlot.Colormaps.Viridis();

        // A scale needs some width: where all prices are equal it reaches half a dollar to either side.
        public ScottPlot.Range GetRange() => most - least > 1e-6 ? new(least, most) : new(least - 0.5, most + 0.5);

        public Color ColorOf(double price) => Colormap.GetColor(price, GetRange());
    }
}

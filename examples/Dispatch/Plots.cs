using System.Collections.Immutable;
using Folding.Modeling;
using ScottPlot;

namespace Dispatch;

/// <summary>Two panels: the output of the plants stacked up to the load, and the price of every hour.</summary>
internal static class Plots
{
    private static readonly Color[] Palette = [Color.FromHex("#1f6fb2"), Color.FromHex("#555555"), Color.FromHex("#e69f00"), Color.FromHex("#b2362a")];

    public static void Write(string path, PowerPlants plants, ModelSolution solution, ImmutableArray<double> prices)
    {
        var panels = new Multiplot();
        panels.AddPlots(2);
        panels.Layout = new ScottPlot.MultiplotLayouts.Columns();
        double[] hours = [.. plants.Hours.Select(static t => (double)t)];

        var output = panels.GetPlot(0);
        var below = new double[hours.Length];
        for (var k = 0; k < plants.Names.Count; k++)
        {
            var name = plants.Names[k];
            double[] above = [.. plants.Hours.Select(t => below[t] + solution[plants.Output[name, t]])];
            var band = output.Add.FillY(hours, below, above);
            band.FillColor = Palette[k].WithAlpha(0.8);
            band.LineWidth = 0;
            band.LegendText = name;
            below = above;
        }

        output.Title("Output of the plants, up to the load");
        output.XLabel("hour");
        output.YLabel("MW");
        output.Axes.SetLimits(0, 23, 0, 1.2 * below.Max());
        output.ShowLegend(Alignment.UpperLeft, Orientation.Horizontal);

        var price = panels.GetPlot(1);
        var line = price.Add.Scatter(hours, [.. prices], Palette[0]);
        line.LineWidth = 2;
        price.Title("Price: what one more MWh of load costs");
        price.XLabel("hour");
        price.YLabel("$/MWh");
        price.Axes.SetLimits(0, 23, 0, 1.1 * prices.Max());
        panels.SavePng(path, 1300, 480);
    }
}

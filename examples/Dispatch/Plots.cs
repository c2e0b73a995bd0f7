using System.Collections.Immutable;
using Examples.Common;
using Folding.Modeling;
using ScottPlot;

namespace Dispatch;

/// <summary>Two panels: the output of the plants stacked up to the load, and the price of every hour.</summary>
internal static class Plots
{
    public static void Write(string path, PowerPlants plants, ModelSolution solution, ImmutableArray<double> prices)
    {
        var panels = Figure.Row(2);
        double[] hours = [.. plants.Hours.Select(static t => (double)t)];

        var output = panels.GetPlot(0);
        var below = new double[hours.Length];
        for (var k = 0; k < plants.Names.Count; k++)
        {
            var name = plants.Names[k];
            double[] above = [.. plants.Hours.Select(t => below[t] + solution[plants.Output[name, t]])];
            var band = output.Add.FillY(hours, below, above);
            band.FillColor = Figure.Palette[k].WithAlpha(0.8);
            band.LineWidth = 0;
            band.LegendText = name;
            below = above;
        }

        output.Dress("Output of the plants, up to the load", "hour", "MW");
        output.Axes.SetLimits(0, 23, 0, 1.2 * below.Max());
        output.ShowLegend(Alignment.UpperLeft, Orientation.Horizontal);

        var price = panels.GetPlot(1);
        var line = price.Add.Scatter(hours, [.. prices], Figure.Palette[0]);
        line.LineWidth = 2;
        price.Dress("Price: what one more MWh of load costs", "hour", "$/MWh");
        price.Axes.SetLimits(0, 23, 0, 1.1 * prices.Max());
        panels.SavePng(path, 1300, 480);
    }
}

using Examples.Common;
using ScottPlot;

namespace YourOwnStep;

/// <summary>Three panels: the gradient beside central differences, the way of the costs while they are learned, trips of model and survey.</summary>
internal static class Plots
{
    private const int Width = 1800, Height = 540;

    public static void Write(
        string path, double[][] sweep, (double[] Folded, double[] Central)[] gradients, IReadOnlyList<(double[] Costs, double Loss)> history, Calibration calibration)
    {
        var figure = Figure.Row(3);
        DrawGradient(figure.GetPlot(0), sweep, gradients);
        DrawLearning(figure.GetPlot(1), history);
        DrawTrips(figure.GetPlot(2), calibration, history);
        foreach (var plot in figure.GetPlots()) plot.Layout.Fixed(new PixelPadding(left: 75, right: 20, bottom: 60, top: 45));
        figure.SavePng(path, Width, Height);
    }

    private static void DrawGradient(Plot plot, double[][] sweep, (double[] Folded, double[] Central)[] gradients)
    {
        double[] across = [.. sweep.Select(static costs => costs[0])];
        string[] names = ["by the cost of a kilometre", "by the cost of the bridge"];
        plot.Add.HorizontalLine(0, 1, Figure.Ink);
        for (var k = 0; k < names.Length; k++)
        {
            var line = plot.Add.ScatterLine(across, [.. gradients.Select(pair => pair.Folded[k])], Figure.Palette[k]);
            (line.LineWidth, line.LegendText) = (2.5f, names[k]);
            var circles = plot.Add.ScatterPoints(across, [.. gradients.Select(pair => pair.Central[k])], Figure.Ink);
            (circles.MarkerShape, circles.MarkerSize) = (MarkerShape.OpenCircle, 7);
            if (k == 0) circles.LegendText = "central differences";
        }

        plot.Dress("Gradient through the step", "cost of a kilometre (bridge: 0.6)", "dLoss / dcost (thousand trips squared)");
        plot.ShowLegend(Alignment.LowerRight);
    }

    private static void DrawLearning(Plot plot, IReadOnlyList<(double[] Costs, double Loss)> history)
    {
        string[] names = ["a kilometre", "the bridge"];
        double[] across = [.. Enumerable.Range(0, history.Count).Select(static k => (double)k)];
        for (var k = 0; k < names.Length; k++)
        {
            var line = plot.Add.Scatter(across, [.. history.Select(point => point.Costs[k])], Figure.Palette[k]);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2.5f, 6, $"cost of {names[k]} (dashed: the truth)");
            plot.Add.HorizontalLine(Calibration.Truth[k], 1.5f, Figure.Palette[k], LinePattern.Dashed);
        }

        plot.Dress("Costs while they are learned", "round of Gauss-Newton", "cost (1 divides trips by e)");
        plot.Axes.SetLimitsY(-0.1, 1.9);
        plot.ShowLegend(Alignment.UpperLeft);
    }

    private static void DrawTrips(Plot plot, Calibration calibration, IReadOnlyList<(double[] Costs, double Loss)> history)
    {
        var most = 1.05 * calibration.Survey.Max();
        plot.Add.Line(0, 0, most, most).LineColor = Figure.Ink;
        foreach (var (name, costs, color) in new[] { ("before", history[0].Costs, Figure.Palette[5]), ("after", history[^1].Costs, Figure.Palette[3]) })
        {
            var points = plot.Add.ScatterPoints(calibration.Survey, calibration.Trips(calibration.Solve(costs)), color);
            (points.MarkerSize, points.LegendText) = (8, $"{name} learning");
        }

        plot.Dress("Trips between homes and works", "survey (thousand trips)", "model (thousand trips)");
        plot.ShowLegend(Alignment.UpperLeft);
    }
}

using Examples.Common;
using ScottPlot;

namespace LearningCosts;

/// <summary>One panel per kind of costs: regret on unseen samples by epoch, with standard errors over the draws.</summary>
internal static class Plots
{
    /// <summary>Between methods, so that their error bars stand side by side.</summary>
    private const double Offset = 0.05;

    public static void Write(string path, IReadOnlyList<(string Title, IReadOnlyList<Outcome> Outcomes)> studies)
    {
        var panels = Figure.Row(studies.Count);
        for (var k = 0; k < studies.Count; k++)
        {
            var (title, outcomes) = studies[k];
            var plot = panels.GetPlot(k);
            for (var m = 0; m < outcomes.Count; m++) Draw(plot, outcomes[m], m, outcomes.Count);
            plot.Dress(title, "epoch", "regret on unseen samples, % of the optimal cost");
            plot.Axes.Bottom.SetTicks([.. Epochs(outcomes[0]).Select(static e => (double)e)], [.. Epochs(outcomes[0]).Select(static e => $"{e}")]);
            plot.Axes.AutoScale();
            plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
            if (k == 0) plot.ShowLegend(Alignment.LowerLeft);
        }

        panels.SavePng(path, 1400, 560);
    }

    private static void Draw(Plot plot, Outcome outcome, int index, int count)
    {
        var isBaseline = outcome.Method == Method.TwoStage;
        var colour = isBaseline ? Figure.Ink : Figure.Palette[index - 1];
        Summary[] regret = [.. Epochs(outcome).Select(outcome.RegretAfter)];
        double[] across = [.. Epochs(outcome).Select(e => isBaseline ? e : e + ((index - (count / 2.0)) * Offset))], up = [.. regret.Select(static r => r.Mean)];
        var line = plot.Add.Scatter(across, up, colour);
        line.LegendText = outcome.Method;
        (line.LineWidth, line.MarkerSize) = (2, isBaseline ? 0 : 7);
        if (isBaseline)
        {
            line.LinePattern = LinePattern.Dashed;
            return;
        }

        var bars = plot.Add.ErrorBar(across, up, [.. regret.Select(static r => r.Error)]);
        (bars.Color, bars.LineWidth) = (colour, 1.5f);
    }

    private static IEnumerable<int> Epochs(Outcome outcome) => Enumerable.Range(0, outcome.Courses[0].Unseen.Length);
}

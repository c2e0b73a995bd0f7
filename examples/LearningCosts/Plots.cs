using Examples.Common;
using ScottPlot;

namespace LearningCosts;

/// <summary>One panel per network: mean regret on unseen samples by epoch.</summary>
internal static class Plots
{
    public static void Write(string path, IReadOnlyList<(string Title, IReadOnlyList<Course> Courses)> studies)
    {
        var panels = Figure.Row(studies.Count);
        for (var k = 0; k < studies.Count; k++)
        {
            var plot = panels.GetPlot(k);
            foreach (var (course, index) in studies[k].Courses.Select(static (course, index) => (course, index)))
            {
                var line = plot.Add.Scatter(Enumerable.Range(0, course.TestRegret.Length).Select(static e => (double)e).ToArray(), course.TestRegret, Figure.Palette[index]);
                line.LegendText = course.Name;
                line.LineWidth = 2;
                line.MarkerSize = 5 + (2 * (studies[k].Courses.Count - index));
                line.MarkerShape = index % 2 == 0 ? MarkerShape.OpenCircle : MarkerShape.FilledCircle;
                if (index == 0) (line.Color, line.LinePattern, line.MarkerSize) = (Figure.Ink, LinePattern.Dashed, 0);
            }

            plot.Dress(studies[k].Title, "epoch", "mean regret on unseen samples, $/h");
            plot.Axes.SetLimitsY(0, 1.1 * studies[k].Courses.Max(static course => course.TestRegret.Max()));
            plot.ShowLegend(Edge.Right);
        }

        panels.SavePng(path, 1500, 500);
    }
}

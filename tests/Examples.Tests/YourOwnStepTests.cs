using System.Globalization;
using Folding;
using YourOwnStep;

namespace Examples.Tests;

public class YourOwnStepTests
{
    [Fact]
    public void The_gradient_agrees_with_central_differences_and_the_costs_are_learned()
    {
        using var run = new ExampleRun(Program.Run);
        Assert.Equal(0, run.ExitCode);
        foreach (var (name, truth) in new[] { ("a kilometre", 0.45), ("the bridge", 1.2) })
        {
            double[] row = [.. run.Row(name).Skip(1).Select(static cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            // The survey is noisy: 5 % on every count.
            Assert.InRange(row[1], 0.95 * truth, 1.05 * truth);
            Assert.Equal(row[4], row[3], 1e-6 * Math.Abs(row[4]));
        }

        Assert.Contains("gmres, trust exact", run.Text, StringComparison.Ordinal);
        Assert.Contains("of another town: gmres, trust none", run.Text, StringComparison.Ordinal);
        run.AssertDrew("your-own-step.png");
    }

    [Fact]
    public void Balanced_trips_leave_every_home_and_fill_every_work()
    {
        var town = new Town(homes: 8, works: 6, seed: 3);
        var calibration = new Calibration(town);
        var trips = calibration.Trips(calibration.Solve(Calibration.Truth));
        for (var i = 0; i < town.Homes; i++) Assert.Equal(town.Workers[i], Enumerable.Range(0, town.Works).Sum(j => trips[(i * town.Works) + j]), 1e-12);
        for (var j = 0; j < town.Works; j++) Assert.Equal(town.Jobs[j], Enumerable.Range(0, town.Homes).Sum(i => trips[(i * town.Works) + j]), 1e-12);
    }

    [Fact]
    public void At_the_learned_costs_the_gradient_vanishes()
    {
        var calibration = new Calibration(new Town(homes: 8, works: 6, seed: 3));
        var (costs, loss) = calibration.Learn([0.1, 0])[^1];
        var (gradient, report) = calibration.Gradient(costs);
        Assert.Equal(TrustLevel.Exact, report.Trust);
        Assert.All(gradient, static g => Assert.Equal(0, g, 1e-7));
        Assert.True(loss < calibration.Loss(Calibration.Truth));
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--unknown", "value")]
    public void Unknown_arguments_are_bad_usage(params string[] arguments) => Assert.Equal(2, Program.Run(arguments, TextWriter.Null));
}

using System.Globalization;
using Folding.Highs;
using Folding.Natives;
using PredictThenOptimize;

namespace Examples.Tests;

public sealed class PredictThenOptimizeTests
{
    [Fact]
    public void Every_trial_and_method_has_a_regret_and_a_plot_and_a_table_are_written()
    {
        using var run = new ExampleRun(Program.Run, "--seeds", "2", "--train", "20", "--test", "20", "--epochs", "1", "--decision", "both");
        Assert.SkipWhen(run.ExitCode == 3, "HiGHS is not on this machine");
        Assert.Equal(0, run.ExitCode);
        var rows = run.Read("predict-then-optimize.csv").Skip(1).Select(static line => line.Split(',')).ToArray();
        Assert.Equal(2 * 4 * 2 * 5, rows.Length);
        Assert.All(rows, static row => Assert.InRange(double.Parse(row[4], CultureInfo.InvariantCulture), 0, 1));
        // Two decisions, degrees 4 and 6, four methods against two-stage.
        Assert.Equal(16, run.Lines.Count(static line => line.Contains("the difference on the same data", StringComparison.Ordinal)));
        run.AssertDrew("predict-then-optimize.png");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Where_costs_are_far_from_linear_decision_losses_beat_two_stage(int seed)
    {
        try
        {
            var regret = new Trial(Study.ShortestPath, Degree: 6, seed, new Sizes(Train: 125, Test: 200, Epochs: 8), Layer.Relaxed, new HighsSolver()).Run().ToDictionary(static o => o.Method.Name, static o => o.Regret);
            Assert.True(regret["SPO+"] < regret["two-stage"]);
            Assert.True(regret["LPGD average"] < regret["two-stage"]);
        }
        catch (NativeLibraryException missing)
        {
            Assert.Skip(missing.Message);
        }
    }

    [Fact]
    public void Test_instances_pick_no_setting()
    {
        try
        {
            Setting[] Picked(int test) => [.. new Trial(Study.ShortestPath, Degree: 4, Seed: 1, new Sizes(Train: 40, test, Epochs: 2), Layer.Relaxed, new HighsSolver()).Run().Select(static o => o.Setting)];
            Assert.Equal(Picked(test: 5), Picked(test: 50));
        }
        catch (NativeLibraryException missing)
        {
            Assert.Skip(missing.Message);
        }
    }

    [Fact]
    public void Knapsacks_may_be_trained_on_decisions_seen_before()
    {
        try
        {
            var outcomes = new Trial(Study.Knapsack, Degree: 4, Seed: 1, new Sizes(Train: 20, Test: 5, Epochs: 1), Layer.Cached, new HighsSolver(HighsOptions.ForSmallIntegerPrograms)).Run();
            Assert.All(outcomes, static o => Assert.InRange(o.Regret, 0, 1));
            Assert.All(outcomes, static o => Assert.Equal(0, o.Unsolved));
        }
        catch (NativeLibraryException missing)
        {
            Assert.Skip(missing.Message);
        }
    }

    [Fact]
    public void At_degree_one_the_costs_are_linear_in_the_features_but_for_the_noise()
    {
        var instances = new PolynomialData(Study.ShortestPath, degree: 1, new Random(2)).Draw(4000);
        // ((Bx)_j / sqrt 5 + 4) / 3.5 times noise of mean 1: mean 8/7, and no slope or one of 1/(3.5 sqrt 5) along every feature.
        for (var j = 0; j < 3; j++)
        {
            Assert.Equal(8.0 / 7, instances.Average(instance => instance.Cost[j]), 0.03);
            for (var k = 0; k < PolynomialData.Features; k++)
            {
                var slope = instances.Average(instance => instance.Cost[j] * instance.Features[k]) * 3.5 * Math.Sqrt(5);
                Assert.InRange(Math.Min(Math.Abs(slope), Math.Abs(slope - 1)), 0, 0.4);
            }
        }
    }

    [Theory]
    [InlineData("--seeds", "none")]
    [InlineData("--decision", "tomorrow")]
    [InlineData("--layer", "onion")]
    public void Unknown_arguments_are_bad_usage(params string[] arguments) => Assert.Equal(2, Program.Run(arguments, TextWriter.Null));
}

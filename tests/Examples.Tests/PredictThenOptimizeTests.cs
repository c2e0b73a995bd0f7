using System.Globalization;
using PredictThenOptimize;

namespace Examples.Tests;

public sealed class PredictThenOptimizeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_trial_has_a_regret_and_where_costs_are_far_from_linear_decision_losses_beat_two_stage()
    {
        var output = new StringWriter();
        var code = Program.Run(["--out", _folder, "--seeds", "2", "--train", "100", "--test", "200", "--epochs", "8", "--decision", "shortest"], output);
        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
        Assert.SkipWhen(code == 3, "HiGHS is not on this machine");
        Assert.Equal(0, code);

        var rows = File.ReadAllLines(Path.Combine(_folder, "predict-then-optimize.csv")).Skip(1).Select(static line => line.Split(',')).ToArray();
        Assert.Equal(4 * 2 * 5, rows.Length);
        var regret = rows.ToLookup(static row => (Degree: row[1], Method: row[3]), static row => double.Parse(row[4], CultureInfo.InvariantCulture));
        Assert.All(regret.SelectMany(static values => values), static value => Assert.InRange(value, 0, 1));
        foreach (var method in new[] { "SPO+", "LPGD average" })
        {
            var better = regret[("6", "two-stage")].Zip(regret[("6", method)], static (twoStage, other) => other < twoStage);
            Assert.All(better, Assert.True);
        }

        Png.AssertWritten(_folder, "predict-then-optimize.png");
    }

    [Fact]
    public void At_degree_one_without_a_polynomial_the_costs_are_linear_in_the_features_but_for_the_noise()
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
    public void Unknown_arguments_are_bad_usage(params string[] arguments) => Assert.Equal(2, Program.Run(arguments, TextWriter.Null));
}

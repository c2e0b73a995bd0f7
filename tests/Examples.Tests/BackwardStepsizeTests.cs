using System.Globalization;
using BackwardStepsize;

namespace Examples.Tests;

public class BackwardStepsizeTests
{
    [Fact]
    public void The_stepsize_changes_the_speed_of_iteration_and_neither_the_gradient_nor_gmres()
    {
        using var run = new ExampleRun(Program.Run);
        Assert.SkipWhen(run.ExitCode == 3, "HiGHS is not on this machine");
        Assert.Equal(0, run.ExitCode);

        foreach (var step in new[] { "projected gradient", "ADMM" })
        {
            string[] small = run.Row(step, "smallest"), best = run.Row(step, "best of the grid"), large = run.Row(step, "largest"), chosen = run.Row(step, "library's rule");
            Assert.All(new[] { small, best, large, chosen }, static row => Assert.InRange(Number(row[7]), 0, 1e-8));
            Assert.All(new[] { small, best, large }, static row => Assert.InRange(Number(row[6]), 25, 34));
            Assert.True(Number(small[5]) > 50 * Number(best[5]));
            Assert.True(Number(chosen[5]) <= 1.05 * Number(best[5]));
            Assert.True(Number(chosen[6]) <= Number(best[6]));
        }

        // Ten times the limit of 2/M over two: ρ = 10 − 1, and fixed-point iteration refuses.
        Assert.Equal(["9.00000", "9.00000", "refused"], run.Row("projected gradient", "largest")[3..6]);
        // 2/(m + M) by a few Lanczos steps.
        Assert.InRange(Number(run.Row("projected gradient", "library's rule")[2]), 0.97 * 0.07819, 1.03 * 0.07819);
        Assert.Contains("2/(m + M) = 0.07819", run.Text, StringComparison.Ordinal);
        run.AssertDrew("backward-stepsize.png");
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--unknown", "value")]
    public void Unknown_arguments_are_bad_usage(params string[] arguments) => Assert.Equal(2, Program.Run(arguments, TextWriter.Null));

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}

using System.Globalization;
using UnrollingAndFolding;

namespace Examples.Tests;

public class UnrollingAndFoldingTests
{
    [Fact]
    public void Every_curve_falls_at_the_rate_that_the_eigenvalues_predict_and_gmres_needs_fewest_products()
    {
        using var run = new ExampleRun(Program.Run);
        Assert.SkipWhen(run.ExitCode == 3, "HiGHS is not on this machine");
        Assert.Equal(0, run.ExitCode);

        string[][] rows = [.. run.Rows("pgd"), .. run.Rows("admm")];
        Assert.Equal(8, rows.Length);
        foreach (var row in rows)
        {
            double[] numbers = [.. row.Skip(2).Select(static cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            Assert.Equal(7, numbers.Length);
            var (radius, predicted, folded, unrolled) = (numbers[0], numbers[1], numbers[2], numbers[3]);
            Assert.Equal(-Math.Log(radius), predicted, 2e-5);
            Assert.InRange(folded, 0.95 * predicted, 1.05 * predicted);
            Assert.InRange(unrolled, 0.95 * predicted, 1.05 * predicted);
            // At most the 12 curvatures along the active rows and the seed, or those of both halves of the ADMM state.
            Assert.InRange(numbers[6], 1, row[0] == "pgd" ? 14 : 21);
            Assert.True(numbers[6] < numbers[5] && numbers[5] < numbers[4]);
        }

        // |1 − αM| where it is the larger end.
        Assert.Equal("0.90000", run.Row("pgd", "αM = 1.9")[2]);
        run.AssertDrew("unrolling-and-folding-pgd.png");
        run.AssertDrew("unrolling-and-folding-admm.png");
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--unknown", "value")]
    public void Unknown_arguments_are_bad_usage(params string[] arguments) => Assert.Equal(2, Program.Run(arguments, TextWriter.Null));
}

using Folding;
using Folding.Highs;
using Folding.Natives;
using TemperatureField;

namespace Examples.Tests;

public sealed class TemperatureFieldTests
{
    [Fact]
    public void A_row_per_panel_and_a_plot_are_written()
    {
        using var run = new ExampleRun(Program.Run, "--points", "6");
        Assert.SkipWhen(run.ExitCode == 3, "HiGHS is not on this machine");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(6, run.Lines.Count(static line => line.Contains('%', StringComparison.Ordinal)));
        run.AssertDrew("temperature-field.png");
    }

    // At c = (1, 1) the answer is (0, 0) and the seed (-3, -1). The perturbed cost (1 - 3 tau, 1 - tau) leads to (4, 0), unless tau is too small;
    // with rho = 1/2 and tau = 1/2 to the minimum of -x/2 + x^2/4.
    [Theory]
    [InlineData(0.1, 0, 0)]
    [InlineData(0.5, 0, -8)]
    [InlineData(10, 0, -0.4)]
    [InlineData(0.1, 0.5, 0)]
    [InlineData(0.5, 0.5, -2)]
    public void An_arrow_is_the_difference_of_two_answers_over_the_temperature(double tau, double rho, double expected)
    {
        try
        {
            var arrow = Assert.Single(Field.Of(new HighsSolver(), LpgdKind.Lower, tau, rho, (3, 1), [1]).Arrows);
            Assert.Equal(expected, arrow.ByFirst, 1e-9);
            Assert.Equal(0, arrow.BySecond, 1e-9);
            Assert.Equal(expected == 0, arrow.Length == 0);
        }
        catch (NativeLibraryException missing)
        {
            Assert.Skip(missing.Message);
        }
    }

    [Theory]
    [InlineData("--points", "0")]
    [InlineData("--kind", "middle")]
    [InlineData("--out")]
    public void Unknown_arguments_are_bad_usage(params string[] arguments) => Assert.Equal(2, Program.Run(arguments, TextWriter.Null));
}

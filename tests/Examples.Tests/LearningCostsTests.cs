using System.Globalization;

namespace Examples.Tests;

public sealed class LearningCostsTests
{
    /// <summary>Words of a row after its name: regret ± error, against two-stage ± error, zeros %, median.</summary>
    private const int Regret = 0, Zeros = 6, MedianGradient = 8;

    [Fact]
    public void Folding_is_the_exact_adjoint_and_at_vertices_most_exact_gradients_are_zero()
    {
        using var run = new ExampleRun(LearningCosts.Program.Run, "--seeds", "1", "--epochs", "1", "--train", "12", "--test", "8");
        Assert.SkipWhen(run.ExitCode == 3, "Ipopt is not on this machine");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Column(run, "exact adjoint", 0, Regret), Column(run, "f-SQP", 0, Regret), 1e-3);

        // The epoch that validates best is kept, which may be none.
        foreach (var study in new[] { 0, 1 }) Assert.InRange(Column(run, "two-stage", study, Regret), 0.05, 10);

        // At vertices the exact gradient of most samples is zero; the smoothed one is not, and solving again finds more.
        Assert.True(Column(run, "exact adjoint", 0, MedianGradient) > 1);
        Assert.True(Column(run, "exact adjoint", 1, Zeros) > 50);
        Assert.True(Column(run, "LPGD", 1, Zeros) < Column(run, "exact adjoint", 1, Zeros));
        Assert.Equal(0, Column(run, "barrier", 1, Zeros));
        run.AssertDrew("learning-costs.png");
    }

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--epochs")]
    [InlineData("--unknown", "value")]
    [InlineData("--case", "absent.m")]
    public void Bad_arguments_are_bad_usage(params string[] arguments) => Assert.Equal(2, LearningCosts.Program.Run(arguments, TextWriter.Null));

    /// <summary>A number in the row of a method in the table of a study.</summary>
    private static double Column(ExampleRun run, string method, int study, int column) =>
        double.Parse(run.Lines.Where(line => line.StartsWith(method, StringComparison.Ordinal)).ElementAt(study)[method.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[column], CultureInfo.InvariantCulture);
}

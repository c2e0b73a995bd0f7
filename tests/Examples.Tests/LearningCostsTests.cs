using System.Globalization;

namespace Examples.Tests;

public sealed class LearningCostsTests
{
    private const int Unseen = 1, MedianGradient = 2;

    [Fact]
    public void Folding_is_the_exact_adjoint_and_at_vertices_most_exact_gradients_are_zero()
    {
        using var run = new ExampleRun(LearningCosts.Program.Run, "--epochs", "2");
        Assert.SkipWhen(run.ExitCode == 3, "Ipopt is not on this machine");
        Assert.Equal(0, run.ExitCode);
        foreach (var study in new[] { 0, 1 }) Assert.Equal(Column(run, "exact adjoint", study, Unseen), Column(run, "f-SQP", study, Unseen), 0.05);
        foreach (var method in new[] { "exact adjoint", "barrier", "LPGD" }) Assert.True(Column(run, method, 0, Unseen) < Column(run, "least squares", 0, Unseen), method);
        Assert.True(Column(run, "barrier", 1, Unseen) < 0.8 * Column(run, "least squares", 1, Unseen));

        // At vertices the exact gradient of most samples is zero; the smoothed one is not.
        Assert.True(Column(run, "exact adjoint", 0, MedianGradient) > 10);
        Assert.True(Column(run, "exact adjoint", 1, MedianGradient) < 0.01);
        Assert.True(Column(run, "barrier", 1, MedianGradient) > 10);
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

using AltDiffTruncation;

namespace Examples.Tests;

public sealed class AltDiffTruncationTests
{
    [Fact]
    public void Errors_fall_as_the_theorem_says_on_every_layer_and_a_plot_is_written()
    {
        using var run = new ExampleRun(AltDiffTruncation.Program.Run);
        Assert.Equal(0, run.ExitCode);
        foreach (var layer in new[] { "quadratic", "sparsemax", "softmax" })
        {
            Assert.Contains($"{layer}: log gradient error against log error of x has slope", run.Text, StringComparison.Ordinal);
            Assert.Equal(5, run.Lines.Count(line => line.StartsWith(layer + " ", StringComparison.Ordinal)));
        }

        run.AssertDrew("altdiff-truncation.png", 20_000, 2_000_000);
    }

    [Fact]
    public void Unknown_arguments_are_bad_usage() => Assert.Equal(2, AltDiffTruncation.Program.Run(["--unknown"], TextWriter.Null));
}

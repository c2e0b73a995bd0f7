namespace Examples.Tests;

public sealed class DispatchTests
{
    [Fact]
    public void Prices_and_gradients_agree_with_solving_again_and_a_plot_is_written()
    {
        using var run = new ExampleRun(Dispatch.Program.Run);
        Assert.SkipWhen(run.ExitCode == 3, "HiGHS is not on this machine");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("built as Quadratic", run.Text, StringComparison.Ordinal);
        run.AssertDrew("dispatch.png");
    }

    [Fact]
    public void Unknown_arguments_are_bad_usage() => Assert.Equal(2, Dispatch.Program.Run(["--unknown"], TextWriter.Null));
}

using Folding.TestData;
using SwapSolvers;

namespace Examples.Tests;

public sealed class SwapSolversTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_solver_has_a_row_every_gradient_agrees_and_a_plot_is_written()
    {
        using var run = new ExampleRun(Program.Run);
        Assert.SkipWhen(run.ExitCode == 3, "none of OSQP, HiGHS and Ipopt is on this machine");
        Assert.Equal(0, run.ExitCode);

        foreach (var solver in new[] { "OSQP", "HiGHS", "Ipopt" })
        {
            var row = Assert.Single(run.Lines, line => line.StartsWith(solver + " ", StringComparison.Ordinal));
            var verdict = run.Lines.Where(line => line.StartsWith(solver + ":", StringComparison.Ordinal)).ToArray();
            if (row.Contains("not found: ", StringComparison.Ordinal))
                Assert.Empty(verdict);
            else
                Assert.Contains("gradient agrees with central differences", Assert.Single(verdict), StringComparison.Ordinal);
        }

        run.AssertDrew("swap-solvers.png");
    }

    [Fact]
    public void Shipped_returns_are_what_the_generator_makes()
    {
        var made = Path.Combine(_folder, "returns.csv");
        Assert.Equal(0, Program.Run(["--generate", made], TextWriter.Null));
        Assert.Equal(File.ReadAllLines(RepositoryRoot.Path("examples", "SwapSolvers", "returns.csv")), File.ReadAllLines(made));
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--unknown", "value")]
    public void Unknown_arguments_are_bad_usage(params string[] arguments) =>
        Assert.Equal(2, Program.Run(arguments, TextWriter.Null));
}

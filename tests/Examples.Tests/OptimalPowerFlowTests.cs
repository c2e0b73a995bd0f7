using System.Globalization;
using Folding.TestData;

namespace Examples.Tests;

public sealed class OptimalPowerFlowTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("folding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void On_14_buses_every_derivative_agrees_with_solving_again_and_a_plot_is_written()
    {
        var text = Run(8081.52);
        Assert.Equal(12, text.Split(Environment.NewLine).SkipWhile(static line => !line.Contains("bus", StringComparison.Ordinal) || line.Contains(':', StringComparison.Ordinal)).Skip(1).TakeWhile(static line => line.Length > 0).Count());
        Assert.DoesNotContain("kink", text, StringComparison.Ordinal);
    }

    [Fact]
    public void On_118_buses_too()
    {
        SharedData.Require();
        var text = Run(97213.6, "--case", SharedData.File("pglib", "pglib_opf_case118_ieee.m"));
        Assert.Contains("118 buses", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_arguments_and_bad_cases_are_bad_usage()
    {
        Assert.Equal(2, OptimalPowerFlow.Program.Run(["--unknown", "value"], TextWriter.Null));
        Assert.Equal(2, OptimalPowerFlow.Program.Run(["--case"], TextWriter.Null));
        var empty = Path.Combine(_folder, "empty.m");
        File.WriteAllText(empty, "");
        Assert.Equal(2, OptimalPowerFlow.Program.Run(["--case", empty], TextWriter.Null));
        Assert.Equal(2, OptimalPowerFlow.Program.Run(["--case", Path.Combine(_folder, "absent.m")], TextWriter.Null));
    }

    private static string Run(double cost, params string[] arguments)
    {
        using var run = new ExampleRun(OptimalPowerFlow.Program.Run, arguments);
        Assert.SkipWhen(run.ExitCode == 3, "Ipopt is not on this machine");
        Assert.Equal(0, run.ExitCode);
        var start = run.Text.IndexOf("cost ", StringComparison.Ordinal) + 5;
        Assert.Equal(cost, double.Parse(run.Text[start..run.Text.IndexOf(' ', start)], CultureInfo.InvariantCulture), 1e-6 * cost);
        run.AssertDrew("optimal-power-flow.png");
        return run.Text;
    }
}

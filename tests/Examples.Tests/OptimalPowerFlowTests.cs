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

    private string Run(double cost, params string[] arguments)
    {
        var output = new StringWriter();
        var code = OptimalPowerFlow.Program.Run([.. arguments, "--out", _folder], output);
        var text = output.ToString();
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.SkipWhen(code == 3, "Ipopt is not on this machine");
        Assert.Equal(0, code);
        var start = text.IndexOf("cost ", StringComparison.Ordinal) + 5;
        Assert.Equal(cost, double.Parse(text[start..text.IndexOf(' ', start)], CultureInfo.InvariantCulture), 1e-6 * cost);
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        Assert.Equal(signature, File.ReadAllBytes(Path.Combine(_folder, "optimal-power-flow.png"))[..4]);
        return text;
    }
}

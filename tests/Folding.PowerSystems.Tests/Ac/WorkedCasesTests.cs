using Folding.Ipopt;
using Folding.Problems;

namespace Folding.PowerSystems.Tests.Ac;

/// <summary>Numbers worked out independently: optimal costs, dispatch, prices and sensitivities of small cases.</summary>
public class WorkedCasesTests
{
    [Fact]
    public void Three_buses_have_the_published_dispatch_voltages_and_prices()
    {
        var result = Result("case3_lmbd");
        Assert.Equal(5812.64297, result.Cost, 1e-4);
        Close([148.066912, 170.006288, 0], result.ActivePowers, 1e-5);
        Close([54.697265, -8.791136, -4.842637], result.ReactivePowers, 1e-5);
        Close([1.1, 0.92617054, 0.9], result.Voltages, 1e-7);
        Close([0, 7.258829, -17.267097], result.Angles, 1e-5);
        Close([37.574721, 30.101069, 45.536481], result.Prices, 1e-5);
        Assert.Equal(318.0732 - 315, result.Losses, 1e-4);
        var binding = result.BindingLimits.Select(static b => b.Name).ToArray();
        Assert.Contains("rate:3-2", binding);
        Assert.Contains("vmax:1", binding);
        Assert.Contains("vmin:3", binding);
        Assert.Equal(3, binding.Length);
        Assert.Equal(1, result.Branches[1].Loading, 1e-6);
    }

    [Fact]
    public void Fourteen_buses_have_the_published_cost_and_prices()
    {
        var result = Result("case14_ieee");
        Assert.Equal(2178.080411, result.Cost, 1e-4);
        Assert.Equal(7.920951, result.Prices[0], 1e-5);
        Assert.Equal(9.136459, result.Prices[2], 1e-5);
    }

    [Fact]
    public void Thirty_buses_have_the_published_cost_and_dispatch()
    {
        var result = Result("case30_ieee");
        Assert.Equal(8208.515428, result.Cost, 1e-3);
        Close([218.854628, 80.044048], result.ActivePowers[..2], 1e-4);
    }

    [Fact]
    public void The_shipped_case_has_the_well_known_cost_and_prices()
    {
        var program = new AcOptimalPowerFlow(MatpowerFile.Ieee14());
        var result = program.Read(Cases.Solve(program));
        Assert.Equal(8081.53, result.Cost, 0.01);
        Close([194.33, 36.72, 28.74, 0, 8.49], result.ActivePowers, 0.01);
        Close([36.724, 38.360, 40.575, 40.190, 39.661, 39.734], result.Prices[..6], 0.001);
    }

    [Fact]
    public void Sensitivities_of_the_dispatch_are_the_worked_ones()
    {
        var (three, tape) = Tape("case3_lmbd");
        var first = tape.Vjp(three.Output("pg:1", tape.Solution).Seed).EnsureTrusted().Data.Parameters;
        var second = tape.Vjp(three.Output("pg:2", tape.Solution).Seed).EnsureTrusted().Data.Parameters;
        Close([1, 0, 1.83073614], Loads(three, first), 1e-6);
        Close([0, 1, -0.77249475], Loads(three, second), 1e-6);
        Assert.Equal(0, first[three.Layout.IndexOf(OpfParameterKind.LinearCost, 0)], 1e-9);

        var (fourteen, tape14) = Tape("case14_ieee");
        Assert.Equal(1.1534548632, Loads(fourteen, tape14.Vjp(fourteen.Output("pg:1", tape14.Solution).Seed).Data.Parameters)[2], 1e-7);

        var (thirty, tape30) = Tape("case30_ieee");
        var p1 = tape30.Vjp(thirty.Output("pg:1", tape30.Solution).Seed).Data.Parameters;
        var p2 = tape30.Vjp(thirty.Output("pg:2", tape30.Solution).Seed).Data.Parameters;
        Assert.Equal(0.1233981, Loads(thirty, p1)[4], 1e-6);
        Assert.Equal(0.9734788, Loads(thirty, p2)[4], 1e-6);
        Assert.Equal(-2.57337e-3, p1[thirty.Layout.IndexOf(OpfParameterKind.LinearCost, 0)], 1e-7);
        Assert.Equal(9.0846e-4, p1[thirty.Layout.IndexOf(OpfParameterKind.LinearCost, 1)], 1e-7);
        Assert.Equal(-3.2071e-4, p2[thirty.Layout.IndexOf(OpfParameterKind.LinearCost, 1)], 1e-7);
    }

    private static OpfResult Result(string name)
    {
        var program = new AcOptimalPowerFlow(Cases.Pglib(name));
        return program.Read(Cases.Solve(program));
    }

    private static (AcOptimalPowerFlow Program, Tape<NonlinearProgram, NonlinearData> Tape) Tape(string name)
    {
        var program = new AcOptimalPowerFlow(Cases.Pglib(name));
        Cases.RequireIpopt();
        return (program, DifferentiableSolver.ForNonlinear(new IpoptSolver()).Forward(program));
    }

    private static double[] Loads(AcOptimalPowerFlow program, IReadOnlyList<double> gradient) =>
        [.. Enumerable.Range(0, program.Network.Buses.Length).Select(i => gradient[program.Layout.IndexOf(OpfParameterKind.ActiveLoad, i)])];

    private static void Close(double[] expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], tolerance);
    }
}

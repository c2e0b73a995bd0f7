using Folding.Problems;

namespace Folding.PowerSystems.Tests.Flow;

public class AcPowerFlowTests
{
    [Fact]
    public void The_base_case_of_the_ieee_14_bus_system_is_reproduced()
    {
        var network = MatpowerFile.Ieee14();
        var result = new AcPowerFlow(network).Solve();
        Assert.True(result.Converged);
        // The case was stored with a solved state of 1962, good to about two thousandths of voltage and hundredths of a degree.
        for (var i = 0; i < 14; i++)
        {
            Assert.Equal(network.Buses[i].Voltage, result.Voltages[i], 2e-3);
            Assert.Equal(network.Buses[i].Angle * 180 / Math.PI, result.Angles[i], 2e-2);
        }

        Assert.Equal(232.4, result.ActiveInjections[0], 0.05);
        Assert.Equal(13.39, result.Losses, 0.01);
    }

    [Theory]
    [InlineData("case14_ieee")]
    [InlineData("case30_ieee")]
    [InlineData("case118_ieee")]
    [InlineData("case300_ieee")]
    public void At_the_set_points_of_an_optimal_power_flow_it_finds_the_same_state(string name)
    {
        var program = new AcOptimalPowerFlow(Cases.Pglib(name));
        var optimum = program.Read(Cases.Solve(program));
        var flow = new AcPowerFlow(program.Network.WithStateOf(optimum));
        // From a start that forgets part of the state.
        var start = flow.Start.Select(static v => v + 0.01).ToArray();
        var result = flow.Solve(start);
        Assert.True(result.Converged, $"{result.Iterations} iterations, mismatch {result.Mismatch}");
        for (var i = 0; i < result.Voltages.Length; i++)
        {
            Assert.Equal(optimum.Voltages[i], result.Voltages[i], 1e-7);
            Assert.Equal(optimum.Angles[i], result.Angles[i], 1e-5);
        }

        Assert.Equal(optimum.Losses, result.Losses, 1e-5);
        Assert.Equal(optimum.ActivePowers.Sum(), result.ActiveInjections.Sum(), 1e-4);
    }

    [Fact]
    public void The_jacobian_is_that_of_central_differences()
    {
        var flow = new AcPowerFlow(Cases.Small());
        double[] x = [.. flow.Start.Select(static (v, k) => v + (0.01 * k))], values = new double[flow.JacobianPattern.Count];
        flow.Jacobian(x, values);
        var jacobian = CscMatrix.Adopt(flow.JacobianPattern, values);
        double[] up = new double[x.Length], down = new double[x.Length];
        for (var j = 0; j < x.Length; j++)
        {
            const double h = 1e-6;
            double[] forward = [.. x], backward = [.. x];
            forward[j] += h;
            backward[j] -= h;
            flow.Residual(forward, up);
            flow.Residual(backward, down);
            for (var i = 0; i < x.Length; i++) Assert.Equal((up[i] - down[i]) / (2 * h), jacobian[i, j], 1e-7);
        }
    }

    [Fact]
    public void A_newton_step_solves_the_linearised_balances_and_converges_quadratically()
    {
        var flow = new AcPowerFlow(Cases.Small());
        double[] x = [.. flow.Start], next = new double[x.Length], residual = new double[x.Length], values = new double[flow.JacobianPattern.Count];
        flow.Residual(x, residual);
        flow.Jacobian(x, values);
        Assert.InRange(flow.NewtonStep(x, next), 0, 1e-10);
        var linear = new double[x.Length];
        CscMatrix.Adopt(flow.JacobianPattern, values).Multiply([.. x.Zip(next, static (a, b) => b - a)], linear);
        for (var k = 0; k < linear.Length; k++) Assert.Equal(-residual[k], linear[k], 1e-10);

        var errors = new List<double>();
        for (var k = 0; k < 4; k++)
        {
            flow.NewtonStep(x, x);
            flow.Residual(x, residual);
            errors.Add(residual.Max(Math.Abs));
        }

        Assert.True(errors[2] < 100 * errors[1] * errors[1] + 1e-13, string.Join(", ", errors));
        Assert.InRange(errors[3], 0, 1e-12);
    }

    [Fact]
    public void Loads_that_no_network_carries_are_not_solved_and_do_not_throw()
    {
        var network = Cases.Small();
        var heavy = new Network("heavy", 50, network.Buses.Select(static b => b with { ActiveLoad = 100 * b.ActiveLoad }), network.Generators, network.Branches);
        var result = new AcPowerFlow(heavy).Solve();
        Assert.False(result.Converged);
    }

    [Fact]
    public void A_start_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new AcPowerFlow(Cases.Small()).Solve([1, 2]));
}

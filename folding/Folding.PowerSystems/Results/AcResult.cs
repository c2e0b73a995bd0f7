using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>Reads a solution of the AC program.</summary>
internal static class AcResult
{
    public static OpfResult Of(AcOptimalPowerFlow program, Solution solution)
    {
        var s = program.Structure;
        var network = program.Network;
        var power = network.BasePower;
        var (x, y) = (solution.Primal, solution.Dual);
        return new()
        {
            Network = network,
            Solution = solution,
            Cost = program.ObjectiveAt(x.AsSpan()),
            Voltages = Range(s.BusCount, i => x[s.Voltage(i)]),
            Angles = Range(s.BusCount, i => x[s.Angle(i)] * (180 / Math.PI)),
            ActivePowers = Range(s.GeneratorCount, g => power * x[s.ActivePower(g)]),
            ReactivePowers = Range(s.GeneratorCount, g => power * x[s.ReactivePower(g)]),
            Prices = Range(s.BusCount, i => y[s.ActiveBalance(i)] / power),
            ReactivePrices = Range(s.BusCount, i => y[s.ReactiveBalance(i)] / power),
            Branches = [.. Enumerable.Range(0, s.BranchCount).Select(l => FlowsOf(program, x.AsSpan(), l))],
            BindingLimits = BindingLimits.Of(program.Layout, program.Parameters, ValueGradient.Of(program, solution)),
        };
    }

    internal static BranchResult FlowsOf(AcOptimalPowerFlow program, ReadOnlySpan<double> x, int branch)
    {
        var flows = program.FlowsAt(x, branch);
        var power = program.Network.BasePower;
        return new(
            power * flows.AtFrom(flows.ActiveFrom), power * flows.AtFrom(flows.ReactiveFrom),
            power * flows.AtTo(flows.ActiveTo), power * flows.AtTo(flows.ReactiveTo),
            power * program.Network.Branches[branch].Rating);
    }

    private static ImmutableArray<double> Range(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];
}

using System.Collections.Immutable;

namespace Folding.PowerSystems;

/// <summary>Where Newton's method ended, in the units of the trade.</summary>
/// <param name="Converged">Whether all balances hold within the tolerance.</param>
/// <param name="Iterations">Updates made.</param>
/// <param name="Mismatch">Largest error of a balance, per unit.</param>
/// <param name="Voltages">Voltage of each bus, per unit.</param>
/// <param name="Angles">Angle of each bus, degrees.</param>
/// <param name="ActiveInjections">Active power that the generators of each bus must deliver, MW: given ones, and what the reference makes up.</param>
/// <param name="ReactiveInjections">Reactive power that the generators of each bus must deliver, MVAr.</param>
/// <param name="Branches">Flows of each branch.</param>
public sealed record PowerFlowResult(
    bool Converged, int Iterations, double Mismatch, ImmutableArray<double> Voltages, ImmutableArray<double> Angles,
    ImmutableArray<double> ActiveInjections, ImmutableArray<double> ReactiveInjections, ImmutableArray<BranchResult> Branches)
{
    /// <summary>Losses in all branches, MW.</summary>
    public double Losses => Branches.Sum(static b => b.Losses);

    internal static PowerFlowResult Of(AcOptimalPowerFlow program, double[] x, bool converged, int iterations, double mismatch)
    {
        var s = program.Structure;
        var power = program.Network.BasePower;
        // Without generation a balance is what the bus takes out of the network and its load: what its generators must deliver.
        x.AsSpan(2 * s.BusCount).Clear();
        var balances = new double[program.ConstraintCount];
        program.Constraints(x, balances);
        var buses = Enumerable.Range(0, s.BusCount);
        return new(
            converged, iterations, mismatch,
            [.. buses.Select(i => x[s.Voltage(i)])], [.. buses.Select(i => x[s.Angle(i)] * (180 / Math.PI))],
            [.. buses.Select(i => power * balances[s.ActiveBalance(i)])], [.. buses.Select(i => power * balances[s.ReactiveBalance(i)])],
            [.. Enumerable.Range(0, s.BranchCount).Select(l => AcResult.FlowsOf(program, x, l))]);
    }
}

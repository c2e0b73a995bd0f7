using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>
/// The AC optimal power flow in polar coordinates, variables x = (θ, v, pg, qg) per unit and radians, objective in $/h:
/// <code>
/// minimise   Σ c2 pg² + c1 pg + c0
/// subject to Pd_i + Gs_i v_i² + Σ_{from i} pf + Σ_{to i} pt − Σ_{at i} pg = 0         (active balance of each bus)
///            Qd_i − Bs_i v_i² + Σ_{from i} qf + Σ_{to i} qt − Σ_{at i} qg = 0         (reactive balance of each bus)
///            pf² + qf² ≤ rate²,  pt² + qt² ≤ rate²                                    (branches with a rating)
///            angmin ≤ θf − θt ≤ angmax                                                (branches with angle limits)
///            Vmin ≤ v ≤ Vmax,  Pmin ≤ pg ≤ Pmax,  Qmin ≤ qg ≤ Qmax,  θ = 0 at reference buses
/// </code>
/// Flows are those of <see cref="BranchFlows"/>. The multiplier of an active balance is d cost/d Pd: base power times the price in $/MWh.
/// Derivatives are exact and sparse and allocate nothing; parameters are <see cref="OpfParameters"/>.
/// </summary>
public sealed partial class AcOptimalPowerFlow : NonlinearProgram
{
    private readonly AcStructure _structure;
    private readonly double[] _activeLoad;
    private readonly double[] _reactiveLoad;
    private readonly double[] _conductance;
    private readonly double[] _susceptance;
    private readonly double[] _quadratic;
    private readonly double[] _linear;
    private readonly double _constant;

    /// <summary>The program of a network.</summary>
    public AcOptimalPowerFlow(Network network)
        : this(network ?? throw new ArgumentNullException(nameof(network)), new(network), new(network, static _ => true))
    {
    }

    private AcOptimalPowerFlow(Network network, AcStructure structure, OpfParameters layout)
        : this(network, structure, layout, new AcBounds(network, structure))
    {
    }

    private AcOptimalPowerFlow(Network network, AcStructure structure, OpfParameters layout, AcBounds bounds)
        : base(bounds.VariableLower, bounds.VariableUpper, bounds.RowLower, bounds.RowUpper, bounds.Start, structure.JacobianPattern, structure.HessianPattern)
    {
        Network = network;
        Layout = layout;
        Parameters = layout.ValuesOf(network);
        _structure = structure;
        var power = network.BasePower;
        _activeLoad = [.. network.Buses.Select(static b => b.ActiveLoad)];
        _reactiveLoad = [.. network.Buses.Select(static b => b.ReactiveLoad)];
        _conductance = [.. network.Buses.Select(static b => b.ShuntConductance)];
        _susceptance = [.. network.Buses.Select(static b => b.ShuntSusceptance)];
        _quadratic = [.. network.Generators.Select(g => g.QuadraticCost * power * power)];
        _linear = [.. network.Generators.Select(g => g.LinearCost * power)];
        _constant = network.Generators.Sum(static g => g.ConstantCost);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>What the parameters are.</summary>
    public OpfParameters Layout { get; }

    internal AcStructure Structure => _structure;

    /// <inheritdoc/>
    public override double ObjectiveAt(ReadOnlySpan<double> primal)
    {
        var cost = _constant;
        for (var g = 0; g < _linear.Length; g++)
        {
            var p = primal[_structure.ActivePower(g)];
            cost += ((_quadratic[g] * p) + _linear[g]) * p;
        }

        return cost;
    }

    /// <inheritdoc/>
    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        for (var g = 0; g < _linear.Length; g++) gradient[_structure.ActivePower(g)] = (2 * _quadratic[g] * x[_structure.ActivePower(g)]) + _linear[g];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Constraints(ReadOnlySpan<double> x, Span<double> values)
    {
        var s = _structure;
        for (var i = 0; i < s.BusCount; i++)
        {
            var square = x[s.Voltage(i)] * x[s.Voltage(i)];
            values[s.ActiveBalance(i)] = _activeLoad[i] + (_conductance[i] * square);
            values[s.ReactiveBalance(i)] = _reactiveLoad[i] - (_susceptance[i] * square);
        }

        for (var g = 0; g < s.GeneratorCount; g++)
        {
            values[s.ActiveBalance(s.GeneratorBus[g])] -= x[s.ActivePower(g)];
            values[s.ReactiveBalance(s.GeneratorBus[g])] -= x[s.ReactivePower(g)];
        }

        for (var l = 0; l < s.BranchCount; l++)
        {
            var (from, to) = (s.From[l], s.To[l]);
            var flows = FlowsAt(x, l);
            var (pf, qf) = (flows.AtFrom(flows.ActiveFrom), flows.AtFrom(flows.ReactiveFrom));
            var (pt, qt) = (flows.AtTo(flows.ActiveTo), flows.AtTo(flows.ReactiveTo));
            values[s.ActiveBalance(from)] += pf;
            values[s.ActiveBalance(to)] += pt;
            values[s.ReactiveBalance(from)] += qf;
            values[s.ReactiveBalance(to)] += qt;
            var rank = s.RatedRank[l];
            if (rank < 0) continue;
            values[s.FromLimit(rank)] = (pf * pf) + (qf * qf);
            values[s.ToLimit(rank)] = (pt * pt) + (qt * qt);
        }

        for (var k = 0; k < s.AngleLimited.Length; k++) values[s.AngleRow(k)] = x[s.Angle(s.From[s.AngleLimited[k]])] - x[s.Angle(s.To[s.AngleLimited[k]])];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values)
    {
        var s = _structure;
        values.Clear();
        for (var l = 0; l < s.BranchCount; l++)
        {
            var flows = FlowsAt(x, l);
            var (pf, qf) = (flows.GradientAtFrom(flows.ActiveFrom), flows.GradientAtFrom(flows.ReactiveFrom));
            var (pt, qt) = (flows.GradientAtTo(flows.ActiveTo), flows.GradientAtTo(flows.ReactiveTo));
            var slots = s.BalanceSlots(l);
            AddRow(values, slots, pf, 1);
            AddRow(values, slots[4..], pt, 1);
            AddRow(values, slots[8..], qf, 1);
            AddRow(values, slots[12..], qt, 1);
            var rank = s.RatedRank[l];
            if (rank < 0) continue;
            slots = s.LimitSlots(rank);
            AddRow(values, slots, pf, 2 * flows.AtFrom(flows.ActiveFrom));
            AddRow(values, slots, qf, 2 * flows.AtFrom(flows.ReactiveFrom));
            AddRow(values, slots[4..], pt, 2 * flows.AtTo(flows.ActiveTo));
            AddRow(values, slots[4..], qt, 2 * flows.AtTo(flows.ReactiveTo));
        }

        var angles = s.AngleSlots;
        for (var k = 0; k < s.AngleLimited.Length; k++)
        {
            values[angles[2 * k]] = 1;
            values[angles[(2 * k) + 1]] = -1;
        }

        var shunts = s.ShuntSlots;
        for (var i = 0; i < s.BusCount; i++)
        {
            var v = x[s.Voltage(i)];
            values[shunts[i]] += 2 * _conductance[i] * v;
            values[shunts[s.BusCount + i]] -= 2 * _susceptance[i] * v;
        }

        foreach (var slot in s.GeneratorSlots) values[slot] = -1;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A branch adds <c>Σ_F w_F ∇²F + 2μf (∇pf ∇pf' + ∇qf ∇qf') + 2μt (∇pt ∇pt' + ∇qt ∇qt')</c>, where the weight of a flow F is its balance's
    /// multiplier plus 2μ F of its end's limit, and in (θf, θt, vf, vt), with s the end of F,
    /// <code>
    /// ∇²F = [ −vf vt U   vf vt U   vt W         vf W
    ///          vf vt U  −vf vt U  −vt W        −vf W
    ///          vt W     −vt W      2k [s=f]      U
    ///          vf W     −vf W      U            2k [s=t] ]
    /// </code>
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        var s = _structure;
        values.Clear();
        for (var l = 0; l < s.BranchCount; l++)
        {
            var flows = FlowsAt(x, l);
            var (pf, qf) = (multipliers[s.ActiveBalance(s.From[l])], multipliers[s.ReactiveBalance(s.From[l])]);
            var (pt, qt) = (multipliers[s.ActiveBalance(s.To[l])], multipliers[s.ReactiveBalance(s.To[l])]);
            var slots = s.BranchHessianSlots(l);
            var rank = s.RatedRank[l];
            if (rank >= 0)
            {
                var (from, to) = (2 * multipliers[s.FromLimit(rank)], 2 * multipliers[s.ToLimit(rank)]);
                pf += from * flows.AtFrom(flows.ActiveFrom);
                qf += from * flows.AtFrom(flows.ReactiveFrom);
                pt += to * flows.AtTo(flows.ActiveTo);
                qt += to * flows.AtTo(flows.ReactiveTo);
                AddOuter(values, slots, flows.GradientAtFrom(flows.ActiveFrom), from);
                AddOuter(values, slots, flows.GradientAtFrom(flows.ReactiveFrom), from);
                AddOuter(values, slots, flows.GradientAtTo(flows.ActiveTo), to);
                AddOuter(values, slots, flows.GradientAtTo(flows.ReactiveTo), to);
            }

            var u = (pf * flows.ActiveFrom.U) + (qf * flows.ReactiveFrom.U) + (pt * flows.ActiveTo.U) + (qt * flows.ReactiveTo.U);
            var w = (pf * flows.ActiveFrom.W) + (qf * flows.ReactiveFrom.W) + (pt * flows.ActiveTo.W) + (qt * flows.ReactiveTo.W);
            values[slots[0]] -= flows.Product * u;
            values[slots[1]] += flows.Product * u;
            values[slots[2]] -= flows.Product * u;
            values[slots[3]] += flows.To * w;
            values[slots[4]] -= flows.To * w;
            values[slots[5]] += 2 * ((pf * flows.ActiveFrom.K) + (qf * flows.ReactiveFrom.K));
            values[slots[6]] += flows.From * w;
            values[slots[7]] -= flows.From * w;
            values[slots[8]] += u;
            values[slots[9]] += 2 * ((pt * flows.ActiveTo.K) + (qt * flows.ReactiveTo.K));
        }

        var voltages = s.VoltageHessianSlots;
        for (var i = 0; i < s.BusCount; i++)
            values[voltages[i]] += 2 * ((multipliers[s.ActiveBalance(i)] * _conductance[i]) - (multipliers[s.ReactiveBalance(i)] * _susceptance[i]));
        var powers = s.PowerHessianSlots;
        for (var g = 0; g < s.GeneratorCount; g++) values[powers[g]] += 2 * objectiveFactor * _quadratic[g];
    }

    /// <summary>Reads a solution in the units of the trade.</summary>
    /// <exception cref="ArgumentException">The solution has no primal-dual point of this program.</exception>
    public OpfResult Read(Solution solution)
    {
        RequirePoint(solution);
        return AcResult.Of(this, solution);
    }

    /// <summary>
    /// The gradient of the optimal cost in the parameters, in $/h per unit of each (envelope theorem): prices for loads, shadow prices for
    /// limits. Exact to the accuracy of the solution, kinks included; no linear solve.
    /// </summary>
    /// <exception cref="ArgumentException">The solution has no primal-dual point of this program.</exception>
    public ImmutableArray<double> CostGradient(Solution solution)
    {
        RequirePoint(solution);
        return [.. ValueGradient.Of(this, solution)];
    }

    /// <summary>
    /// An output by name: <c>losses</c>, <c>pg:3</c> and <c>qg:3</c> (generator in row 3 of the case), <c>vm:2</c> and <c>va:2</c> (bus 2), <c>price:2</c> and
    /// <c>qprice:2</c>, <c>flow:4-7</c> (MW into branch 4-7 at bus 4; <c>flow:7-4</c> at bus 7).
    /// </summary>
    /// <exception cref="ArgumentException">There is no such output, or the solution has no primal-dual point of this program.</exception>
    public OpfOutput Output(string name, Solution solution)
    {
        RequirePoint(solution);
        return AcOutput.Of(this, solution, name);
    }

    /// <summary>Total emissions as an output: <c>Σ factor_g P_g</c>.</summary>
    /// <param name="factors">Tonnes per MWh of each generator in service, in order.</param>
    /// <param name="solution">The solution.</param>
    /// <exception cref="ArgumentException">A wrong number of factors, or the solution has no primal-dual point of this program.</exception>
    public OpfOutput Emissions(ReadOnlySpan<double> factors, Solution solution)
    {
        RequirePoint(solution);
        return OpfOutput.Emissions(factors, Network, solution.Primal.AsSpan(), _structure.ActivePower);
    }

    /// <summary>The four flows of a branch at a point.</summary>
    internal BranchFlows FlowsAt(ReadOnlySpan<double> x, int branch)
    {
        var s = _structure;
        var (from, to) = (s.From[branch], s.To[branch]);
        return new(s.Admittances[branch], x[s.Voltage(from)], x[s.Voltage(to)], x[s.Angle(from)] - x[s.Angle(to)]);
    }

    private void RequirePoint(Solution solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        if (solution.Primal.Length != VariableCount || solution.Dual.Length != DualCount)
            throw new ArgumentException($"The solution has {solution.Primal.Length} variables and {solution.Dual.Length} multipliers; this program has {VariableCount} and {DualCount}.", nameof(solution));
    }

    private static void AddRow(Span<double> values, ReadOnlySpan<int> slots, in FlowGradient gradient, double factor)
    {
        values[slots[0]] += factor * gradient.Angle;
        values[slots[1]] -= factor * gradient.Angle;
        values[slots[2]] += factor * gradient.FromVoltage;
        values[slots[3]] += factor * gradient.ToVoltage;
    }

    private static void AddOuter(Span<double> values, ReadOnlySpan<int> slots, in FlowGradient gradient, double factor)
    {
        var (a, f, t) = (gradient.Angle, gradient.FromVoltage, gradient.ToVoltage);
        values[slots[0]] += factor * a * a;
        values[slots[1]] -= factor * a * a;
        values[slots[2]] += factor * a * a;
        values[slots[3]] += factor * a * f;
        values[slots[4]] -= factor * a * f;
        values[slots[5]] += factor * f * f;
        values[slots[6]] += factor * a * t;
        values[slots[7]] -= factor * a * t;
        values[slots[8]] += factor * f * t;
        values[slots[9]] += factor * t * t;
    }
}

using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>
/// The DC optimal power flow, variables x = (θ, pg) per unit and radians, objective in $/h:
/// <code>
/// minimise   Σ c2 pg² + c1 pg + c0
/// subject to Σ_{from i} F − Σ_{to i} F − Σ_{at i} pg = −Pd_i − Gs_i,    F = b (θf − θt − shift)
///            −rate ≤ F ≤ rate,  angmin ≤ θf − θt ≤ angmax,  Pmin ≤ pg ≤ Pmax,  θ = 0 at reference buses
/// </code>
/// A linear program where all c2 are zero, else a quadratic one. Multipliers have the same order either way: rows, then variables; the
/// multiplier of a balance is d cost/d Pd.
/// </summary>
public sealed class DcOptimalPowerFlow
{
    private static readonly HashSet<OpfParameterKind> Kinds =
    [
        OpfParameterKind.ActiveLoad, OpfParameterKind.QuadraticCost, OpfParameterKind.LinearCost, OpfParameterKind.ConstantCost,
        OpfParameterKind.ActiveLower, OpfParameterKind.ActiveUpper, OpfParameterKind.Rating, OpfParameterKind.AngleLower, OpfParameterKind.AngleUpper,
    ];

    private readonly DcRows _rows;

    /// <summary>The program of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="approximation">How susceptances are taken.</param>
    /// <exception cref="ArgumentException">A branch has no reactance, which <see cref="DcApproximation.Transformers"/> needs.</exception>
    public DcOptimalPowerFlow(Network network, DcApproximation approximation = DcApproximation.Impedance)
        : this(network ?? throw new ArgumentNullException(nameof(network)), approximation, new(network, Kinds.Contains))
    {
    }

    private DcOptimalPowerFlow(Network network, DcApproximation approximation, OpfParameters layout)
    {
        Network = network;
        Approximation = approximation;
        Layout = layout;
        Parameters = layout.ValuesOf(network);
        _rows = new(network, approximation);
        Linear = _rows.ToProgram();
        if (!network.Generators.All(static g => g.QuadraticCost == 0)) return;
        IsLinear = true;
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>How susceptances are taken.</summary>
    public DcApproximation Approximation { get; }

    /// <summary>What the parameters are: active loads, costs, limits of power, ratings and angle limits.</summary>
    public OpfParameters Layout { get; }

    /// <summary>Values of the parameters.</summary>
    public ImmutableArray<double> Parameters { get; }

    /// <summary>True when all costs are linear, so that <see cref="Linear"/> is the whole program.</summary>
    public bool IsLinear { get; }

    /// <summary>The program without the quadratic part of its costs.</summary>
    public LinearProgram Linear { get; }

    /// <summary>The program, quadratic costs included; P stores the diagonal of all generators.</summary>
    public QuadraticProgram ToQuadratic()
    {
        var power = Network.BasePower;
        var curvature = new List<(int, int, double)>(Network.Generators.Length);
        for (var g = 0; g < Network.Generators.Length; g++) curvature.Add((_rows.ActivePower(g), _rows.ActivePower(g), 2 * Network.Generators[g].QuadraticCost * power * power));
        return Linear.ToQuadratic().WithP(CscMatrix.FromTriplets(Linear.VariableCount, Linear.VariableCount, curvature));
    }

    /// <summary>The same program at other parameters.</summary>
    /// <exception cref="ArgumentException">A wrong length, an entry that is not finite, or values with which it is no network.</exception>
    public DcOptimalPowerFlow WithParameters(ReadOnlySpan<double> parameters) => new(Layout.Apply(Network, parameters), Approximation, Layout);

    /// <summary>Reads a solution of <see cref="Linear"/> or <see cref="ToQuadratic"/> in the units of the trade.</summary>
    /// <exception cref="ArgumentException">The solution has no primal-dual point of this program.</exception>
    public OpfResult Read(Solution solution)
    {
        RequirePoint(solution);
        var power = Network.BasePower;
        var (x, y) = (solution.Primal, solution.Dual);
        return new()
        {
            Network = Network,
            Solution = solution,
            Cost = Network.Generators.Select((g, k) => Cost(g, power * x[_rows.ActivePower(k)])).Sum(),
            Voltages = [.. Network.Buses.Select(static _ => 1.0)],
            Angles = [.. Network.Buses.Select((_, i) => x[i] * (180 / Math.PI))],
            ActivePowers = [.. Network.Generators.Select((_, g) => power * x[_rows.ActivePower(g)])],
            ReactivePowers = [.. Network.Generators.Select(static _ => 0.0)],
            Prices = [.. Network.Buses.Select((_, i) => y[i] / power)],
            ReactivePrices = [.. Network.Buses.Select(static _ => 0.0)],
            Branches = [.. Network.Branches.Select((branch, l) => _rows.FlowOf(l, x.AsSpan()) * power is var flow ? new BranchResult(flow, 0, -flow, 0, power * branch.Rating) : default)],
            BindingLimits = BindingLimits.Of(Layout, Parameters, CostGradient(solution).AsSpan()),
        };
    }

    /// <summary>The gradient of the optimal cost in the parameters, in $/h per unit of each (envelope theorem).</summary>
    /// <exception cref="ArgumentException">The solution has no primal-dual point of this program.</exception>
    public ImmutableArray<double> CostGradient(Solution solution)
    {
        RequirePoint(solution);
        var (x, y) = (solution.Primal, solution.Dual);
        var curvature = Network.Generators.Select((_, g) => x[_rows.ActivePower(g)] * x[_rows.ActivePower(g)] / 2).ToArray();
        double[] lower = [.. y.Select(static v => Math.Max(0, -v))], upper = [.. y.Select(static v => -Math.Max(0, v))];
        return Chain(curvature, x.AsSpan(), lower, upper, constant: 1);
    }

    /// <summary>
    /// The gradient of a loss in the parameters, from its gradient in the data of <see cref="ToQuadratic"/> or <see cref="Linear"/>. A diagonal
    /// entry of P acts on the solution as x_g times the linear cost does, so that a linear program has derivatives in c2 too.
    /// </summary>
    /// <param name="solution">The solution that was differentiated.</param>
    /// <param name="cost">By the linear cost.</param>
    /// <param name="lower">By the lower bounds, rows then variables.</param>
    /// <param name="upper">By the upper bounds, rows then variables.</param>
    /// <exception cref="ArgumentException">The solution or the gradient belongs to another program.</exception>
    public ImmutableArray<double> ParameterGradient(Solution solution, ReadOnlySpan<double> cost, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        RequirePoint(solution);
        if (cost.Length != Linear.VariableCount || lower.Length != Linear.DualCount || upper.Length != Linear.DualCount)
            throw new ArgumentException($"The gradient belongs to a program of {cost.Length} variables and {lower.Length} bounds; this one has {Linear.VariableCount} and {Linear.DualCount}.", nameof(cost));
        var curvature = new double[Network.Generators.Length];
        for (var g = 0; g < curvature.Length; g++) curvature[g] = solution.Primal[_rows.ActivePower(g)] * cost[_rows.ActivePower(g)];
        return Chain(curvature, cost, lower, upper, constant: 0);
    }

    /// <summary>Total emissions as an output: <c>Σ factor_g P_g</c>.</summary>
    /// <param name="factors">Tonnes per MWh of each generator in service, in order.</param>
    /// <param name="solution">The solution.</param>
    /// <exception cref="ArgumentException">A wrong number of factors, or the solution has no primal-dual point of this program.</exception>
    public OpfOutput Emissions(ReadOnlySpan<double> factors, Solution solution)
    {
        RequirePoint(solution);
        return OpfOutput.Emissions(factors, Network, solution.Primal.AsSpan(), _rows.ActivePower);
    }

    /// <summary>An output by name: <c>pg:3</c>, <c>va:2</c>, <c>price:2</c> or <c>flow:4-7</c>, as <see cref="AcOptimalPowerFlow.Output"/> has them.</summary>
    /// <exception cref="ArgumentException">The DC approximation has no such output, or the solution has no primal-dual point of this program.</exception>
    public OpfOutput Output(string name, Solution solution)
    {
        RequirePoint(solution);
        var (kind, e, atToEnd) = OutputName.Parse(name, Network);
        var power = Network.BasePower;
        double[] primal = new double[Linear.VariableCount], dual = new double[Linear.DualCount];
        switch (kind)
        {
            case OutputKind.ActivePower:
                primal[_rows.ActivePower(e)] = power;
                return new(name, "MW", power * solution.Primal[_rows.ActivePower(e)], Seed.OnPrimal(primal));
            case OutputKind.Angle:
                primal[e] = 180 / Math.PI;
                return new(name, "deg", solution.Primal[e] * (180 / Math.PI), Seed.OnPrimal(primal));
            case OutputKind.Price:
                dual[e] = 1 / power;
                return new(name, "$/MWh", solution.Dual[e] / power, Seed.OnDual(dual));
            case OutputKind.Flow:
                var sign = atToEnd ? -power : power;
                primal[Network.Branches[e].From] += sign * _rows.Susceptance(e);
                primal[Network.Branches[e].To] -= sign * _rows.Susceptance(e);
                return new(name, "MW", sign * _rows.FlowOf(e, solution.Primal.AsSpan()), Seed.OnPrimal(primal));
            default:
                throw new ArgumentException($"The DC approximation has no output '{name}'; it has pg, va, price and flow.", nameof(name));
        }
    }

    private ImmutableArray<double> Chain(ReadOnlySpan<double> curvature, ReadOnlySpan<double> cost, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, double constant)
    {
        var power = Network.BasePower;
        var gradient = new double[Layout.Items.Length];
        for (var k = 0; k < gradient.Length; k++)
        {
            var (kind, e) = Layout.Items[k];
            var variable = Linear.ConstraintCount + _rows.ActivePower(e);
            gradient[k] = kind switch
            {
                OpfParameterKind.ActiveLoad => -(lower[e] + upper[e]) / power,
                OpfParameterKind.QuadraticCost => 2 * power * power * curvature[e],
                OpfParameterKind.LinearCost => power * cost[_rows.ActivePower(e)],
                OpfParameterKind.ConstantCost => constant,
                OpfParameterKind.ActiveLower => lower[variable] / power,
                OpfParameterKind.ActiveUpper => upper[variable] / power,
                OpfParameterKind.Rating => (upper[_rows.FlowRow(e)] - lower[_rows.FlowRow(e)]) / power,
                OpfParameterKind.AngleLower => lower[_rows.AngleRow(e)] * (Math.PI / 180),
                _ => upper[_rows.AngleRow(e)] * (Math.PI / 180),
            };
        }

        return [.. gradient];
    }

    private static double Cost(Generator generator, double megawatts) => (((generator.QuadraticCost * megawatts) + generator.LinearCost) * megawatts) + generator.ConstantCost;

    private void RequirePoint(Solution solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        if (solution.Primal.Length != Linear.VariableCount || solution.Dual.Length != Linear.DualCount)
            throw new ArgumentException($"The solution has {solution.Primal.Length} variables and {solution.Dual.Length} multipliers; this program has {Linear.VariableCount} and {Linear.DualCount}.", nameof(solution));
    }
}

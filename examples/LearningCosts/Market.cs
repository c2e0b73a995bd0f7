using Folding;
using Folding.PowerSystems;
using Folding.Problems;

namespace LearningCosts;

/// <summary>
/// AC optimal power flow as a function of the linear costs of the generators that can be dispatched, and the regret of deciding with wrong ones:
/// <code>regret(ĉ) = cost of x*(ĉ) at c − cost of x*(c) at c</code>
/// in $/h. Costs are no part of the constraints, so every decision is feasible. A sample's decision is solved from its last one, which takes a third of the
/// time of a solve from scratch; from another sample's, with other limits active, it would take longer than that. For one thread.
/// </summary>
internal sealed class Market
{
    private readonly AcOptimalPowerFlow _program;
    private readonly ISolver<NonlinearProgram> _solver;
    private readonly DifferentiableSolver<NonlinearProgram, NonlinearData> _decisions;
    private readonly int[] _costs;
    private readonly Dictionary<Sample, WarmStart?> _last = [];

    public Market(Network network, ISolver<NonlinearProgram> solver)
    {
        int[] dispatched = [.. Enumerable.Range(0, network.Generators.Length).Where(g => network.Generators[g].ActiveUpper > network.Generators[g].ActiveLower)];
        _program = new(network);
        _solver = solver;
        _decisions = DifferentiableSolver.ForNonlinear(solver, refine: false);
        _costs = [.. dispatched.Select(g => _program.Layout.IndexOf(OpfParameterKind.LinearCost, g))];
        BaseCosts = [.. dispatched.Select(g => network.Generators[g].LinearCost)];
    }

    /// <summary>The linear costs of the case, $/MWh.</summary>
    public double[] BaseCosts { get; }

    /// <summary>The optimal cost at true costs.</summary>
    public double Optimum(Sample sample) => Solved(_decisions, sample, sample.Costs).Solution.Objective!.Value;

    /// <summary>What the decision by predicted costs costs at the true ones.</summary>
    public double CostOf(double[] predicted, Sample sample) => At(sample.Costs).ObjectiveAt(Solved(_decisions, sample, predicted).Solution.Primal.AsSpan());

    /// <summary>The gradient of that in the predicted costs, MW.</summary>
    public double[] Gradient(double[] predicted, Sample sample, GradientMethod method)
    {
        var (tape, truth) = (Solved(DifferentiableSolver.ForNonlinear(_solver, method), sample, predicted), At(sample.Costs));
        var seed = new double[truth.VariableCount];
        truth.ObjectiveGradient(tape.Solution.Primal.AsSpan(), seed);
        var gradient = tape.Vjp(Seed.OnPrimal(seed)).Data.Parameters;
        return [.. _costs.Select(k => gradient[k])];
    }

    private Tape<NonlinearProgram, NonlinearData> Solved(DifferentiableSolver<NonlinearProgram, NonlinearData> layer, Sample sample, double[] costs)
    {
        var tape = layer.Forward(At(costs), new() { WarmStart = _last.GetValueOrDefault(sample) });
        if (!tape.Solution.IsSolved) throw new InvalidOperationException($"no optimum was found: {tape.Solution}");
        _last[sample] = tape.Solution.WarmStart;
        return tape;
    }

    private AcOptimalPowerFlow At(double[] costs)
    {
        double[] parameters = [.. _program.Parameters];
        for (var k = 0; k < _costs.Length; k++) parameters[_costs[k]] = costs[k];
        return _program.WithParameters(parameters);
    }
}

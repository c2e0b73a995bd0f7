using Folding;
using Folding.PowerSystems;
using Folding.Problems;

namespace LearningCosts;

/// <summary>
/// AC optimal power flow as a function of the linear costs of the generators that can be dispatched, and the regret of deciding with wrong ones:
/// <code>regret(ĉ) = cost of x*(ĉ) at c − cost of x*(c) at c</code>
/// in $/h. Costs are no part of the constraints, so every decision is feasible.
/// </summary>
internal sealed class Market
{
    private readonly AcOptimalPowerFlow _program;
    private readonly ISolver<NonlinearProgram> _solver;
    private readonly DifferentiableSolver<NonlinearProgram, NonlinearData> _decisions;
    private readonly int[] _costs;
    private readonly WarmStart? _warm;

    public Market(Network network, ISolver<NonlinearProgram> solver)
    {
        int[] dispatched = [.. Enumerable.Range(0, network.Generators.Length).Where(g => network.Generators[g].ActiveUpper > network.Generators[g].ActiveLower)];
        _program = new(network);
        _solver = solver;
        _decisions = DifferentiableSolver.ForNonlinear(solver, refine: false);
        _costs = [.. dispatched.Select(g => _program.Layout.IndexOf(OpfParameterKind.LinearCost, g))];
        BaseCosts = [.. dispatched.Select(g => network.Generators[g].LinearCost)];
        _warm = Solved(_decisions, _program).Solution.WarmStart;
    }

    /// <summary>The linear costs of the case, $/MWh.</summary>
    public double[] BaseCosts { get; }

    /// <summary>The optimal cost at true costs.</summary>
    public double Optimum(double[] costs) => Solved(_decisions, At(costs)).Solution.Objective!.Value;

    /// <summary>What the decision by predicted costs costs at the true ones.</summary>
    public double CostOf(double[] predicted, double[] costs) => At(costs).ObjectiveAt(Solved(_decisions, At(predicted)).Solution.Primal.AsSpan());

    /// <summary>The gradient of that in the predicted costs, MW.</summary>
    public double[] Gradient(double[] predicted, double[] costs, GradientMethod method)
    {
        var (tape, truth) = (Solved(DifferentiableSolver.ForNonlinear(_solver, method), At(predicted)), At(costs));
        var seed = new double[truth.VariableCount];
        truth.ObjectiveGradient(tape.Solution.Primal.AsSpan(), seed);
        var gradient = tape.Vjp(Seed.OnPrimal(seed)).Data.Parameters;
        return [.. _costs.Select(k => gradient[k])];
    }

    private Tape<NonlinearProgram, NonlinearData> Solved(DifferentiableSolver<NonlinearProgram, NonlinearData> layer, AcOptimalPowerFlow program)
    {
        var tape = layer.Forward(program, new() { WarmStart = _warm });
        return tape.Solution.IsSolved ? tape : throw new InvalidOperationException($"no optimum was found: {tape.Solution}");
    }

    private AcOptimalPowerFlow At(double[] costs)
    {
        double[] parameters = [.. _program.Parameters];
        for (var k = 0; k < _costs.Length; k++) parameters[_costs[k]] = costs[k];
        return _program.WithParameters(parameters);
    }
}

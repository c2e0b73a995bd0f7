using Folding;
using Folding.PowerSystems;
using Folding.Problems;

namespace LearningCosts;

/// <summary>
/// AC optimal power flow as a function of the generators' linear costs, and the regret of deciding with wrong ones:
/// <code>regret(ĉ) = cost of x*(ĉ) at c − cost of x*(c) at c</code>
/// in $/h. Costs are no part of the constraints, so every decision is feasible.
/// </summary>
internal sealed class Market(Network network, ISolver<NonlinearProgram> solver)
{
    private readonly AcOptimalPowerFlow _program = new(network);
    private WarmStart? _warm;

    public int Generators => network.Generators.Length;

    /// <summary>The optimal cost at a sample's costs.</summary>
    public double Optimum(Sample sample) => Forward(sample.Costs, new Kkt()).Solution.Objective!.Value;

    /// <summary>What the decision by predicted costs costs at the true ones.</summary>
    public double CostOf(double[] predicted, Sample sample) => At(sample.Costs).ObjectiveAt(Forward(predicted, new Kkt()).Solution.Primal.AsSpan());

    /// <summary>The same with its gradient in the predicted costs.</summary>
    public (double Cost, double[] ByPrediction) Gradient(double[] predicted, Sample sample, GradientMethod method)
    {
        var (tape, truth) = (Forward(predicted, method), At(sample.Costs));
        var seed = new double[truth.VariableCount];
        truth.ObjectiveGradient(tape.Solution.Primal.AsSpan(), seed);
        var gradient = tape.Vjp(Seed.OnPrimal(seed));
        return (truth.ObjectiveAt(tape.Solution.Primal.AsSpan()), [.. Enumerable.Range(0, Generators).Select(g => gradient.Data.Parameters[CostOf(g)])]);
    }

    private Tape<NonlinearProgram, NonlinearData> Forward(double[] costs, GradientMethod method)
    {
        var tape = DifferentiableSolver.ForNonlinear(solver, method).Forward(At(costs), new() { WarmStart = _warm });
        if (!tape.Solution.IsSolved) throw new InvalidOperationException($"no optimum was found: {tape.Solution}");
        _warm ??= tape.Solution.WarmStart;
        return tape;
    }

    private AcOptimalPowerFlow At(double[] costs)
    {
        double[] parameters = [.. _program.Parameters];
        for (var g = 0; g < costs.Length; g++) parameters[CostOf(g)] = costs[g];
        return _program.WithParameters(parameters);
    }

    private int CostOf(int generator) => _program.Layout.IndexOf(OpfParameterKind.LinearCost, generator);
}

using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>The mean of the decisions for a sample of perturbed costs, and the way back to the cost.</summary>
public sealed class PerturbedDecision
{
    private readonly Func<ReadOnlyMemory<double>, (double[] Gradient, TerminationStatus Termination)> _backward;

    internal PerturbedDecision(
        ImmutableArray<double>[] decisions, Decision? failed, int variableCount, Func<ReadOnlyMemory<double>, (double[] Gradient, TerminationStatus Termination)> backward)
    {
        Termination = failed?.Termination ?? TerminationStatus.Optimal;
        _backward = backward;
        var mean = new double[variableCount];
        if (failed is null)
        {
            foreach (var x in decisions)
            {
                for (var j = 0; j < mean.Length; j++) mean[j] += x[j] / decisions.Length;
            }
        }

        Mean = QuadraticData.Frozen(mean);
    }

    /// <summary>Optimal, or how the first sample ended that has no decision.</summary>
    public TerminationStatus Termination { get; }

    /// <summary>x̄, length n; zero where a sample has no decision.</summary>
    public ImmutableArray<double> Mean { get; }

    /// <summary>The gradient of a loss by the cost.</summary>
    /// <param name="lossByMean">g = dLoss/dx̄, length n.</param>
    /// <returns>dLoss/dĉ; zero where a sample, forward or backward, has no decision.</returns>
    /// <exception cref="ArgumentException">A wrong length or an entry that is not finite.</exception>
    public LossGradient Vjp(ReadOnlySpan<double> lossByMean)
    {
        Vectors.RequireFinite(lossByMean, Mean.Length, nameof(lossByMean));
        if (!Termination.IsSolved()) return new(QuadraticData.Frozen(new double[Mean.Length]), Termination);
        var (gradient, termination) = _backward(lossByMean.ToArray());
        return new(QuadraticData.Frozen(gradient), termination);
    }

    internal static (ImmutableArray<double>[] Decisions, Decision? Failed) SolveAll(CostOracle oracle, PerturbationSample sample, ReadOnlySpan<double> cost, CancellationToken cancellation)
    {
        Vectors.RequireFinite(cost, oracle.VariableCount, nameof(cost));
        var decisions = new ImmutableArray<double>[sample.Count];
        for (var s = 0; s < decisions.Length; s++)
        {
            var decision = oracle.Minimize(sample.Perturb(cost, s), cancellation);
            if (!decision.IsSolved) return (decisions, decision);
            decisions[s] = decision.X;
        }

        return (decisions, null);
    }
}

/// <summary>A gradient by the cost.</summary>
/// <param name="Cost">dLoss/dĉ, length n.</param>
/// <param name="Termination">Optimal, or how the first solve ended that found no decision; the gradient is then zero.</param>
public sealed record LossGradient(ImmutableArray<double> Cost, TerminationStatus Termination);

using System.Collections.Immutable;

namespace Folding;

/// <summary>
/// A loss of a predicted cost ĉ that looks at the decision taken with it: x*(v) = argmin v'x, z(v) = min v'x, c the true cost.
/// Minimisation throughout; negate the costs (and the gradient) of a maximisation. Thread-safe.
/// </summary>
public abstract class DecisionLoss
{
    private protected DecisionLoss(CostOracle oracle)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        Oracle = oracle;
    }

    /// <summary>What decides.</summary>
    public CostOracle Oracle { get; }

    /// <summary>Value and gradient at a prediction.</summary>
    /// <param name="predicted">ĉ, length n.</param>
    /// <param name="target">The true cost and its decision.</param>
    /// <param name="cancellation">Stops the solves; the loss is then not defined.</param>
    /// <exception cref="ArgumentException">The prediction or the target does not fit the oracle.</exception>
    public LossValue Evaluate(ReadOnlySpan<double> predicted, DecisionTarget target, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        Vectors.RequireFinite(predicted, Oracle.VariableCount, nameof(predicted));
        Vectors.RequireFinite(target.Cost.AsSpan(), Oracle.VariableCount, "target's cost");
        Vectors.RequireFinite(target.X.AsSpan(), Oracle.VariableCount, "target's decision");
        return EvaluateChecked(predicted, target, cancellation);
    }

    /// <summary>The losses of many predictions, on several threads; bitwise what a loop gives.</summary>
    /// <param name="predicted">Predictions.</param>
    /// <param name="targets">One for each.</param>
    /// <param name="degreeOfParallelism">Threads, at least 1.</param>
    /// <param name="cancellation">Stops between items.</param>
    /// <exception cref="ArgumentException">The counts differ, or an item does not fit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ImmutableArray<LossValue> EvaluateBatch(
        IReadOnlyList<double[]> predicted, IReadOnlyList<DecisionTarget> targets, int degreeOfParallelism = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(targets);
        if (predicted.Count != targets.Count) throw new ArgumentException($"{predicted.Count} predictions for {targets.Count} targets; give one per target.", nameof(predicted));
        var values = new LossValue[targets.Count];
        Workers.Run(values.Length, degreeOfParallelism, k => values[k] = Evaluate(predicted[k], targets[k], cancellation), cancellation);
        return ImmutableArray.Create(values);
    }

    /// <summary>The loss at arguments that fit.</summary>
    private protected abstract LossValue EvaluateChecked(ReadOnlySpan<double> predicted, DecisionTarget target, CancellationToken cancellation);
}

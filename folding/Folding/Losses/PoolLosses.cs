namespace Folding;

/// <summary>
/// Noise-contrastive estimation over the oracle's cache S (Mulamba and others 2021): <c>mean over S of ĉ'(x*(c) − s)</c>, gradient
/// <c>x*(c) − mean S</c>. No solve: fill the cache first, for example with the decisions of the true costs.
/// </summary>
public sealed class NoiseContrastive : DecisionLoss
{
    /// <param name="oracle">An oracle with a cache.</param>
    /// <exception cref="ArgumentException">The oracle has no cache.</exception>
    public NoiseContrastive(CostOracle oracle)
        : base(oracle) => _ = Pool.Of(oracle);

    private protected override LossValue EvaluateChecked(ReadOnlySpan<double> predicted, DecisionTarget target, CancellationToken cancellation)
    {
        var pool = Pool.Of(Oracle).Solutions;
        double[] gradient = [.. target.X];
        foreach (var solution in pool)
        {
            for (var j = 0; j < gradient.Length; j++) gradient[j] -= solution[j] / pool.Count;
        }

        return pool.Count == 0 ? LossValue.Of(0, new double[predicted.Length]) : LossValue.Of(Vectors.Dot(predicted, gradient), gradient);
    }
}

/// <summary>
/// The maximum-a-posteriori variant: only the best of the cache counts, <c>ĉ'x*(c) − min over S of ĉ's</c>, gradient <c>x*(c) − argmin</c>. No solve.
/// </summary>
public sealed class MaximumAPosteriori : DecisionLoss
{
    /// <param name="oracle">An oracle with a cache.</param>
    /// <exception cref="ArgumentException">The oracle has no cache.</exception>
    public MaximumAPosteriori(CostOracle oracle)
        : base(oracle) => _ = Pool.Of(oracle);

    private protected override LossValue EvaluateChecked(ReadOnlySpan<double> predicted, DecisionTarget target, CancellationToken cancellation)
    {
        var best = Pool.Of(Oracle).Best(predicted) ?? target.X;
        var gradient = Vectors.Sum(target.X.AsSpan(), -1, best.AsSpan());
        return LossValue.Of(Vectors.Dot(predicted, gradient), gradient);
    }
}

internal static class Pool
{
    public static SolutionCache Of(CostOracle oracle)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        return oracle.Cache ?? throw new ArgumentException("The oracle has no cache; give it one by CostOracleOptions.Cache.", nameof(oracle));
    }
}

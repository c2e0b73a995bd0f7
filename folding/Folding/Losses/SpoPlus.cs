namespace Folding;

/// <summary>
/// The SPO+ loss (Elmachtoub and Grigas, "Smart predict, then optimize", 2022), convex in ĉ and at least the regret:
/// <code>value = −z(2ĉ − c) + 2ĉ'x*(c) − z(c),   subgradient = 2 (x*(c) − x*(2ĉ − c))</code>
/// In LPGD's terms the upper envelope of the regret at τ = 1/2, with x*(c) in the place of x*(ĉ).
/// </summary>
/// <param name="oracle">What decides.</param>
public sealed class SpoPlus(CostOracle oracle) : DecisionLoss(oracle)
{
    private protected override LossValue EvaluateChecked(ReadOnlySpan<double> predicted, DecisionTarget target, CancellationToken cancellation)
    {
        var tilted = new double[predicted.Length];
        for (var j = 0; j < tilted.Length; j++) tilted[j] = (2 * predicted[j]) - target.Cost[j];
        var decision = Oracle.Minimize(tilted, cancellation);
        if (!decision.IsSolved) return LossValue.Undefined(decision, predicted.Length);
        var gradient = new double[predicted.Length];
        for (var j = 0; j < gradient.Length; j++) gradient[j] = 2 * (target.X[j] - decision.X[j]);
        return LossValue.Of((2 * Vectors.Dot(predicted, target.X.AsSpan())) - decision.Value - target.Value, gradient);
    }
}

namespace Folding;

/// <summary>
/// The regret <c>c'x*(ĉ) − z(c) ≥ 0</c>: what the prediction costs. Piecewise constant, so its gradient is zero; train with
/// <see cref="LpgdEnvelope"/>, <see cref="SpoPlus"/> or another loss, and measure with this one.
/// </summary>
/// <param name="oracle">What decides.</param>
public sealed class Regret(CostOracle oracle) : DecisionLoss(oracle)
{
    private protected override LossValue EvaluateChecked(ReadOnlySpan<double> predicted, DecisionTarget target, CancellationToken cancellation)
    {
        var decision = Oracle.Minimize(predicted, cancellation);
        if (!decision.IsSolved) return LossValue.Undefined(decision, predicted.Length);
        return LossValue.Of(Vectors.Dot(target.Cost.AsSpan(), decision.X.AsSpan()) - target.Value, new double[predicted.Length]);
    }
}

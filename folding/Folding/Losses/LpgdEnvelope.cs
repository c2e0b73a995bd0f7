namespace Folding;

/// <summary>
/// The envelopes of the regret whose gradients LPGD returns, in values of the program alone:
/// <code>
/// lower = (z(ĉ + τc) − z(ĉ))/τ − z(c),  gradient (x*(ĉ + τc) − x*(ĉ))/τ
/// upper = (z(ĉ) − z(ĉ − τc))/τ − z(c),  gradient (x*(ĉ) − x*(ĉ − τc))/τ
/// </code>
/// and their mean. lower ≤ regret ≤ upper; the upper one is also known as the perturbation gradient loss.
/// </summary>
/// <param name="oracle">What decides.</param>
/// <param name="kind">Lower, upper or average; <see cref="LpgdKind.Auto"/> is average.</param>
/// <param name="temperature">Fixed, or relative: a factor times |ĉ|/|c|. <see cref="Temperature.Auto"/> is relative with factor 1, as a loss must not change its τ in search of movement.</param>
public sealed class LpgdEnvelope(CostOracle oracle, LpgdKind kind = LpgdKind.Average, Temperature? temperature = null) : DecisionLoss(oracle)
{
    private readonly Temperature _temperature = temperature is null || temperature.Rule == TemperatureRule.Auto ? Temperature.Relative(1) : temperature;

    private protected override LossValue EvaluateChecked(ReadOnlySpan<double> predicted, DecisionTarget target, CancellationToken cancellation)
    {
        var cost = target.Cost.AsSpan();
        double size = Vectors.Norm(predicted), seed = Vectors.Norm(cost);
        var tau = _temperature.Value * (_temperature.Rule == TemperatureRule.Fixed || size == 0 || seed == 0 ? 1 : size / seed);
        Decision? here = kind is LpgdKind.Lower or LpgdKind.Upper ? Oracle.Minimize(predicted, cancellation) : null;
        var plus = kind == LpgdKind.Upper ? here! : Oracle.Minimize(Vectors.Sum(predicted, tau, cost), cancellation);
        var minus = kind == LpgdKind.Lower ? here! : Oracle.Minimize(Vectors.Sum(predicted, -tau, cost), cancellation);
        foreach (var decision in (ReadOnlySpan<Decision>)[plus, minus])
        {
            if (!decision.IsSolved) return LossValue.Undefined(decision, predicted.Length);
        }

        var span = here is null ? 2 * tau : tau;
        var gradient = new double[predicted.Length];
        for (var j = 0; j < gradient.Length; j++) gradient[j] = (plus.X[j] - minus.X[j]) / span;
        return LossValue.Of(((plus.Value - minus.Value) / span) - target.Value, gradient);
    }
}

namespace Folding;

/// <summary>
/// The Fenchel-Young loss of the perturbed optimizer (Berthet and others, "Learning with differentiable perturbed optimizers", 2020), up to a constant:
/// <code>value = ĉ'x*(c) − E[z(ĉ + σe)],   gradient = x*(c) − E[x*(ĉ + σe)],   e ~ N(0, I)</code>
/// with the expectation as the mean over a fixed sample of e, the same for value and gradient, so the two belong together exactly.
/// Convex in ĉ.
/// </summary>
public sealed class PerturbedFenchelYoung : DecisionLoss
{
    private readonly PerturbationSample _sample;

    /// <param name="oracle">What decides.</param>
    /// <param name="amplitude">σ &gt; 0.</param>
    /// <param name="samples">Solves per evaluation, at least 1.</param>
    /// <param name="seed">Of the noise; another one for every epoch makes the gradient unbiased over training.</param>
    /// <exception cref="ArgumentOutOfRangeException">σ or the number of samples is not positive.</exception>
    public PerturbedFenchelYoung(CostOracle oracle, double amplitude = 1, int samples = 10, int seed = 1)
        : base(oracle) => _sample = new(oracle.VariableCount, amplitude, samples, seed, Noise.Gaussian);

    private protected override LossValue EvaluateChecked(ReadOnlySpan<double> predicted, DecisionTarget target, CancellationToken cancellation)
    {
        double value = 0;
        double[] gradient = [.. target.X];
        for (var s = 0; s < _sample.Count; s++)
        {
            var decision = Oracle.Minimize(_sample.Perturb(predicted, s), cancellation);
            if (!decision.IsSolved) return LossValue.Undefined(decision, predicted.Length);
            value += decision.Value / _sample.Count;
            for (var j = 0; j < gradient.Length; j++) gradient[j] -= decision.X[j] / _sample.Count;
        }

        return LossValue.Of(Vectors.Dot(predicted, target.X.AsSpan()) - value, gradient);
    }
}

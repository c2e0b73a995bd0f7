using Folding.Problems;

namespace Folding;

/// <summary>
/// Implicit maximum likelihood estimation (Niepert, Minervini and Franceschi 2021):
/// <code>x̄(ĉ) = E[x*(ĉ + σe)],   dĉ = E[x*(ĉ + σe + λg) − x*(ĉ + σe)]/λ</code>
/// with the same noise in both solves: the lower envelope of LPGD at τ = λ, averaged over perturbed costs. (The original leaves out 1/λ.)
/// Thread-safe.
/// </summary>
public sealed class ImplicitMle
{
    private readonly CostOracle _oracle;
    private readonly PerturbationSample _sample;
    private readonly double _lambda;

    /// <param name="oracle">What decides.</param>
    /// <param name="lambda">λ &gt; 0.</param>
    /// <param name="amplitude">σ &gt; 0.</param>
    /// <param name="samples">Solves per pass, forward and backward, at least 1.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="noise">Its distribution.</param>
    /// <exception cref="ArgumentOutOfRangeException">λ, σ or the number of samples is not positive.</exception>
    public ImplicitMle(CostOracle oracle, double lambda = 10, double amplitude = 1, int samples = 10, int seed = 1, Noise noise = Noise.SumOfGamma)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lambda);
        (_oracle, _lambda, _sample) = (oracle, lambda, new(oracle.VariableCount, amplitude, samples, seed, noise));
    }

    /// <summary>The mean decision; its gradient costs one solve per sample.</summary>
    /// <exception cref="ArgumentException">The cost does not fit.</exception>
    public PerturbedDecision Forward(ReadOnlySpan<double> cost, CancellationToken cancellation = default)
    {
        var (decisions, failed) = PerturbedDecision.SolveAll(_oracle, _sample, cost, cancellation);
        double[] center = [.. cost];
        return new(decisions, failed, cost.Length, seed =>
        {
            var gradient = new double[center.Length];
            for (var s = 0; s < _sample.Count; s++)
            {
                var moved = _oracle.Minimize(Vectors.Sum(_sample.Perturb(center, s), _lambda, seed.Span), cancellation);
                if (!moved.IsSolved) return (new double[center.Length], moved.Termination);
                for (var j = 0; j < gradient.Length; j++) gradient[j] += (moved.X[j] - decisions[s][j]) / (_lambda * _sample.Count);
            }

            return (gradient, TerminationStatus.Optimal);
        });
    }
}

using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The mean decision under noise in the cost, which is smooth in it (Berthet and others 2020):
/// <code>x̄(ĉ) = E[x*(ĉ + σe)],   dĉ = E[⟨g, x*(ĉ + σe)⟩ e]/σ,   e ~ N(0, I)</code>
/// as means over a seeded sample. The mean of the other samples' products is subtracted from each, which leaves the expectation as it
/// is and lowers the variance. Thread-safe.
/// </summary>
public sealed class PerturbedOptimizer
{
    private readonly CostOracle _oracle;
    private readonly PerturbationSample _sample;

    /// <param name="oracle">What decides.</param>
    /// <param name="amplitude">σ &gt; 0.</param>
    /// <param name="samples">Solves per forward pass, at least 2.</param>
    /// <param name="seed">Of the noise.</param>
    /// <exception cref="ArgumentOutOfRangeException">σ is not positive or there are fewer than two samples.</exception>
    public PerturbedOptimizer(CostOracle oracle, double amplitude = 1, int samples = 10, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        _oracle = oracle;
        _sample = new(oracle.VariableCount, amplitude, samples, seed, Noise.Gaussian);
    }

    /// <summary>The mean decision; its gradient needs no further solve.</summary>
    /// <exception cref="ArgumentException">The cost does not fit.</exception>
    public PerturbedDecision Forward(ReadOnlySpan<double> cost, CancellationToken cancellation = default)
    {
        var sample = _sample;
        var (decisions, failed) = PerturbedDecision.SolveAll(_oracle, sample, cost, cancellation);
        return new(decisions, failed, cost.Length, seed => ScoreFunction(sample, decisions, seed));
    }

    private static (double[] Gradient, TerminationStatus Termination) ScoreFunction(PerturbationSample sample, ImmutableArray<double>[] decisions, ReadOnlyMemory<double> seed)
    {
        var products = Array.ConvertAll(decisions, x => Vectors.Dot(seed.Span, x.AsSpan()));
        double sum = products.Sum(), count = products.Length;
        var gradient = new double[seed.Length];
        for (var s = 0; s < products.Length; s++)
        {
            var weight = (products[s] - ((sum - products[s]) / (count - 1))) / (count * sample.Amplitude);
            for (var j = 0; j < gradient.Length; j++) gradient[j] += weight * sample[s][j];
        }

        return (gradient, TerminationStatus.Optimal);
    }
}

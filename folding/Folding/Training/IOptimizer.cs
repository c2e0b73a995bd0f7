namespace Folding;

/// <summary>Moves parameters against a gradient. Holds what it remembers of the parameters it was made for; not thread-safe.</summary>
public interface IOptimizer
{
    /// <summary>One step, in place.</summary>
    /// <param name="parameters">θ; the same length at every step.</param>
    /// <param name="gradient">dLoss/dθ, finite.</param>
    /// <exception cref="ArgumentException">A length differs, or an entry of the gradient is not finite; θ is then unchanged.</exception>
    void Step(Span<double> parameters, ReadOnlySpan<double> gradient);
}

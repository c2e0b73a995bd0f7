using Folding.Problems;

namespace Folding;

/// <summary>
/// Φ = ∂U/∂s, the derivative of an update step s ← U(s, c) in its state at one point, by its products alone. Thread-safe.
/// </summary>
public abstract class StateJacobian
{
    private readonly Lazy<double> _spectralRadius;

    /// <summary>A Jacobian.</summary>
    protected StateJacobian() => _spectralRadius = new(() => Folding.SpectralRadius.Estimate(this));

    /// <summary>Length of the state.</summary>
    public abstract int StateCount { get; }

    /// <summary>Where Φ may have entries, StateCount x StateCount; null where that is not known.</summary>
    public virtual SparsityPattern? Pattern => null;

    /// <summary>Estimate of ρ(Φ) by power iteration; computed once.</summary>
    public double SpectralRadius => _spectralRadius.Value;

    /// <summary>Writes Φ v. The spans must not overlap.</summary>
    public abstract void Multiply(ReadOnlySpan<double> v, Span<double> result);

    /// <summary>Writes Φ' v. The spans must not overlap.</summary>
    public abstract void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result);

    internal void Multiply(ReadOnlySpan<double> v, Span<double> result, bool transposed)
    {
        if (transposed) MultiplyTransposed(v, result);
        else Multiply(v, result);
    }
}

namespace Folding;

/// <summary>When and how the alternating iteration of an <see cref="AltDiffLayer"/> runs.</summary>
public sealed record AltDiffOptions
{
    private readonly double _tolerance = 1e-10;
    private readonly int _maximumIterations = 20_000;
    private readonly double? _penalty;
    private readonly double _relaxation = 1;

    /// <summary>
    /// Truncation by accuracy: the iteration stops when x moves by no more than this, relative to 1 + |x|, the rows miss their bounds by no
    /// more, and none changed sides in that iteration. 0 for truncation by <see cref="MaximumIterations"/> alone.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The tolerance must be finite and not negative.");
    }

    /// <summary>Truncation by count; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int MaximumIterations
    {
        get => _maximumIterations;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maximumIterations = value;
        }
    }

    /// <summary>The penalty ρ, the same for all rows; null for one per row by the curvature of the objective along it. The limit does not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double? Penalty
    {
        get => _penalty;
        init => _penalty = value is null or > 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The penalty must be positive and finite.");
    }

    /// <summary>Over-relaxation α, strictly between 0 and 2; 1, the default, is the iteration of the paper.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside.</exception>
    public double Relaxation
    {
        get => _relaxation;
        init => _relaxation = value is > 0 and < 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The relaxation must lie strictly between 0 and 2.");
    }

    /// <summary>
    /// Whether every iterate is kept, which differentiating the truncated run needs: n + 2m numbers an iteration. Without them there is the
    /// adjoint at the last iterate.
    /// </summary>
    public bool KeepIterates { get; init; } = true;

    /// <summary>
    /// Whether a dense program may finish with Newton steps on the fixed-point equation, each one m x m factorization: the iteration then
    /// only has to find the neighbourhood. Without <see cref="KeepIterates"/> only, since these steps are not the truncated algorithm.
    /// </summary>
    public bool Accelerate { get; init; } = true;
}

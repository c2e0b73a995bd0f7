namespace Folding;

/// <summary>
/// Alternating differentiation (Sun et al., ICLR 2023) in adjoint form: the transposed ADMM iteration at the solution, whatever solver found
/// it. It factors one matrix of the order of x, P + A'ρA, and never the larger KKT matrix; no Jacobian is formed. Its limit is the exact
/// adjoint, so stopped at its tolerance it is exact where <see cref="Kkt"/> is; stopped early, the report tells the estimated error.
/// For the derivative of a truncated run itself see <see cref="AltDiffLayer"/>.
/// </summary>
public sealed record AltDiff : GradientMethod
{
    private readonly double _tolerance = 1e-12;
    private readonly int _maximumIterations = 20_000;
    private readonly double? _penalty;

    /// <summary>Relative accuracy at which the iteration stops; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The tolerance must be positive and finite.");
    }

    /// <summary>Truncation by count: most iterations, each one solve; positive.</summary>
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

    /// <summary>The penalty ρ; null for one per row. The limit does not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double? Penalty
    {
        get => _penalty;
        init => _penalty = value is null or > 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The penalty must be positive and finite.");
    }

    /// <summary>True, the default, for MINRES on the fixed-point equation; false for the transposed iteration as it stands.</summary>
    public bool Accelerate { get; init; } = true;

    /// <inheritdoc/>
    public override string Name => "altdiff";

    internal AdjointRule Rule => new(Tolerance, MaximumIterations, Accelerate);

    internal override Linearization<QuadraticData> Linearize(QuadraticPoint point) => AltDiffLinearization.At(point, this);
}

using Folding.Problems;

namespace Folding;

/// <summary>
/// The iteration of OSQP (Stellato et al. 2020) with its state (x, z, y) collapsed to (x, w), w = z + y/ρ:
/// <code>
/// x̃ = M⁻¹(σx − q + A'ρ(2 clip(w) − w)),   M = P + σI + A'ρA,   clip to [l, u]
/// x ← αx̃ + (1 − α)x,   w ← w + α(Ax̃ − clip(w))
/// </code>
/// with one ρ per row, on the data as they are. The gradient depends on none of σ, ρ, α; the contraction does.
/// </summary>
public sealed record AdmmStep : QuadraticStep
{
    private readonly double? _rho;
    private readonly double? _sigma;
    private readonly double _relaxation = 1;

    /// <summary>
    /// One penalty ρ for all rows. Null, the default: each row its own, stiff where the solution rests on the row and soft elsewhere. Folded,
    /// the step then imposes active bounds on single variables exactly, and these leave the system. The
    /// active set is known before the backward pass starts, so the contraction can be made as small as the arithmetic allows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double? Rho
    {
        get => _rho;
        init => _rho = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The penalty must be positive.");
    }

    /// <summary>Weight σ of the proximal term; null for a small share of the curvature.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double? Sigma
    {
        get => _sigma;
        init => _sigma = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The proximal weight must be positive.");
    }

    /// <summary>Relaxation α, between 0 and 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not inside (0, 2).</exception>
    public double Relaxation
    {
        get => _relaxation;
        init => _relaxation = value is > 0 and < 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The relaxation must lie between 0 and 2.");
    }

    /// <summary>
    /// Tries penalties over several orders of magnitude and keeps the one whose estimated contraction is smallest, at the cost of one
    /// factorization and a power iteration each; for <see cref="FixedPointRule"/>, which gains from every bit of contraction.
    /// </summary>
    public bool Search { get; init; }

    /// <inheritdoc/>
    public override string Name => "admm";

    internal override QuadraticMap On(QuadraticPoint point, out string whyNot) => On(point, ImposedBounds.None(point.Problem.VariableCount, point.Problem.ConstraintCount), out whyNot);

    /// <summary>With penalties of its own for each row, those of the bounds that the solution rests on go to the limit.</summary>
    internal override QuadraticMap AtSolution(QuadraticPoint point, out string whyNot) => Rho is null ? On(point, ImposedBounds.At(point), out whyNot) : On(point, out whyNot);

    private AdmmMap On(QuadraticPoint point, ImposedBounds imposed, out string whyNot)
    {
        whyNot = "";
        var scale = AdmmPenalties.Curvature(point.Problem);
        var sigma = Sigma ?? 1e-4 * scale;
        var system = new AdmmSystem(point.Problem, imposed);
        AdmmMap With(double[] rho) => new(point, system, rho, sigma, Relaxation);
        if (Rho is { } fixedRho) return With(AdmmPenalties.Uniform(point.Problem, fixedRho));
        if (!Search) return With(AdmmPenalties.ByActivity(point, scale));
        return AdmmPenalties.Candidates(point, scale).Select(With).MinBy(static map => map.At(map.FixedPoint)!.SpectralRadius)!;
    }
}

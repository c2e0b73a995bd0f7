namespace Folding.LinearAlgebra;

/// <summary>What is known of the definiteness of a symmetric matrix.</summary>
public enum Curvature
{
    /// <summary>Every eigenvalue of the scaled matrix is above the tolerance: a quadratic with it is strictly convex.</summary>
    PositiveDefinite,

    /// <summary>No eigenvalue is clearly negative, some are about zero: convex, not strictly.</summary>
    PositiveSemidefinite,

    /// <summary>Some eigenvalue is clearly negative: not convex.</summary>
    Indefinite,
}

/// <summary>What shows that a matrix P is not positive semidefinite.</summary>
/// <param name="Variable">A variable along which x'Px is negative, or the first of a pair; null where only all variables together show it.</param>
/// <param name="Partner">The other variable of a pair in whose plane x'Px is negative; null without one.</param>
/// <param name="NegativeEigenvalues">Number of negative eigenvalues of P; null where it was not counted.</param>
public sealed record NegativeCurvature(int? Variable, int? Partner, int? NegativeEigenvalues)
{
    /// <inheritdoc/>
    public override string ToString() => this switch
    {
        { Variable: { } i, Partner: { } j } => FormattableString.Invariant($"P[{i},{j}]^2 exceeds P[{i},{i}] P[{j},{j}]"),
        { Variable: { } i } => FormattableString.Invariant($"P[{i},{i}] is negative"),
        { NegativeEigenvalues: { } count } => FormattableString.Invariant($"P has {count} negative eigenvalue{(count == 1 ? "" : "s")}"),
        _ => "P has a negative eigenvalue",
    };
}

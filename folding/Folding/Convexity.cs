using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// Decides whether P is positive semidefinite by the signs of the pivots of
/// <code>S P S + t I = L D L',   S_jj = 1 / √max(P_jj, t p),   p = max |P_ij|,   t = 1e-8</code>
/// (Sylvester's law of inertia). The scaling makes the answer independent of the units of the variables; the shift t lets a
/// singular P pass that is semidefinite up to the rounding of its entries. Costs one sparse factorization of P, a part of
/// what the optimality conditions cost.
/// </summary>
public static class Convexity
{
    private const double Tolerance = 1e-8;

    /// <summary>Looks for a direction along which x'Px is negative.</summary>
    /// <param name="p">The upper triangle of P, square.</param>
    /// <returns>What shows that P is not positive semidefinite; null where it is, within the tolerance.</returns>
    /// <exception cref="ArgumentException">P is not square, or has an entry below the diagonal.</exception>
    public static NegativeCurvature? FindNegativeCurvature(CscMatrix p)
    {
        ArgumentNullException.ThrowIfNull(p);
        var symbolic = LdlSymbolic.Analyze(p.Pattern);
        var largest = Vectors.MaxNorm(p.Values);
        if (largest == 0) return null;
        var scaled = Scaled(p, largest);
        if (Obvious(scaled) is { } obvious) return obvious;

        var signs = new sbyte[p.Columns];
        Array.Fill(signs, (sbyte)1);
        var factor = new LdlFactor(symbolic);
        var outcome = factor.Factor(scaled.Values, signs, new() { Shift = Tolerance });
        if (outcome == LdlOutcome.Factored && factor.Inertia is { Negative: 0, Zero: 0 }) return null;
        return new(null, null, outcome == LdlOutcome.Factored ? factor.Inertia.Negative : null);
    }

    private static CscMatrix Scaled(CscMatrix p, double largest)
    {
        var scale = new double[p.Columns];
        for (var j = 0; j < scale.Length; j++) scale[j] = 1 / Math.Sqrt(Math.Max(p[j, j], Tolerance * largest));
        var values = new double[p.Pattern.Count];
        for (var j = 0; j < p.Columns; j++)
        {
            for (var k = p.Pattern.ColumnPointers[j]; k < p.Pattern.ColumnPointers[j + 1]; k++)
                values[k] = scale[p.Pattern.RowIndices[k]] * p.Values[k] * scale[j];
        }

        return CscMatrix.Adopt(p.Pattern, values);
    }

    /// <summary>A negative diagonal entry, or a pair of variables whose 2 x 2 block has a negative determinant: the findings that a person can act on.</summary>
    private static NegativeCurvature? Obvious(CscMatrix p)
    {
        var diagonal = new double[p.Columns];
        for (var j = 0; j < diagonal.Length; j++)
        {
            diagonal[j] = p[j, j] + Tolerance;
            if (diagonal[j] < 0) return new(j, null, null);
        }

        for (var j = 0; j < diagonal.Length; j++)
        {
            for (var k = p.Pattern.ColumnPointers[j]; k < p.Pattern.ColumnPointers[j + 1]; k++)
            {
                var i = p.Pattern.RowIndices[k];
                if (i < j && p.Values[k] * p.Values[k] > diagonal[i] * diagonal[j]) return new(i, j, null);
            }
        }

        return null;
    }
}

/// <summary>What shows that P is not positive semidefinite.</summary>
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

using Folding.Problems;

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

/// <summary>
/// Decides the definiteness of a symmetric matrix S by the inertia of two factorizations (Sylvester's law): scaled to a
/// unit diagonal, S is positive definite iff S − tI = LDL' has positive pivots only, and not indefinite iff S + tI has.
/// </summary>
public static class CurvatureTest
{
    /// <summary>t, relative to the unit diagonal: eigenvalues within it of zero count as zero.</summary>
    private const double Tolerance = 1e-8;

    /// <summary>The definiteness of the matrix whose upper triangle is given.</summary>
    /// <exception cref="ArgumentException">An entry lies below the diagonal or is not finite.</exception>
    public static Curvature Of(CscMatrix upper)
    {
        ArgumentNullException.ThrowIfNull(upper);
        if (!upper.Pattern.IsUpperTriangular)
            throw new ArgumentException("The matrix must be given by its upper triangle.", nameof(upper));
        var scale = InverseRootsOfDiagonal(upper, out var zeros);
        if (scale is null) return Curvature.Indefinite;
        var values = upper.Values.ToArray();
        var diagonalOnly = true;
        foreach (var (k, i, j) in Positions(upper.Pattern))
        {
            values[k] *= scale[i] * scale[j];
            if (i == j) continue;
            // A principal 2 x 2 minor is negative.
            if (Math.Abs(values[k]) > 1 + Tolerance || (values[k] != 0 && (scale[i] == 0 || scale[j] == 0))) return Curvature.Indefinite;
            diagonalOnly &= values[k] == 0;
        }

        if (diagonalOnly) return zeros == 0 ? Curvature.PositiveDefinite : Curvature.PositiveSemidefinite;
        var symbolic = LdlSymbolic.Analyze(upper.Pattern);
        var factor = new LdlFactor(symbolic);
        if (zeros == 0 && HasPositivePivots(factor, values, sign: -1)) return Curvature.PositiveDefinite;
        return HasPositivePivots(factor, values, sign: 1) ? Curvature.PositiveSemidefinite : Curvature.Indefinite;
    }

    private static bool HasPositivePivots(LdlFactor factor, double[] values, sbyte sign)
    {
        var signs = new sbyte[factor.Symbolic.Order];
        Array.Fill(signs, sign);
        return factor.Factor(values, signs, new() { Shift = Tolerance }) == LdlOutcome.Factored && factor.Inertia.Positive == signs.Length;
    }

    /// <summary>1 / sqrt(S_jj), 0 where S_jj = 0; null where a diagonal entry is negative or zero over entries that are not.</summary>
    private static double[]? InverseRootsOfDiagonal(CscMatrix upper, out int zeros)
    {
        var diagonal = new double[upper.Columns];
        var occupied = new bool[upper.Columns];
        foreach (var (k, i, j) in Positions(upper.Pattern))
        {
            if (i == j) diagonal[j] = upper.Values[k];
            else if (upper.Values[k] != 0) occupied[i] = occupied[j] = true;
        }

        zeros = 0;
        for (var j = 0; j < diagonal.Length; j++)
        {
            if (diagonal[j] < 0 || (diagonal[j] == 0 && occupied[j])) return null;
            if (diagonal[j] == 0) zeros++;
            diagonal[j] = diagonal[j] == 0 ? 0 : 1 / Math.Sqrt(diagonal[j]);
        }

        return diagonal;
    }

    private static IEnumerable<(int Entry, int Row, int Column)> Positions(SparsityPattern pattern)
    {
        for (var j = 0; j < pattern.Columns; j++)
        {
            for (var k = pattern.ColumnPointers[j]; k < pattern.ColumnPointers[j + 1]; k++) yield return (k, pattern.RowIndices[k], j);
        }
    }
}

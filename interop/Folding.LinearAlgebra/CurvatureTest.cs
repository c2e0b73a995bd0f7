using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// Decides the definiteness of a symmetric matrix P by the inertia of two factorizations (Sylvester's law). With
/// <code>S = D P D,   D_jj = 1 / √max(P_jj, 1e-16 max|P|),   t = 1e-8</code>
/// P counts as positive definite iff S − tI = LDL' has positive pivots only, and as indefinite iff S + tI has not. The scaling
/// makes the answer independent of the units of the variables; t lets a singular P pass that is semidefinite up to the
/// rounding of its entries.
/// </summary>
public static class CurvatureTest
{
    private const double Tolerance = 1e-8;
    private const double SmallestDiagonal = 1e-16;

    /// <summary>The definiteness of the matrix whose upper triangle is given.</summary>
    /// <exception cref="ArgumentException">The matrix is not square, or has an entry below the diagonal or one that is not finite.</exception>
    public static Curvature Of(CscMatrix upper) =>
        Search(upper, out var isDefinite) is not null ? Curvature.Indefinite : isDefinite() ? Curvature.PositiveDefinite : Curvature.PositiveSemidefinite;

    /// <summary>Looks for a direction along which x'Px is negative.</summary>
    /// <returns>What shows that P is not positive semidefinite; null where it is, within the tolerance.</returns>
    /// <exception cref="ArgumentException">The matrix is not square, or has an entry below the diagonal or one that is not finite.</exception>
    public static NegativeCurvature? FindNegative(CscMatrix upper) => Search(upper, out _);

    private static NegativeCurvature? Search(CscMatrix upper, out Func<bool> isDefinite)
    {
        ArgumentNullException.ThrowIfNull(upper);
        if (!upper.Pattern.IsUpperTriangular)
            throw new ArgumentException($"The matrix must be square and given by its upper triangle; this one is {upper}.", nameof(upper));
        FiniteCheck.Require(upper.Values, nameof(upper));
        var values = upper.Values.ToArray();
        var diagonal = Scale(upper.Pattern, values, out var isDiagonal);
        isDefinite = () => diagonal.All(static d => d > Tolerance);
        if (Obvious(upper.Pattern, values, diagonal) is { } obvious) return obvious;
        if (isDiagonal) return null;
        if (IsDense(upper.Pattern))
        {
            // Cheaper than an analysis and a sparse factorization; where it fails, the pivots below say what was found.
            var scaled = FullLower(upper.Pattern, values);
            var cholesky = new DenseCholesky(scaled.Rows, DenseBackend.Managed);
            if (HasPositivePivots(cholesky, scaled, Tolerance))
            {
                isDefinite = () => HasPositivePivots(cholesky, scaled, -Tolerance);
                return null;
            }
        }

        var factor = new LdlFactor(LdlSymbolic.Analyze(upper.Pattern));
        var strict = isDefinite;
        isDefinite = () => strict() && NonPositivePivots(factor, values, sign: -1) == 0;
        return NonPositivePivots(factor, values, sign: 1) switch
        {
            0 => null,
            null => new(null, null, null),
            var count => new(null, null, count),
        };
    }

    private static bool IsDense(SparsityPattern pattern) => 4L * pattern.Count >= (long)pattern.Columns * pattern.Columns;

    private static DenseMatrix FullLower(SparsityPattern pattern, double[] values)
    {
        var full = new DenseMatrix(pattern.Columns, pattern.Columns);
        for (var j = 0; j < pattern.Columns; j++)
        {
            for (var k = pattern.ColumnPointers[j]; k < pattern.ColumnPointers[j + 1]; k++) full[j, pattern.RowIndices[k]] = values[k];
        }

        return full;
    }

    /// <summary>Whether S + shift I has a Cholesky factor.</summary>
    private static bool HasPositivePivots(DenseCholesky cholesky, DenseMatrix scaled, double shift)
    {
        for (var j = 0; j < scaled.Rows; j++) scaled[j, j] += shift;
        var outcome = cholesky.Factor(scaled.View);
        for (var j = 0; j < scaled.Rows; j++) scaled[j, j] -= shift;
        return outcome == DenseOutcome.Factored;
    }

    /// <summary>Pivots of S ± tI that are not positive; null where the factorization stops before it can tell.</summary>
    private static int? NonPositivePivots(LdlFactor factor, double[] values, sbyte sign)
    {
        var signs = new sbyte[factor.Symbolic.Order];
        Array.Fill(signs, sign);
        return factor.Factor(values, signs, new() { Shift = Tolerance }) == LdlOutcome.Factored ? signs.Length - factor.Inertia.Positive : null;
    }

    /// <summary>Scales the values in place and returns the scaled diagonal.</summary>
    private static double[] Scale(SparsityPattern pattern, double[] values, out bool isDiagonal)
    {
        ReadOnlySpan<int> starts = pattern.ColumnPointers, rows = pattern.RowIndices;
        double largest = 0;
        var diagonal = new double[pattern.Columns];
        isDiagonal = true;
        for (var j = 0; j < diagonal.Length; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++)
            {
                largest = Math.Max(largest, Math.Abs(values[k]));
                if (rows[k] == j) diagonal[j] = values[k];
                else isDiagonal &= values[k] == 0;
            }
        }

        if (largest == 0) return diagonal;
        var scale = new double[diagonal.Length];
        for (var j = 0; j < scale.Length; j++)
        {
            scale[j] = 1 / Math.Sqrt(Math.Max(Math.Abs(diagonal[j]), SmallestDiagonal * largest));
            diagonal[j] *= scale[j] * scale[j];
            // Rows are not below their column, so their scales are known.
            for (var k = starts[j]; k < starts[j + 1]; k++) values[k] *= scale[rows[k]] * scale[j];
        }

        return diagonal;
    }

    /// <summary>A negative diagonal entry, or a pair of variables whose 2 x 2 block has a negative determinant: the findings that a person can act on.</summary>
    private static NegativeCurvature? Obvious(SparsityPattern pattern, double[] values, double[] diagonal)
    {
        for (var j = 0; j < diagonal.Length; j++)
        {
            if (diagonal[j] + Tolerance < 0) return new(j, null, null);
        }

        ReadOnlySpan<int> starts = pattern.ColumnPointers, rows = pattern.RowIndices;
        for (var j = 0; j < diagonal.Length; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++)
            {
                var i = rows[k];
                if (i < j && values[k] * values[k] > (diagonal[i] + Tolerance) * (diagonal[j] + Tolerance)) return new(i, j, null);
            }
        }

        return null;
    }
}

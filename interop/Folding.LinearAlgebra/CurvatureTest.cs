using System.Buffers;
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
        Search(upper, strictly: true, out var isDefinite) is not null ? Curvature.Indefinite : isDefinite ? Curvature.PositiveDefinite : Curvature.PositiveSemidefinite;

    /// <summary>Looks for a direction along which x'Px is negative.</summary>
    /// <returns>What shows that P is not positive semidefinite; null where it is, within the tolerance.</returns>
    /// <exception cref="ArgumentException">The matrix is not square, or has an entry below the diagonal or one that is not finite.</exception>
    public static NegativeCurvature? FindNegative(CscMatrix upper) => Search(upper, strictly: false, out _);

    /// <param name="upper">P.</param>
    /// <param name="strictly">Whether the second factorization is wanted.</param>
    /// <param name="isDefinite">Its answer; false where it is not wanted.</param>
    private static NegativeCurvature? Search(CscMatrix upper, bool strictly, out bool isDefinite)
    {
        ArgumentNullException.ThrowIfNull(upper);
        if (!upper.Pattern.IsUpperTriangular)
            throw new ArgumentException($"The matrix must be square and given by its upper triangle; this one is {upper}.", nameof(upper));
        FiniteCheck.Require(upper.Values, nameof(upper));
        var memory = ArrayPool<double>.Shared.Rent(upper.Values.Length);
        try
        {
            var values = memory.AsSpan(0, upper.Values.Length);
            upper.Values.CopyTo(values);
            return Search(upper.Pattern, values, strictly, out isDefinite);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(memory);
        }
    }

    private static NegativeCurvature? Search(SparsityPattern pattern, Span<double> values, bool strictly, out bool isDefinite)
    {
        var diagonal = Scale(pattern, values, out var isDiagonal);
        isDefinite = strictly && diagonal.All(static d => d > Tolerance);
        if (Obvious(pattern, values, diagonal) is { } obvious) return obvious;
        if (isDiagonal) return null;
        // Cheaper than an analysis and a sparse factorization; where it fails, the pivots below say what was found.
        if (IsDense(pattern) && HasCholesky(pattern, values, Tolerance))
        {
            isDefinite = isDefinite && HasCholesky(pattern, values, -Tolerance);
            return null;
        }

        var factor = new LdlFactor(LdlSymbolic.Analyze(pattern));
        switch (NonPositivePivots(factor, values, sign: 1))
        {
            case 0:
                isDefinite = isDefinite && NonPositivePivots(factor, values, sign: -1) == 0;
                return null;
            case var count:
                return new(null, null, count);
        }
    }

    private static bool IsDense(SparsityPattern pattern) => 4L * pattern.Count >= (long)pattern.Columns * pattern.Columns;

    /// <summary>Whether S + shift I has a Cholesky factor.</summary>
    private static bool HasCholesky(SparsityPattern pattern, ReadOnlySpan<double> values, double shift)
    {
        var order = pattern.Columns;
        var shifted = DenseMatrix.Passing(order, order);
        var lower = shifted.Values;
        ReadOnlySpan<int> starts = pattern.ColumnPointers, rows = pattern.RowIndices;
        for (var j = 0; j < order; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++) lower[(rows[k] * order) + j] = values[k];
        }

        for (var j = 0; j < order; j++) lower[(j * order) + j] += shift;
        var outcome = new DenseCholesky(order, DenseBackend.Managed).FactorInPlace(shifted);
        shifted.Release();
        return outcome == DenseOutcome.Factored;
    }

    /// <summary>Pivots of S ± tI that are not positive; null where the factorization stops before it can tell.</summary>
    private static int? NonPositivePivots(LdlFactor factor, ReadOnlySpan<double> values, sbyte sign)
    {
        var signs = new sbyte[factor.Symbolic.Order];
        Array.Fill(signs, sign);
        return factor.Factor(values, signs, new() { Shift = Tolerance }) == LdlOutcome.Factored ? signs.Length - factor.Inertia.Positive : null;
    }

    /// <summary>Scales the values in place and returns the scaled diagonal.</summary>
    private static double[] Scale(SparsityPattern pattern, Span<double> values, out bool isDiagonal)
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
    private static NegativeCurvature? Obvious(SparsityPattern pattern, ReadOnlySpan<double> values, double[] diagonal)
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

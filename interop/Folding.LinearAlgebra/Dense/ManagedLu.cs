namespace Folding.LinearAlgebra;

/// <summary>
/// <c>P A = L U</c> with row interchanges, L unit lower triangular, by halves of the columns (Toledo, SIAM J. Matrix Anal. 18, 1997).
/// Pivots are LAPACK's: row i was exchanged with row <c>pivots[i] - 1</c>.
/// </summary>
internal static unsafe class ManagedLu
{
    private const int Leaf = 8;

    /// <summary>Returns 0, or one more than the column of the first pivot that is exactly zero; the factorization goes on behind it.</summary>
    public static int Factor(int m, int n, double* a, int stride, int* pivots)
    {
        if (n <= Leaf || m <= Leaf) return FactorLeaf(m, n, a, stride, pivots);
        var first = Math.Max(Leaf, Math.Min(m, n) / 2 / Leaf * Leaf);
        var second = n - first;
        var right = a + (first * (nint)stride);
        var failed = Factor(m, first, a, stride, pivots);
        Exchange(second, right, stride, pivots, 0, first);
        ManagedTriangular.Solve(lower: true, unit: true, first, second, a, 1, stride, right, 1, stride);
        ManagedProduct.Run(m - first, second, first, -1, a + first, 1, stride, right, 1, stride, 1, right + first, stride);
        var later = Factor(m - first, second, right + first, stride, pivots + first);
        if (failed == 0 && later != 0) failed = first + later;
        var count = Math.Min(m - first, second);
        for (var i = first; i < first + count; i++) pivots[i] += first;
        Exchange(first, a, stride, pivots, first, first + count);
        return failed;
    }

    /// <summary>Solves with the factor of a square matrix, or with its transpose.</summary>
    public static void Solve(bool transpose, int n, int sides, double* a, int stride, int* pivots, double* b, int strideB)
    {
        if (transpose)
        {
            ManagedTriangular.Solve(lower: true, unit: false, n, sides, a, stride, 1, b, 1, strideB);
            ManagedTriangular.Solve(lower: false, unit: true, n, sides, a, stride, 1, b, 1, strideB);
            for (var j = 0; j < sides; j++)
            {
                var x = b + (j * (nint)strideB);
                for (var i = n - 1; i >= 0; i--) (x[i], x[pivots[i] - 1]) = (x[pivots[i] - 1], x[i]);
            }
        }
        else
        {
            Exchange(sides, b, strideB, pivots, 0, n);
            ManagedTriangular.Solve(lower: true, unit: true, n, sides, a, 1, stride, b, 1, strideB);
            ManagedTriangular.Solve(lower: false, unit: false, n, sides, a, 1, stride, b, 1, strideB);
        }
    }

    private static int FactorLeaf(int m, int n, double* a, int stride, int* pivots)
    {
        var failed = 0;
        for (var j = 0; j < Math.Min(m, n); j++)
        {
            var column = a + (j * (nint)stride);
            var p = j + VectorKernels.LargestIndex(m - j, column + j);
            pivots[j] = p + 1;
            if (column[p] == 0)
            {
                if (failed == 0) failed = j + 1;
                continue;
            }

            Exchange(n, a, stride, pivots, j, j + 1);
            for (var i = j + 1; i < m; i++) column[i] /= column[j];
            for (var s = j + 1; s < n; s++)
            {
                var other = a + (s * (nint)stride);
                VectorKernels.AddScaled(m - j - 1, -other[j], column + j + 1, other + j + 1);
            }
        }

        return failed;
    }

    private static void Exchange(int columns, double* a, int stride, int* pivots, int from, int to)
    {
        for (var j = 0; j < columns; j++)
        {
            var x = a + (j * (nint)stride);
            for (var i = from; i < to; i++) (x[i], x[pivots[i] - 1]) = (x[pivots[i] - 1], x[i]);
        }
    }
}

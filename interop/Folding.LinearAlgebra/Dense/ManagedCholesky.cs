namespace Folding.LinearAlgebra;

/// <summary>
/// <c>A = L L'</c> in the lower triangle, by halves, which puts the work into products:
/// <c>L11 L11' = A11, L21 = A21 L11^-T, L22 L22' = A22 - L21 L21'</c>.
/// </summary>
internal static unsafe class ManagedCholesky
{
    private const int Leaf = 24;

    /// <summary>Returns 0, or one more than the column of the first pivot that is not positive.</summary>
    public static int Factor(int n, double* a, int stride)
    {
        if (n <= Leaf) return FactorLeaf(n, a, stride);
        var first = Math.Max(Leaf, n / 2 / Leaf * Leaf);
        var second = n - first;
        if (Factor(first, a, stride) is var failed and not 0) return failed;
        var a21 = a + first;
        var a22 = a + first + (first * (nint)stride);
        // X L11' = A21 is L11 X' = A21'.
        ManagedTriangular.Solve(lower: true, unit: false, first, second, a, 1, stride, a21, stride, 1);
        RankUpdate(second, first, -1, a21, 1, stride, 1, a22, stride);
        return Factor(second, a22, stride) is var later and not 0 ? first + later : 0;
    }

    /// <summary>Lower triangle of <c>C := alpha A A' + beta C</c>, A of n x k with any strides.</summary>
    public static void RankUpdate(int n, int k, double alpha, double* a, nint row, nint column, double beta, double* c, int stride)
    {
        const int leaf = 48;
        if (n > leaf)
        {
            var first = Math.Max(leaf, n / 2 / leaf * leaf);
            var lower = a + (first * row);
            RankUpdate(first, k, alpha, a, row, column, beta, c, stride);
            ManagedProduct.Run(n - first, first, k, alpha, lower, row, column, a, column, row, beta, c + first, stride);
            RankUpdate(n - first, k, alpha, lower, row, column, beta, c + first + (first * (nint)stride), stride);
            return;
        }

        var full = stackalloc double[leaf * leaf];
        ManagedProduct.Run(n, n, k, alpha, a, row, column, a, column, row, 0, full, leaf);
        for (var j = 0; j < n; j++)
        {
            for (var i = j; i < n; i++)
            {
                ref var target = ref c[i + (j * (nint)stride)];
                target = full[i + (j * leaf)] + (beta == 0 ? 0 : beta * target);
            }
        }
    }

    private static int FactorLeaf(int n, double* a, int stride)
    {
        for (var j = 0; j < n; j++)
        {
            var column = a + (j * (nint)stride);
            if (!(column[j] > 0) || !double.IsFinite(column[j])) return j + 1;
            var pivot = Math.Sqrt(column[j]);
            column[j] = pivot;
            for (var i = j + 1; i < n; i++) column[i] /= pivot;
            for (var s = j + 1; s < n; s++) VectorKernels.AddScaled(n - s, -column[s], column + s, a + s + (s * (nint)stride));
        }

        return 0;
    }
}

namespace Folding.LinearAlgebra;

/// <summary>
/// <c>P A P' = L D L'</c> of a symmetric indefinite matrix in its lower triangle, D with blocks of order one and two (Bunch and Kaufman,
/// Math. Comp. 31, 1977). The storage and the pivots are those of LAPACK: a positive pivot is one more than the row exchanged with row k,
/// two equal negative ones mark a block of order two whose second row was exchanged.
/// </summary>
internal static unsafe class ManagedBunchKaufman
{
    // (1 + sqrt(17)) / 8 balances the growth of the two kinds of steps.
    private const double Threshold = 0.6403882032022076;

    /// <summary>Returns 0, or one more than the row of the first block that is exactly zero.</summary>
    public static int Factor(int n, double* a, int stride, int* pivots)
    {
        var failed = 0;
        for (var k = 0; k < n;)
        {
            var column = a + (k * (nint)stride);
            var (exchange, order) = Choose(n, a, stride, k);
            if (order == 0)
            {
                if (failed == 0) failed = k + 1;
                pivots[k] = k + 1;
                k++;
                continue;
            }

            Exchange(n, a, stride, k, k + order - 1, exchange);
            if (order == 1)
            {
                Eliminate(n, a, stride, k);
                pivots[k] = exchange + 1;
            }
            else
            {
                EliminateTwo(n, a, stride, k);
                pivots[k] = pivots[k + 1] = -(exchange + 1);
            }

            k += order;
        }

        return failed;
    }

    public static void Solve(int n, int sides, double* a, int stride, int* pivots, double* b, int strideB)
    {
        for (var s = 0; s < sides; s++) Solve(n, a, stride, pivots, b + (s * (nint)strideB));
    }

    /// <summary>Row to exchange and order of the block; order 0 where the column is zero.</summary>
    private static (int Exchange, int Order) Choose(int n, double* a, int stride, int k)
    {
        var column = a + (k * (nint)stride);
        var diagonal = Math.Abs(column[k]);
        if (k == n - 1) return diagonal == 0 ? (k, 0) : (k, 1);
        var r = k + 1 + VectorKernels.LargestIndex(n - k - 1, column + k + 1);
        var largest = Math.Abs(column[r]);
        if (Math.Max(diagonal, largest) == 0) return (k, 0);
        if (diagonal >= Threshold * largest) return (k, 1);

        double rowLargest = 0;
        for (var j = k; j < r; j++) rowLargest = Math.Max(rowLargest, Math.Abs(a[r + (j * (nint)stride)]));
        var rest = a + (r * (nint)stride);
        for (var i = r + 1; i < n; i++) rowLargest = Math.Max(rowLargest, Math.Abs(rest[i]));
        if (diagonal >= Threshold * largest * (largest / rowLargest)) return (k, 1);
        return Math.Abs(rest[r]) >= Threshold * rowLargest ? (r, 1) : (r, 2);
    }

    /// <summary>Exchanges rows and columns s and r, k &lt;= s &lt;= r, of the part that is left; in a block of order two s = k + 1.</summary>
    private static void Exchange(int n, double* a, int stride, int k, int s, int r)
    {
        if (r == s) return;
        double* x = a + (s * (nint)stride), y = a + (r * (nint)stride);
        for (var i = r + 1; i < n; i++) (x[i], y[i]) = (y[i], x[i]);
        for (var i = s + 1; i < r; i++)
        {
            ref var mirrored = ref a[r + (i * (nint)stride)];
            (x[i], mirrored) = (mirrored, x[i]);
        }

        (x[s], y[r]) = (y[r], x[s]);
        if (s == k) return;
        var first = a + (k * (nint)stride);
        (first[s], first[r]) = (first[r], first[s]);
    }

    private static void Eliminate(int n, double* a, int stride, int k)
    {
        var column = a + (k * (nint)stride);
        var inverse = 1 / column[k];
        for (var j = k + 1; j < n; j++) VectorKernels.AddScaled(n - j, -inverse * column[j], column + j, a + j + (j * (nint)stride));
        VectorKernels.Scale(n - k - 1, inverse, column + k + 1);
    }

    /// <summary>With D = [d11 b; b d22]: W = [x y] D^-1 row by row, then A := A - W [x y]'.</summary>
    private static void EliminateTwo(int n, double* a, int stride, int k)
    {
        double* x = a + (k * (nint)stride), y = x + stride;
        var b = x[k + 1];
        double d11 = y[k + 1] / b, d22 = x[k] / b;
        var factor = 1 / ((d11 * d22) - 1) / b;
        for (var j = k + 2; j < n; j++)
        {
            var u = factor * ((d11 * x[j]) - y[j]);
            var v = factor * ((d22 * y[j]) - x[j]);
            var target = a + j + (j * (nint)stride);
            VectorKernels.AddScaled(n - j, -u, x + j, target);
            VectorKernels.AddScaled(n - j, -v, y + j, target);
            x[j] = u;
            y[j] = v;
        }
    }

    private static void Solve(int n, double* a, int stride, int* pivots, double* x)
    {
        for (var k = 0; k < n;)
        {
            var column = a + (k * (nint)stride);
            if (pivots[k] > 0)
            {
                var p = pivots[k] - 1;
                (x[k], x[p]) = (x[p], x[k]);
                VectorKernels.AddScaled(n - k - 1, -x[k], column + k + 1, x + k + 1);
                x[k] /= column[k];
                k++;
                continue;
            }

            var q = -pivots[k] - 1;
            var next = column + stride;
            (x[k + 1], x[q]) = (x[q], x[k + 1]);
            VectorKernels.AddScaled(n - k - 2, -x[k], column + k + 2, x + k + 2);
            VectorKernels.AddScaled(n - k - 2, -x[k + 1], next + k + 2, x + k + 2);
            var b = column[k + 1];
            double d11 = column[k] / b, d22 = next[k + 1] / b;
            double u = x[k] / b, v = x[k + 1] / b;
            var determinant = (d11 * d22) - 1;
            x[k] = ((d22 * u) - v) / determinant;
            x[k + 1] = ((d11 * v) - u) / determinant;
            k += 2;
        }

        for (var k = n - 1; k >= 0;)
        {
            var column = a + (k * (nint)stride);
            x[k] -= VectorKernels.Dot(n - k - 1, column + k + 1, x + k + 1);
            var p = Math.Abs(pivots[k]) - 1;
            if (pivots[k] > 0)
            {
                (x[k], x[p]) = (x[p], x[k]);
                k--;
                continue;
            }

            x[k - 1] -= VectorKernels.Dot(n - k - 1, column - stride + k + 1, x + k + 1);
            (x[k], x[p]) = (x[p], x[k]);
            k -= 2;
        }
    }
}

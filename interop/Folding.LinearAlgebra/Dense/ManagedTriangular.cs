namespace Folding.LinearAlgebra;

/// <summary>
/// <c>T X = B</c> with a triangular T of order n, X overwriting B of m columns. T and B have any distance of rows and of columns (one of
/// B's is 1), so that transposes, and by <c>T'X' = B'</c> unknowns on the left, are the same case. Halving T puts the work into products:
/// <c>[T11 0; T21 T22] [X1; X2] = [B1; B2]</c>: T11 X1 = B1, then T22 X2 = B2 - T21 X1.
/// </summary>
internal static unsafe class ManagedTriangular
{
    private const int Leaf = 16;
    private const int Strip = 64;

    public static void Solve(bool lower, bool unit, int n, int m, double* t, nint rowT, nint columnT, double* b, nint rowB, nint columnB)
    {
        if (n == 0 || m == 0) return;
        if (m == 1 && rowB == 1)
        {
            SolveVector(lower, unit, n, t, rowT, columnT, b);
            return;
        }

        if (n <= Leaf)
        {
            SolveLeaf(lower, unit, n, m, t, rowT, columnT, b, rowB, columnB);
            return;
        }

        var first = ((n / 2) + 7) / 8 * 8;
        var second = n - first;
        var t22 = t + (first * (rowT + columnT));
        var b2 = b + (first * rowB);
        if (lower)
        {
            Solve(lower, unit, first, m, t, rowT, columnT, b, rowB, columnB);
            Subtract(second, m, first, t + (first * rowT), rowT, columnT, b, b2, rowB, columnB);
            Solve(lower, unit, second, m, t22, rowT, columnT, b2, rowB, columnB);
        }
        else
        {
            Solve(lower, unit, second, m, t22, rowT, columnT, b2, rowB, columnB);
            Subtract(first, m, second, t + (first * columnT), rowT, columnT, b2, b, rowB, columnB);
            Solve(lower, unit, first, m, t, rowT, columnT, b, rowB, columnB);
        }
    }

    /// <summary><c>target := target - T x</c>, both parts of B.</summary>
    private static void Subtract(int rows, int m, int depth, double* t, nint rowT, nint columnT, double* x, double* target, nint rowB, nint columnB)
    {
        if (rowB == 1) ManagedProduct.Run(rows, m, depth, -1, t, rowT, columnT, x, rowB, columnB, 1, target, (int)columnB);
        else ManagedProduct.Run(m, rows, depth, -1, x, columnB, rowB, t, columnT, rowT, 1, target, (int)rowB);
    }

    /// <summary>Row by row, where the rows of B are contiguous; else on a transposed copy of some columns.</summary>
    private static void SolveLeaf(bool lower, bool unit, int n, int m, double* t, nint rowT, nint columnT, double* b, nint rowB, nint columnB)
    {
        if (columnB == 1)
        {
            SolveRows(lower, unit, n, m, t, rowT, columnT, b, rowB);
            return;
        }

        var strip = stackalloc double[Leaf * Strip];
        for (var j = 0; j < m; j += Strip)
        {
            var columns = Math.Min(Strip, m - j);
            for (var s = 0; s < columns; s++)
            {
                var from = b + ((j + s) * columnB);
                for (var i = 0; i < n; i++) strip[(i * Strip) + s] = from[i * rowB];
            }

            SolveRows(lower, unit, n, columns, t, rowT, columnT, strip, Strip);
            for (var s = 0; s < columns; s++)
            {
                var to = b + ((j + s) * columnB);
                for (var i = 0; i < n; i++) to[i * rowB] = strip[(i * Strip) + s];
            }
        }
    }

    private static void SolveRows(bool lower, bool unit, int n, int m, double* t, nint rowT, nint columnT, double* b, nint rowB)
    {
        for (var step = 0; step < n; step++)
        {
            var j = lower ? step : n - 1 - step;
            var x = b + (j * rowB);
            if (!unit)
            {
                var pivot = t[j * (rowT + columnT)];
                for (var s = 0; s < m; s++) x[s] /= pivot;
            }

            var (from, to) = lower ? (j + 1, n) : (0, j);
            for (var i = from; i < to; i++) VectorKernels.AddScaled(m, -t[(i * rowT) + (j * columnT)], x, b + (i * rowB));
        }
    }

    private static void SolveVector(bool lower, bool unit, int n, double* t, nint rowT, nint columnT, double* x)
    {
        for (var step = 0; step < n; step++)
        {
            var j = lower ? step : n - 1 - step;
            var (from, count) = lower ? (j + 1, n - 1 - j) : (0, j);
            if (rowT == 1)
            {
                if (!unit) x[j] /= t[j * (rowT + columnT)];
                VectorKernels.AddScaled(count, -x[j], t + from + (j * columnT), x + from);
            }
            else
            {
                // Rows of T are contiguous: what is known already, in one sum.
                var (known, length) = lower ? (0, j) : (j + 1, n - 1 - j);
                x[j] -= VectorKernels.Dot(length, t + (j * rowT) + known, x + known);
                if (!unit) x[j] /= t[j * (rowT + columnT)];
            }
        }
    }
}

using Folding.Problems;

namespace Folding.Osqp;

/// <summary>
/// Finds an indefinite P before OSQP does, because OSQP prints to stdout when it finds one. Looks at the diagonal, at the
/// 2 x 2 minors, and at the signs of D in <c>P + tI = LDL'</c> with t = 1e-7 max|P| (up-looking factorization in the natural
/// order: Davis, "Algorithm 849: a concise sparse Cholesky factorization package", 2005). Where the factorization would cost
/// much it is left to OSQP.
/// </summary>
internal static class ConvexityScreen
{
    private const double Shift = 1e-7;
    private const long MostOperations = 20_000_000;

    /// <summary>True when P certainly has a negative eigenvalue.</summary>
    public static bool IsIndefinite(CscMatrix p)
    {
        var n = p.Columns;
        var pointers = p.Pattern.ColumnPointers;
        var rows = p.Pattern.RowIndices;
        var values = p.Values;
        var diagonal = new double[n];
        var largest = 0.0;
        var isDiagonal = true;
        for (var j = 0; j < n; j++)
        {
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                largest = Math.Max(largest, Math.Abs(values[k]));
                if (rows[k] == j) diagonal[j] = values[k];
                else isDiagonal = false;
            }
        }

        var shift = Shift * largest;
        foreach (var d in diagonal)
        {
            if (d < -shift) return true;
        }

        if (isDiagonal) return false;
        for (var j = 0; j < n; j++)
        {
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                var i = rows[k];
                if (i < j && values[k] * values[k] > (diagonal[i] + shift) * (diagonal[j] + shift)) return true;
            }
        }

        return HasNegativePivot(p, shift);
    }

    private static bool HasNegativePivot(CscMatrix p, double shift)
    {
        var n = p.Columns;
        var pointers = p.Pattern.ColumnPointers;
        var rows = p.Pattern.RowIndices;
        var values = p.Values;
        var parent = new int[n];
        var count = new int[n];
        var flag = new int[n];
        long operations = 0;
        for (var k = 0; k < n; k++)
        {
            parent[k] = -1;
            flag[k] = k;
            for (var e = pointers[k]; e < pointers[k + 1]; e++)
            {
                for (var i = rows[e]; flag[i] != k; i = parent[i])
                {
                    if (parent[i] < 0) parent[i] = k;
                    operations += ++count[i];
                    if (operations > MostOperations) return false;
                    flag[i] = k;
                }
            }
        }

        var start = new int[n + 1];
        for (var k = 0; k < n; k++) start[k + 1] = start[k] + count[k];
        var lowerRows = new int[start[n]];
        var lower = new double[start[n]];
        var pivots = new double[n];
        var work = new double[n];
        var path = new int[n];
        Array.Clear(count);
        for (var k = 0; k < n; k++)
        {
            // Row k of L has the pattern of the paths from the entries of column k up the elimination tree.
            var top = n;
            flag[k] = k;
            var pivot = shift;
            for (var e = pointers[k]; e < pointers[k + 1]; e++)
            {
                if (rows[e] == k)
                {
                    pivot += values[e];
                    continue;
                }

                work[rows[e]] = values[e];
                var length = 0;
                for (var i = rows[e]; flag[i] != k; i = parent[i])
                {
                    path[length++] = i;
                    flag[i] = k;
                }

                while (length > 0) path[--top] = path[--length];
            }

            for (; top < n; top++)
            {
                var i = path[top];
                var value = work[i];
                work[i] = 0;
                var end = start[i] + count[i];
                for (var e = start[i]; e < end; e++) work[lowerRows[e]] -= lower[e] * value;
                var entry = value / pivots[i];
                pivot -= entry * value;
                lowerRows[end] = k;
                lower[end] = entry;
                count[i]++;
            }

            if (pivot <= 0) return true;
            pivots[k] = pivot;
        }

        return false;
    }
}

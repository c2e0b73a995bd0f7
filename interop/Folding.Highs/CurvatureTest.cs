using Folding.Problems;

namespace Folding.Highs;

/// <summary>What is known of the definiteness of P.</summary>
internal enum Curvature
{
    /// <summary>Every pivot is positive.</summary>
    PositiveDefinite,

    /// <summary>Every pivot is positive or zero, and a zero pivot has a zero column under it.</summary>
    PositiveSemidefinite,

    /// <summary>A pivot is negative, or zero above entries that are not.</summary>
    Indefinite,

    /// <summary>Not tested: the factorization would fill in too much.</summary>
    Unknown,
}

/// <summary>
/// Decides the definiteness of P by P = LDL' without pivoting, row by row:
/// <code>y = the solution of L y = P(1:k-1, k),   l_kj = y_j / d_j,   d_k = P(k, k) − Σ y_j² / d_j</code>
/// (T. A. Davis, Algorithm 849, 2005). HiGHS itself looks at the signs of the diagonal only.
/// </summary>
internal static class CurvatureTest
{
    /// <summary>Most multiplications spent; beyond, the answer is <see cref="Curvature.Unknown"/>.</summary>
    private const long MostWork = 50_000_000;

    public static Curvature Of(CscMatrix p)
    {
        var n = p.Columns;
        var pattern = p.Pattern;
        var (parent, counts) = EliminationTree(pattern);
        long work = 0;
        foreach (var count in counts) work += (long)count * count;
        if (work > MostWork) return Curvature.Unknown;

        var starts = new int[n + 1];
        for (var j = 0; j < n; j++) starts[j + 1] = starts[j] + counts[j];
        var rows = new int[starts[n]];
        var values = new double[starts[n]];
        var next = starts.AsSpan(0, n).ToArray();
        double[] d = new double[n], y = new double[n];
        int[] mark = new int[n], stack = new int[n], path = new int[n];
        Array.Fill(mark, -1);
        double scale = 0;
        for (var j = 0; j < n; j++) scale = Math.Max(scale, Math.Abs(p[j, j]));
        var zero = 1e-13 * Math.Max(1, n) * scale;
        var singular = false;
        for (var k = 0; k < n; k++)
        {
            var top = n;
            mark[k] = k;
            double diagonal = 0;
            double size = 0;
            for (var e = pattern.ColumnPointers[k]; e < pattern.ColumnPointers[k + 1]; e++)
            {
                var i = pattern.RowIndices[e];
                if (i == k)
                {
                    diagonal = p.Values[e];
                    continue;
                }

                y[i] = p.Values[e];
                var length = 0;
                for (; mark[i] != k; i = parent[i])
                {
                    path[length++] = i;
                    mark[i] = k;
                }

                while (length > 0) stack[--top] = path[--length];
            }

            size = Math.Abs(diagonal);
            for (; top < n; top++)
            {
                var j = stack[top];
                var yj = y[j];
                y[j] = 0;
                double l = 0;
                if (d[j] > 0)
                {
                    l = yj / d[j];
                    for (var e = starts[j]; e < next[j]; e++) y[rows[e]] -= values[e] * yj;
                    diagonal -= l * yj;
                    size += Math.Abs(l * yj);
                }
                else if (Math.Abs(yj) > Math.Sqrt(zero * scale))
                {
                    return Curvature.Indefinite;
                }

                rows[next[j]] = k;
                values[next[j]++] = l;
            }

            if (diagonal < -Math.Max(zero, 1e-13 * size)) return Curvature.Indefinite;
            if (diagonal <= zero)
            {
                singular = true;
                diagonal = 0;
            }

            d[k] = diagonal;
        }

        return singular || n == 0 ? Curvature.PositiveSemidefinite : Curvature.PositiveDefinite;
    }

    /// <summary>Parent of each column in the elimination tree, and the number of entries under each diagonal of L.</summary>
    private static (int[] Parent, int[] Counts) EliminationTree(SparsityPattern upper)
    {
        var n = upper.Columns;
        int[] parent = new int[n], counts = new int[n], mark = new int[n];
        for (var k = 0; k < n; k++)
        {
            parent[k] = -1;
            mark[k] = k;
            for (var e = upper.ColumnPointers[k]; e < upper.ColumnPointers[k + 1]; e++)
            {
                for (var i = upper.RowIndices[e]; i < k && mark[i] != k; i = parent[i])
                {
                    if (parent[i] < 0) parent[i] = k;
                    counts[i]++;
                    mark[i] = k;
                }
            }
        }

        return (parent, counts);
    }
}

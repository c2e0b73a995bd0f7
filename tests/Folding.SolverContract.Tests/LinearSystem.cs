namespace Folding.SolverContract.Tests;

/// <summary>Small dense systems, singular ones included.</summary>
internal static class LinearSystem
{
    /// <summary>A solution of K z = b by elimination with complete pivoting, free unknowns at 0; null where there is none.</summary>
    public static double[]? Solve(double[,] matrix, double[] right)
    {
        var k = (double[,])matrix.Clone();
        double[] b = [.. right];
        int n = b.Length, rank = 0;
        int[] columns = [.. Enumerable.Range(0, n)];
        var tolerance = 1e-12 * Math.Max(1e-300, k.Cast<double>().DefaultIfEmpty().Max(Math.Abs));
        for (; rank < n; rank++)
        {
            var (row, column) = LargestEntry(k, rank, n);
            if (Math.Abs(k[row, column]) <= tolerance) break;
            SwapRows(k, b, rank, row);
            SwapColumns(k, columns, rank, column);
            for (var i = rank + 1; i < n; i++)
            {
                var factor = k[i, rank] / k[rank, rank];
                for (var j = rank; j < n; j++) k[i, j] -= factor * k[rank, j];
                b[i] -= factor * b[rank];
            }
        }

        var scale = 1e-9 * Math.Max(1e-300, right.DefaultIfEmpty().Max(Math.Abs));
        for (var i = rank; i < n; i++)
        {
            if (Math.Abs(b[i]) > scale) return null;
        }

        var solution = new double[n];
        for (var i = rank - 1; i >= 0; i--)
        {
            var sum = b[i];
            for (var j = i + 1; j < rank; j++) sum -= k[i, j] * solution[columns[j]];
            solution[columns[i]] = sum / k[i, i];
        }

        return solution;
    }

    private static (int Row, int Column) LargestEntry(double[,] k, int from, int n)
    {
        var best = (Row: from, Column: from);
        for (var i = from; i < n; i++)
        {
            for (var j = from; j < n; j++)
            {
                if (Math.Abs(k[i, j]) > Math.Abs(k[best.Row, best.Column])) best = (i, j);
            }
        }

        return best;
    }

    private static void SwapRows(double[,] k, double[] b, int first, int second)
    {
        for (var j = 0; j < b.Length; j++) (k[first, j], k[second, j]) = (k[second, j], k[first, j]);
        (b[first], b[second]) = (b[second], b[first]);
    }

    private static void SwapColumns(double[,] k, int[] columns, int first, int second)
    {
        for (var i = 0; i < columns.Length; i++) (k[i, first], k[i, second]) = (k[i, second], k[i, first]);
        (columns[first], columns[second]) = (columns[second], columns[first]);
    }
}

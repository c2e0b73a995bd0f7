using Folding.Problems;

namespace Folding.Tests;

/// <summary>0/1 programs by looking at every point.</summary>
internal static class Enumerate
{
    /// <summary>The cheapest point of {0, 1}^n that satisfies the rows.</summary>
    public static double[] Cheapest(LinearProgram program, ReadOnlySpan<double> cost)
    {
        double[] best = [], rows = new double[program.ConstraintCount];
        var least = double.PositiveInfinity;
        for (var set = 0; set < 1 << program.VariableCount; set++)
        {
            double[] x = [.. Enumerable.Range(0, program.VariableCount).Select(j => (double)((set >> j) & 1))];
            program.A.Multiply(x, rows);
            if (rows.Where((v, i) => v < program.RowLower[i] - 1e-9 || v > program.RowUpper[i] + 1e-9).Any()) continue;
            var value = Vectors.Dot(cost, x);
            if (value < least) (best, least) = (x, value);
        }

        return best;
    }
}

using Folding.Problems;

namespace Folding.SolverContract.Cases;

/// <summary>
/// Programs of some size with a solution chosen first: draw x, y and P = M'M + I, put the bounds where the signs of y
/// say, and take q = −Px − A'y. All numbers are small multiples of 1/4, so the conditions hold without rounding.
/// </summary>
internal static class ConstructedQuadraticProgram
{
    /// <summary>About four entries in a row of M and of A.</summary>
    public static ContractCase<QuadraticProgram> Sparse(int n, int m) => Construct("constructed_sparse", n, m, entriesPerRow: 4, seed: 20260101);

    /// <summary>Every entry drawn.</summary>
    public static ContractCase<QuadraticProgram> Dense(int n, int m) => Construct("constructed_dense", n, m, entriesPerRow: n, seed: 7);

    private static ContractCase<QuadraticProgram> Construct(string name, int n, int m, int entriesPerRow, uint seed)
    {
        var draw = new Draws(seed);
        var factor = Draw(draw, n, n, entriesPerRow);
        var p = new Dictionary<(int, int), double>();
        for (var i = 0; i < n; i++) p[(i, i)] = 1;
        foreach (var row in factor.GroupBy(static e => e.Row))
        {
            foreach (var (_, j, left) in row)
            {
                foreach (var (_, k, right) in row.Where(e => e.Column >= j)) p[(j, k)] = p.GetValueOrDefault((j, k)) + left * right;
            }
        }

        var problemP = CscMatrix.FromTriplets(n, n, p.Select(static e => (e.Key.Item1, e.Key.Item2, e.Value)));
        var a = CscMatrix.FromTriplets(m, n, Draw(draw, m, n, entriesPerRow));
        var x = Enumerable.Range(0, n).Select(_ => draw.Quarter(8)).ToArray();
        var z = new double[m];
        a.Multiply(x, z);

        // Every eighth row is an equality and every fourth is active: fewer active rows than variables.
        double[] y = new double[m], lower = new double[m], upper = new double[m];
        for (var i = 0; i < m; i++)
        {
            (lower[i], upper[i]) = (z[i] - 1, z[i] + 1);
            if (i % 4 != 0) continue;
            y[i] = (1 + draw.Next(12)) / 4.0 * (draw.Next(2) == 0 ? 1 : -1);
            if (i % 8 == 0 || y[i] > 0) upper[i] = z[i];
            if (i % 8 == 0 || y[i] < 0) lower[i] = z[i];
        }

        var q = new double[n];
        problemP.MultiplySymmetric(x, q);
        a.AddTransposedMultiply(y, q);
        for (var j = 0; j < n; j++) q[j] = -q[j];
        var problem = new QuadraticProgram(problemP, q, a, lower, upper);
        return new(name, problem) { X = x, Y = y, Objective = problem.ObjectiveAt(x) };
    }

    private static List<(int Row, int Column, double Value)> Draw(Draws draw, int rows, int columns, int perRow)
    {
        var entries = new List<(int, int, double)>();
        for (var i = 0; i < rows; i++)
        {
            for (var k = 0; k < perRow; k++) entries.Add((i, perRow == columns ? k : draw.Next(columns), draw.Quarter(4)));
        }

        // Entries drawn twice at one place are added, as FromTriplets does, before M'M is formed.
        return [.. entries.GroupBy(static e => (e.Item1, e.Item2)).Select(static g => (g.Key.Item1, g.Key.Item2, g.Sum(static e => e.Item3)))];
    }

    /// <summary>A linear congruential generator, so that the problems never depend on a library's random numbers.</summary>
    private sealed class Draws(uint seed)
    {
        private uint _state = seed;

        /// <summary>An integer in 0..limit-1.</summary>
        public int Next(int limit)
        {
            _state = unchecked(_state * 1664525 + 1013904223);
            return (int)((_state >> 8) % (uint)limit);
        }

        /// <summary>A multiple of 1/4 in (-limit/4, limit/4), never 0.</summary>
        public double Quarter(int limit) => (1 + Next(limit)) / 4.0 * (Next(2) == 0 ? 1 : -1);
    }
}

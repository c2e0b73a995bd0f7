using Folding.Problems;

namespace Folding.Highs.Tests;

/// <summary>Small programs that several tests use.</summary>
internal static class Programs
{
    public const double Inf = double.PositiveInfinity;

    /// <summary>min −x − 2y, x + y ≤ 4, x + 3y ≤ 6, 0 ≤ x ≤ 3, y ≥ 0: optimum −5 at (3, 1), both rows and no bound needed.</summary>
    public static LinearProgram Corner(double constant = 0) => new(
        [-1, -2], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 3 } }), [-Inf, -Inf], [4, 6], [0, 0], [3, Inf], constant: constant);

    /// <summary>x + y ≥ 3 with 0 ≤ x, y ≤ 1.</summary>
    public static LinearProgram Infeasible() => new([1, 1], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [3], [Inf], [0, 0], [1, 1]);

    /// <summary>min −x − y, x − y ≤ 1, x, y ≥ 0.</summary>
    public static LinearProgram Unbounded() => new([-1, -1], CscMatrix.FromDense(new double[,] { { 1, -1 } }), [-Inf], [1], [0, 0], [Inf, Inf]);

    /// <summary>max 5a + 4b + 3c, knapsack rows, integers: 13 at (2, 0, 1).</summary>
    public static LinearProgram Knapsack() => new(
        [-5, -4, -3], CscMatrix.FromDense(new double[,] { { 2, 3, 1 }, { 4, 1, 2 }, { 3, 4, 2 } }), [-Inf, -Inf, -Inf], [5, 11, 8],
        [0, 0, 0], [10, 10, 10], [0, 1, 2]);

    /// <summary>min x² + y² − 2x − 5y, x + y ≤ 2: (¼, 1¾), y = 1½.</summary>
    public static QuadraticProgram Line() => new(
        CscMatrix.Diagonal([2, 2]), [-2, -5], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [-Inf], [2]);

    /// <summary>A market split (Cornuéjols and Dawande): four equations over 30 binaries with slacks, minutes of branch and bound.</summary>
    public static LinearProgram MarketSplit()
    {
        const int Rows = 4, Binaries = 30;
        var random = new Random(7);
        var a = new double[Rows, Binaries + 2 * Rows];
        var right = new double[Rows];
        for (var i = 0; i < Rows; i++)
        {
            double sum = 0;
            for (var j = 0; j < Binaries; j++) sum += a[i, j] = random.Next(100);
            right[i] = Math.Floor(sum / 2);
            a[i, Binaries + 2 * i] = 1;
            a[i, Binaries + 2 * i + 1] = -1;
        }

        const int Columns = Binaries + 2 * Rows;
        var cost = Enumerable.Range(0, Columns).Select(static j => j < Binaries ? 0.0 : 1.0).ToArray();
        var upper = Enumerable.Range(0, Columns).Select(static j => j < Binaries ? 1.0 : Inf).ToArray();
        return new(cost, CscMatrix.FromDense(a), right, right, new double[Columns], upper, [.. Enumerable.Range(0, Binaries)]);
    }

    /// <summary>A strictly convex program over a box, some thousand iterations and tens of seconds of the active-set method.</summary>
    public static QuadraticProgram LongQuadratic(int n = 2500)
    {
        var random = new Random(3);
        var p = CscMatrix.FromTriplets(n, n, Enumerable.Range(0, n).SelectMany(static j => j == 0 ? [(0, 0, 2.1)] : new[] { (j - 1, j, -1.0), (j, j, 2.1) }));
        var q = Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5).ToArray();
        var bound = Enumerable.Repeat(1.0, n).ToArray();
        return new(p, q, CscMatrix.Identity(n), [.. bound.Select(static b => -b)], bound);
    }

    /// <summary>min ½|Fx|² + q'x with few rows of F, a box around a point and random rows that hold there.</summary>
    public static QuadraticProgram LowRank(int seed)
    {
        var random = new Random(seed);
        double Entry() => 2 * random.NextDouble() - 1;
        int n = random.Next(3, 15), m = random.Next(2, 20), rank = random.Next(1, n + 1);
        var f = new double[rank, n];
        for (var i = 0; i < rank; i++)
            for (var j = 0; j < n; j++) f[i, j] = Entry();
        var p = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++)
                for (var k = 0; k < rank; k++) p[i, j] = p[j, i] += f[k, i] * f[k, j];
        double[] q = new double[n], point = new double[n], lower = new double[m + n], upper = new double[m + n];
        for (var j = 0; j < n; j++) (q[j], point[j]) = (Entry(), Entry());
        var a = new double[m + n, n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                if (random.NextDouble() < 0.5) continue;
                a[i, j] = Entry();
                lower[i] += a[i, j] * point[j];
            }

            if (i < m / 4 && i < n / 2) upper[i] = lower[i];
            else (lower[i], upper[i]) = (lower[i] - random.NextDouble(), Inf);
        }

        for (var j = 0; j < n; j++) (a[m + j, j], lower[m + j], upper[m + j]) = (1, point[j] - 1, point[j] + 1);
        return new(CscMatrix.UpperTriangleOf(p), q, CscMatrix.FromDense(a), lower, upper);
    }
}

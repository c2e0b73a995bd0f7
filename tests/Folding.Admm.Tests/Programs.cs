using Folding.Problems;

namespace Folding.Admm.Tests;

/// <summary>Programs that several tests share.</summary>
internal static class Programs
{
    /// <summary>A tolerance out of reach: the solve runs until it is stopped.</summary>
    public static AdmmOptions Endless { get; } = new() { AbsoluteTolerance = 1e-300, RelativeTolerance = 0, MaxIterations = int.MaxValue };

    /// <summary>A strictly convex problem with random data; feasible, since x = 0 is.</summary>
    public static QuadraticProgram Random(int seed, int n, int m, double density = 0.3)
    {
        var random = new Random(seed);
        double Draw() => random.NextDouble() < density ? random.NextDouble() - 0.5 : 0;
        double[,] factor = new double[n, n], p = new double[n, n], a = new double[m, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) factor[i, j] = Draw();
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                double sum = i == j ? 0.1 : 0;
                for (var k = 0; k < n; k++) sum += factor[i, k] * factor[j, k];
                p[i, j] = p[j, i] = sum;
            }
        }

        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++) a[i, j] = Draw();
        }

        double[] q = new double[n], lower = new double[m], upper = new double[m];
        for (var j = 0; j < n; j++) q[j] = random.NextDouble() - 0.5;
        for (var i = 0; i < m; i++) (lower[i], upper[i]) = (-random.NextDouble(), random.NextDouble());
        return new(CscMatrix.UpperTriangleOf(p), q, CscMatrix.FromDense(a), lower, upper);
    }
}

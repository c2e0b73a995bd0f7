using Folding.Problems;

namespace Folding.Osqp.Tests;

/// <summary>What these tests share: the library or a reason to skip, and small problems with known answers.</summary>
internal static class Osqp
{
    /// <summary>Skips the running test, with the locator's account, where there is no OSQP.</summary>
    public static void Require() => Assert.SkipUnless(OsqpLibrary.IsAvailable, OsqpLibrary.WhyMissing ?? "");

    /// <summary>min ½x'[[4,1],[1,2]]x + x1 + x2 subject to l ≤ (x1 + x2, x1, x2) ≤ u.</summary>
    public static QuadraticProgram Textbook(double[] lower, double[] upper) => new(
        CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }),
        [1, 1],
        CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 0 }, { 0, 1 } }),
        lower,
        upper);

    /// <summary>Solution x = (0.3, 0.7), y = (-2.9, 0, 0.2).</summary>
    public static QuadraticProgram Vertex() => Textbook([1, 0, 0], [1, 0.7, 0.7]);

    /// <summary>Solution x = (1/4, 3/4), y = (-11/4, 0, 0).</summary>
    public static QuadraticProgram Interior() => Textbook([1, -2, -2], [1, 2, 2]);

    /// <summary>A strictly convex problem with sparse random data; feasible, since x = 0 is.</summary>
    public static QuadraticProgram Random(int seed, int n, int m, double density = 0.3)
    {
        var random = new Random(seed);
        var factor = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) factor[i, j] = random.NextDouble() < density ? random.NextDouble() - 0.5 : 0;
        }

        var p = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                double sum = i == j ? 0.1 : 0;
                for (var k = 0; k < n; k++) sum += factor[i, k] * factor[j, k];
                p[i, j] = p[j, i] = sum;
            }
        }

        var a = new double[m, n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++) a[i, j] = random.NextDouble() < density ? random.NextDouble() - 0.5 : 0;
        }

        double[] q = new double[n], lower = new double[m], upper = new double[m];
        for (var j = 0; j < n; j++) q[j] = random.NextDouble() - 0.5;
        for (var i = 0; i < m; i++) (lower[i], upper[i]) = (-random.NextDouble(), random.NextDouble());
        return new(CscMatrix.UpperTriangleOf(p), q, CscMatrix.FromDense(a), lower, upper);
    }

    /// <summary>Infeasible by a hair: x1 ≥ 0.01 - x2 with x1 + x2 ≤ 0, among other rows; its certificate takes many iterations.</summary>
    public static QuadraticProgram NearlyFeasible() => new(
        CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }),
        [1, 1],
        CscMatrix.FromDense(new[,] { { 1, 1 }, { 1, 1.001 }, { 1, 0 }, { 0, 1 } }),
        [-10, 0.01, -10, -1],
        [0, 10, 10, 1]);

    /// <summary>A quadratic program whose tolerance is out of reach: the solve runs until it is stopped.</summary>
    public static (OsqpSolver Solver, QuadraticProgram Problem) Endless() => (
        new(OsqpOptions.ForGradients with { AbsoluteTolerance = 1e-300, RelativeTolerance = 0, MaxIterations = int.MaxValue }),
        Random(7, 40, 60));

    /// <summary>Asserts x and y to a tolerance of the polished solution's order.</summary>
    public static void AssertPoint(Solution solution, double[] x, double[] y, double tolerance = 1e-9)
    {
        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        AssertClose(x, solution.Primal, tolerance);
        AssertClose(y, solution.Dual, tolerance);
    }

    /// <summary>Asserts equal lengths and entries within the tolerance.</summary>
    public static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}

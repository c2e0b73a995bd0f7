using Folding.Problems;

namespace Folding.SolverContract.Tests;

/// <summary>Certificates as solutions of auxiliary quadratic programs, solved by brute force.</summary>
internal static class Rays
{
    /// <summary>
    /// Farkas multipliers y = s of min 1/2 |s|² with l ≤ Ax − s ≤ u: stationarity says A'y = 0, and the value 1/2 |s|² &gt; 0
    /// is the negative support. Null for a feasible program.
    /// </summary>
    public static double[]? Farkas(QuadraticProgram problem, Func<int, bool> beforeEach)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        var p = CscMatrix.FromTriplets(n + m, n + m, Enumerable.Range(n, m).Select(static i => (i, i, 1.0)));
        var a = CscMatrix.FromTriplets(m, n + m, [.. problem.A.Entries(), .. Enumerable.Range(0, m).Select(i => (i, n + i, -1.0))]);
        var elastic = new QuadraticProgram(p, new double[n + m], a, problem.Lower.AsSpan(), problem.Upper.AsSpan());
        return new ActiveSets(elastic).FindOptimum(beforeEach) is { } point && point.Y.DefaultIfEmpty().Max(Math.Abs) > 1e-6 ? point.Y : null;
    }

    /// <summary>The projection of −q on the cone {d: Pd = 0, Ad within the recession cone}; null where it is 0.</summary>
    public static double[]? Unbounded(QuadraticProgram problem, Func<int, bool> beforeEach)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        var view = DenseView.Of(problem);
        var rows = new List<(int, int, double)>(problem.A.Entries());
        double[] lower = new double[m + n], upper = new double[m + n];
        for (var i = 0; i < m; i++)
        {
            lower[i] = double.IsFinite(problem.Lower[i]) ? 0 : double.NegativeInfinity;
            upper[i] = double.IsFinite(problem.Upper[i]) ? 0 : double.PositiveInfinity;
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) rows.Add((m + i, j, view.Quadratic![i, j]));
        }

        var cone = new QuadraticProgram(CscMatrix.Identity(n), problem.Q.AsSpan(), CscMatrix.FromTriplets(m + n, n, rows), lower, upper);
        return new ActiveSets(cone).FindOptimum(beforeEach) is { } point && point.X.Max(Math.Abs) > 1e-6 ? point.X : null;
    }
}

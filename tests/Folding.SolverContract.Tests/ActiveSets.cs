using Folding.Problems;
using Folding.SolverContract.Cases;

namespace Folding.SolverContract.Tests;

/// <summary>
/// Brute force for convex quadratic programs: tries every assignment of rows to {inactive, lower, upper}, solves
/// [P A_act'; A_act 0] [x; y] = [−q; b_act] and accepts the first point that satisfies all conditions.
/// </summary>
internal sealed class ActiveSets(QuadraticProgram problem)
{
    private enum Side
    {
        Inactive,
        Lower,
        Upper,
    }

    private readonly DenseView _view = DenseView.Of(problem);
    private readonly double[,] _a = problem.A.ToDense();

    // Small data make small violations: the judge's scales never fall below 1.
    private readonly double _tolerance = 1e-9 * Math.Min(1, Largest([.. problem.Q, .. problem.Lower, .. problem.Upper]));

    /// <summary>Active sets tried so far.</summary>
    public int Tried { get; private set; }

    /// <summary>The first optimal (x, y); null where there is none. Calls <paramref name="beforeEach"/> before each active set; false stops.</summary>
    public (double[] X, double[] Y)? FindOptimum(Func<int, bool> beforeEach)
    {
        var sides = new Side[problem.ConstraintCount];
        for (var i = 0; i < sides.Length; i++) sides[i] = FirstOf(i);
        while (true)
        {
            if (!beforeEach(++Tried)) return null;
            if (Candidate(sides) is { } point && IsOptimal(point)) return point;
            if (!Advance(sides)) return null;
        }
    }

    private static double Largest(double[] values) => values.Where(static v => double.IsFinite(v) && v != 0).Select(Math.Abs).DefaultIfEmpty(1).Max();

    private Side FirstOf(int row) => problem.Lower[row].Equals(problem.Upper[row]) ? Side.Lower : Side.Inactive;

    /// <summary>The next assignment, counting like an odometer; false after the last.</summary>
    private bool Advance(Side[] sides)
    {
        for (var i = 0; i < sides.Length; i++)
        {
            if (problem.Lower[i].Equals(problem.Upper[i])) continue;
            while (++sides[i] <= Side.Upper)
            {
                if (double.IsFinite(sides[i] == Side.Lower ? problem.Lower[i] : problem.Upper[i])) return true;
            }

            sides[i] = Side.Inactive;
        }

        return false;
    }

    private (double[] X, double[] Y)? Candidate(Side[] sides)
    {
        int n = problem.VariableCount;
        int[] active = [.. Enumerable.Range(0, sides.Length).Where(i => sides[i] != Side.Inactive)];
        var k = new double[n + active.Length, n + active.Length];
        var right = new double[n + active.Length];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) k[i, j] = _view.Quadratic![i, j];
            right[i] = -problem.Q[i];
        }

        for (var r = 0; r < active.Length; r++)
        {
            for (var j = 0; j < n; j++) k[n + r, j] = k[j, n + r] = _a[active[r], j];
            right[n + r] = sides[active[r]] == Side.Lower ? problem.Lower[active[r]] : problem.Upper[active[r]];
        }

        if (LinearSystem.Solve(k, right) is not { } solution) return null;
        var y = new double[sides.Length];
        for (var r = 0; r < active.Length; r++) y[active[r]] = solution[n + r];
        return (solution[..n], y);
    }

    private bool IsOptimal((double[] X, double[] Y) point)
    {
        var optimality = new Optimality(_view, point.X, point.Y);
        return optimality.Primal <= _tolerance * optimality.PrimalScale
            && optimality.Dual <= _tolerance * optimality.DualScale
            && optimality.Gap <= _tolerance * optimality.GapScale;
    }
}

using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.Highs;

/// <summary>Bounds that cannot hold together, none of which can be left out.</summary>
/// <param name="Rows">Rows that take part, each with the bound that does.</param>
/// <param name="Columns">Variables whose bounds take part, each with the bound that does.</param>
public sealed record HighsInfeasibleSubset(ImmutableArray<HighsConflict> Rows, ImmutableArray<HighsConflict> Columns)
{
    /// <summary>Searches a fresh instance; the relaxation of a mixed-integer program is looked at.</summary>
    internal static HighsInfeasibleSubset? Find(LinearProgram problem, HighsOptions options, CancellationToken cancellation)
    {
        using var session = new HighsLinearSession(problem.WithoutIntegrality(), options.With("iis_strategy", "1"));
        var solution = session.Solve(cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return solution.Termination == TerminationStatus.Infeasible ? session.ReadInfeasibleSubset(cancellation) : null;
    }

    internal static unsafe HighsInfeasibleSubset Read(void* highs, HighsRun run, LinearProgram problem)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        int columns = 0, rows = 0;
        int[] column = new int[n], columnBound = new int[n], row = new int[m], rowBound = new int[m];
        fixed (int* c = column, cb = columnBound, r = row, rb = rowBound)
        {
            int* ci = c, cbi = cb, ri = r, rbi = rb, cn = &columns, rn = &rows;
            if (run.Guarded(h => HighsNative.Highs_getIis((void*)h, cn, rn, ci, ri, cbi, rbi, null, null)) == HighsStatus.Error)
                throw new InvalidOperationException("HiGHS could not isolate an infeasible subset.");
        }

        return new(Conflicts(row, rowBound, rows), Conflicts(column, columnBound, columns));
    }

    private static ImmutableArray<HighsConflict> Conflicts(int[] index, int[] bound, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new HighsConflict(index[i], (HighsConflictBound)bound[i])).OrderBy(static c => c.Index)];
}

/// <summary>A row or variable in an infeasible subset.</summary>
/// <param name="Index">Its index, 0-based.</param>
/// <param name="Bound">Which of its bounds takes part.</param>
public readonly record struct HighsConflict(int Index, HighsConflictBound Bound);

/// <summary>Which bound takes part in an infeasible subset.</summary>
public enum HighsConflictBound
{
    /// <summary>Neither: the variable occurs in a row of the subset, its bounds do not matter.</summary>
    Free = 1,

    /// <summary>The lower bound.</summary>
    Lower = 2,

    /// <summary>The upper bound.</summary>
    Upper = 3,

    /// <summary>Both.</summary>
    Both = 4,
}

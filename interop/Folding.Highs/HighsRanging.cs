using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// Classical sensitivity of an optimal basis of a linear program: the interval in which one number may move, all others fixed,
/// while the basis stays optimal, and the objective at either end.
/// </summary>
public sealed record HighsRanging
{
    private HighsRanging(ImmutableArray<HighsRange> cost, ImmutableArray<HighsRange> columnBound, ImmutableArray<HighsRange> rowBound)
    {
        Cost = cost;
        ColumnBound = columnBound;
        RowBound = rowBound;
    }

    /// <summary>Interval of each cost coefficient, length n.</summary>
    public ImmutableArray<HighsRange> Cost { get; }

    /// <summary>Interval of the active bound of each nonbasic variable, or of the value of a basic one, length n.</summary>
    public ImmutableArray<HighsRange> ColumnBound { get; }

    /// <summary>Interval of the active bound of each nonbasic row, or of the value of a basic one, length m.</summary>
    public ImmutableArray<HighsRange> RowBound { get; }

    internal static unsafe HighsRanging Read(void* highs, HighsRun run, LinearProgram problem)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;

        // Four vectors (value up, objective up, value down, objective down) for costs, variable bounds and row bounds.
        var buffer = new double[8 * n + 4 * m];
        fixed (double* start = buffer)
        {
            double* c = start, b = start + 4 * n, r = start + 8 * n;
            var status = run.Guarded(h => HighsNative.Highs_getRanging(
                (void*)h,
                c, c + n, null, null, c + 2 * n, c + 3 * n, null, null,
                b, b + n, null, null, b + 2 * n, b + 3 * n, null, null,
                r, r + m, null, null, r + 2 * m, r + 3 * m, null, null));
            if (status == HighsStatus.Error)
                throw new InvalidOperationException("HiGHS has no ranging: the last solve did not end optimal with a basis.");
        }

        return new(Ranges(buffer, 0, n), Ranges(buffer, 4 * n, n), Ranges(buffer, 8 * n, m));
    }

    private static ImmutableArray<HighsRange> Ranges(double[] buffer, int start, int count)
    {
        var ranges = new HighsRange[count];
        for (var i = 0; i < count; i++)
            ranges[i] = new(buffer[start + 2 * count + i], buffer[start + 3 * count + i], buffer[start + i], buffer[start + count + i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(ranges);
    }
}

/// <summary>An interval and the objective at its ends.</summary>
/// <param name="Lower">Lower end; −∞ where there is none.</param>
/// <param name="ObjectiveAtLower">Objective at the lower end.</param>
/// <param name="Upper">Upper end; +∞ where there is none.</param>
/// <param name="ObjectiveAtUpper">Objective at the upper end.</param>
public readonly record struct HighsRange(double Lower, double ObjectiveAtLower, double Upper, double ObjectiveAtUpper);

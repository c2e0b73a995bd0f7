using System.Diagnostics;
using Folding.Problems;

namespace Folding.Cli;

/// <summary>Milliseconds of each phase of a run.</summary>
internal readonly record struct Timings(double Read, double Setup, double Solve, double Refine, double Backward)
{
    /// <summary>The names of the phases, in order.</summary>
    public static IReadOnlyList<string> Phases { get; } = ["read", "setup", "solve", "refine", "backward"];

    /// <summary>The phases in the order of <see cref="Phases"/>.</summary>
    public IReadOnlyList<double> Values => [Read, Setup, Solve, Refine, Backward];

    /// <summary>The solver's own phases.</summary>
    public static Timings Of(Solution solution, double read, double backward = 0)
    {
        var statistics = solution.Statistics;
        return new(read, statistics.SetupTime.TotalMilliseconds, (statistics.SolveTime + statistics.CopyTime).TotalMilliseconds, statistics.RefinementTime.TotalMilliseconds, backward);
    }

    /// <summary>The median of each phase.</summary>
    public static Timings Median(IReadOnlyList<Timings> samples)
    {
        double Of(int phase)
        {
            var sorted = samples.Select(sample => sample.Values[phase]).Order().ToArray();
            var middle = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        return new(Of(0), Of(1), Of(2), Of(3), Of(4));
    }

    /// <summary>Runs something and says how long it took, in milliseconds.</summary>
    public static (TResult Result, double Milliseconds) Measure<TResult>(Func<TResult> action)
    {
        var start = Stopwatch.GetTimestamp();
        var result = action();
        return (result, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>Processor time of this thread where the system tells it, so that a busy machine does not blur the comparison; else wall time.</summary>
internal static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID on Linux

    public static double Microseconds
    {
        get
        {
            if (OperatingSystem.IsLinux() && GetTime(ThreadProcessorTime, out var time) == 0) return (time.Seconds * 1e6) + (time.Nanoseconds * 1e-3);
            return Stopwatch.GetTimestamp() * 1e6 / Stopwatch.Frequency;
        }
    }

    /// <summary>Milliseconds that an action takes, without what reading the clock takes.</summary>
    public static double Milliseconds(Action action)
    {
        var start = Microseconds;
        action();
        return Math.Max(0, Microseconds - start - Reading) / 1000;
    }

    /// <summary>Microseconds of processor time between two readings of the clock: a system call, as long as a small solve.</summary>
    private static double Reading { get; } = Enumerable.Range(0, 1000).Min(static _ =>
    {
        var start = Microseconds;
        return Microseconds - start;
    });

    /// <summary>The median of one column of samples, without the first half, which warms up.</summary>
    public static double SettledMedian(IReadOnlyList<double[]> samples, int column)
    {
        var settled = samples.Count - (samples.Count / 2);
        return samples.Skip(samples.Count / 2).Select(sample => sample[column]).Order().ElementAt(settled / 2);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpecification time);

    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

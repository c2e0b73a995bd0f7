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

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpecification time);

    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

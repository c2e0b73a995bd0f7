namespace Folding.Highs;

/// <summary>
/// HiGHS keeps one task scheduler per thread that has ever called a run, with as many workers as the option <c>threads</c>
/// said at the first run, and refuses to run with another number. This class renews it when the number changes, and knows
/// whether this thread is inside a run, when it must be left alone.
/// </summary>
internal static unsafe class HighsScheduler
{
    [ThreadStatic]
    private static int depth;

    /// <summary>One more than the option <c>threads</c> at the start of this thread's scheduler; 0 while it has none.</summary>
    [ThreadStatic]
    private static int startedWithPlusOne;

    /// <summary>True inside a callback of a run on this thread.</summary>
    public static bool IsRunningOnThisThread => depth > 0;

    /// <summary>Enters a run with a number of threads; pair it with <see cref="Leave"/>.</summary>
    /// <exception cref="InvalidOperationException">A callback of a run with another number of threads solves.</exception>
    public static void Enter(int threads)
    {
        if (startedWithPlusOne != threads + 1)
        {
            if (depth > 0)
                throw new InvalidOperationException($"A callback of a HiGHS solve with threads = {startedWithPlusOne - 1} cannot solve with threads = {threads}; use the same number or another thread.");
            if (startedWithPlusOne != 0) HighsNative.Highs_resetGlobalScheduler(1);
            startedWithPlusOne = threads + 1;
        }

        depth++;
    }

    public static void Leave() => depth--;

    /// <summary>Destroys an instance, which also stops this thread's scheduler.</summary>
    public static void Destroy(void* highs)
    {
        HighsNative.Highs_destroy(highs);
        startedWithPlusOne = 0;
    }
}

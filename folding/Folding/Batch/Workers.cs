using System.Runtime.ExceptionServices;

namespace Folding;

/// <summary>Runs independent items on a few threads that live as long as the batch, handing out small runs of neighbours.</summary>
internal static class Workers
{
    /// <summary>Runs <paramref name="work"/> for 0 .. count-1. The first exception stops the handing out and is rethrown with its stack.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before every item was handed out.</exception>
    public static void Run(int count, int degreeOfParallelism, Action<int> work, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreeOfParallelism, 1);
        var workers = Math.Min(degreeOfParallelism, count);
        var next = 0;
        ExceptionDispatchInfo? failure = null;
        // Runs of a few items: less traffic on the counter, still an even spread at the end.
        var run = Math.Max(1, count / (workers * 8 + 1));

        void Work()
        {
            while (failure is null && !cancellation.IsCancellationRequested)
            {
                var start = Interlocked.Add(ref next, run) - run;
                if (start >= count) return;
                for (var k = start; k < Math.Min(start + run, count) && !cancellation.IsCancellationRequested; k++)
                {
                    try
                    {
                        work(k);
                    }
                    catch (Exception exception)
                    {
                        Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                        return;
                    }
                }
            }
        }

        // On a busy machine a task may start when all is done; it must not be waited for, nor may it run then.
        var started = new int[Math.Max(0, workers - 1)];
        var tasks = new Task[started.Length];
        for (var t = 0; t < tasks.Length; t++)
        {
            var place = t;
            tasks[t] = Task.Run(() =>
            {
                if (Interlocked.Exchange(ref started[place], 1) == 0) Work();
            }, CancellationToken.None);
        }

        if (workers > 0) Work();
        for (var t = 0; t < tasks.Length; t++)
        {
            if (Interlocked.Exchange(ref started[t], 1) == 1) tasks[t].Wait(CancellationToken.None);
        }

        failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
    }
}

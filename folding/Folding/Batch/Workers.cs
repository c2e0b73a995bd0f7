using System.Runtime.ExceptionServices;

namespace Folding;

/// <summary>
/// Runs independent items on the caller's thread and a few of the pool. Whoever comes takes a run of neighbours, as many as
/// <code>max(1, items left / (2 · workers))</code>
/// (guided self-scheduling; Polychronopoulos and Kuck 1987): few visits to the counter, a worker that wakes up late finds enough to do, and the
/// last items go one by one, so that all end together.
/// </summary>
internal sealed class Workers
{
    /// <summary>The others are at their last item when the caller has none left: looking again is quicker than being woken up.</summary>
    private const int LooksBeforeWaiting = 100;

    private readonly object _gate = new();
    private readonly int _count;
    private readonly int _share;
    private readonly Action<int> _work;
    private readonly CancellationToken _cancellation;
    private int _next;
    private int _present;
    private ExceptionDispatchInfo? _failure;

    private Workers(int count, int workers, Action<int> work, CancellationToken cancellation)
    {
        (_count, _share) = (count, 2 * workers);
        (_work, _cancellation) = (work, cancellation);
    }

    /// <summary>Runs <paramref name="work"/> for 0 .. count-1. The first exception stops the handing out and is rethrown with its stack.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before every item was handed out.</exception>
    public static void Run(int count, int degreeOfParallelism, Action<int> work, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreeOfParallelism, 1);
        var workers = Math.Min(degreeOfParallelism, count);
        var all = new Workers(count, workers, work, cancellation);
        for (var other = 1; other < workers; other++) ThreadPool.QueueUserWorkItem(static all => all.Work(), all, preferLocal: false);
        all.Work();
        all.WaitForOthers();
        all._failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>A thread that starts when all is handed out finds nothing and leaves; nobody waits for it.</summary>
    private void Work()
    {
        lock (_gate) _present++;
        try
        {
            while (Take(out var start, out var end))
            {
                for (var k = start; k < end && !_cancellation.IsCancellationRequested; k++) _work(k);
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
        finally
        {
            lock (_gate)
            {
                if (--_present == 0) Monitor.Pulse(_gate);
            }
        }
    }

    private bool Take(out int start, out int end)
    {
        start = end = Volatile.Read(ref _next);
        while (start < _count && Volatile.Read(ref _failure) is null && !_cancellation.IsCancellationRequested)
        {
            end = start + Math.Max(1, (_count - start) / _share);
            var seen = Interlocked.CompareExchange(ref _next, end, start);
            if (seen == start) return true;
            start = seen;
        }

        return false;
    }

    private void WaitForOthers()
    {
        var spin = new SpinWait();
        while (Volatile.Read(ref _present) > 0 && spin.Count < LooksBeforeWaiting) spin.SpinOnce(sleep1Threshold: -1);
        lock (_gate)
        {
            while (_present > 0) Monitor.Wait(_gate);
        }
    }
}

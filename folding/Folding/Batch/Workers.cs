using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Folding;

/// <summary>
/// Runs independent items on the caller's thread and on <see cref="HelperThread"/>. Every worker has a run of neighbours of its own, the caller the first one, and
/// takes them in order; one that has none left takes from the end of the others' (work stealing; Blumofe and Leiserson 1999). Batches of the same
/// length therefore meet the same items on the same thread again: what the forward pass left in a processor's caches, its backward pass finds there.
/// </summary>
internal sealed class Workers
{
    /// <summary>The others are at their last item when the caller has none left: looking again is quicker than being woken up.</summary>
    private const int LooksBeforeWaiting = 100;

    private readonly object _gate = new();
    private readonly Share[] _shares;
    private readonly Action<int> _work;
    private readonly CancellationToken _cancellation;
    private int _present;
    private ExceptionDispatchInfo? _failure;

    private Workers(int count, int workers, Action<int> work, CancellationToken cancellation)
    {
        (_work, _cancellation) = (work, cancellation);
        _shares = new Share[workers];
        for (var w = 0; w < workers; w++)
            _shares[w].Left = Share.Pack((int)((long)count * w / workers), (int)((long)count * (w + 1) / workers));
    }

    /// <summary>Runs <paramref name="work"/> for 0 .. count-1. The first exception stops the handing out and is rethrown with its stack.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before every item was handed out.</exception>
    public static void Run(int count, int degreeOfParallelism, Action<int> work, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreeOfParallelism, 1);
        var workers = Math.Min(degreeOfParallelism, count);
        var all = new Workers(count, workers, work, cancellation);
        for (var helper = 1; helper < workers; helper++) HelperThread.Ask(all.Work, helper, workers - 1);
        all.Work(0);
        all.WaitForOthers();
        all._failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>A thread that starts when all is handed out finds nothing and leaves; nobody waits for it.</summary>
    private void Work(int worker)
    {
        lock (_gate) _present++;
        try
        {
            for (var owner = 0; owner < _shares.Length; owner++)
            {
                ref var share = ref _shares[(worker + owner) % _shares.Length];
                while (!IsStopped && share.Take(fromFront: owner == 0, out var item)) _work(item);
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

    private bool IsStopped => _cancellation.IsCancellationRequested || Volatile.Read(ref _failure) is not null;

    private void WaitForOthers()
    {
        var spin = new SpinWait();
        while (Volatile.Read(ref _present) > 0 && spin.Count < LooksBeforeWaiting) spin.SpinOnce(sleep1Threshold: -1);
        lock (_gate)
        {
            while (_present > 0) Monitor.Wait(_gate);
        }
    }

    /// <summary>What is left of one worker's items, [start, end) in one word that is exchanged as a whole; shares keep off each other's cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Share
    {
        [FieldOffset(64)]
        public long Left;

        public static long Pack(int start, int end) => ((long)end << 32) | (uint)start;

        public bool Take(bool fromFront, out int item)
        {
            var left = Volatile.Read(ref Left);
            while (true)
            {
                int start = (int)left, end = (int)(left >> 32);
                item = fromFront ? start : end - 1;
                if (start >= end) return false;
                var seen = Interlocked.CompareExchange(ref Left, fromFront ? Pack(start + 1, end) : Pack(start, end - 1), left);
                if (seen == left) return true;
                left = seen;
            }
        }
    }
}

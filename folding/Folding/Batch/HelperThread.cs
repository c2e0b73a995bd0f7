using System.Diagnostics;

namespace Folding;

/// <summary>
/// A background thread that helps with batches, parked between them. The thread pool has two habits that cost a batch more than its items: an idle pool
/// thread yields in a loop on the processor of a busy one, and which thread comes next is chance. Here the same helper comes back for the same part of
/// the next batch, with its caches, its allocator and its solver sessions, and looks out for it a moment before it parks: a backward pass follows its
/// forward pass at once. There are no more helpers than the machine has processors, unless a caller asks for more; what finds none free waits in a queue.
/// </summary>
internal sealed class HelperThread
{
    /// <summary>Being woken up costs about a tenth of a millisecond on a processor that went to sleep.</summary>
    private static readonly TimeSpan ShortestLookout = TimeSpan.FromMicroseconds(50), LongestLookout = TimeSpan.FromMilliseconds(5);

    /// <summary>A helper looks out for the next assignment for at most this share of the time the last one took.</summary>
    private const double LookoutShare = 0.05;

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(20);
    private static readonly Lock Gate = new();
    private static readonly List<HelperThread> Parked = [];
    private static readonly Queue<Assignment> Waiting = new();
    private static int _count;

    private readonly object _bell = new();
    private Assignment? _assignment;
    private int _lastPart;

    private HelperThread(Assignment first) => _assignment = first;

    /// <summary>Has <paramref name="work"/> run on some helper, in the execution context of the caller; it must not throw.</summary>
    /// <param name="work">Takes the part.</param>
    /// <param name="part">Parts of the same number go to the same helper where it is free.</param>
    /// <param name="most">So many helpers the caller wants to see at work; the number of processors at least.</param>
    public static void Ask(Action<int> work, int part, int most)
    {
        var assignment = new Assignment(work, part, ExecutionContext.Capture());
        HelperThread helper;
        lock (Gate)
        {
            if (Parked.Count == 0)
            {
                if (_count >= Math.Max(most, Environment.ProcessorCount))
                {
                    Waiting.Enqueue(assignment);
                    return;
                }

                _count++;
                new Thread(new HelperThread(assignment).Live) { IsBackground = true, Name = "Folding batch" }.Start();
                return;
            }

            var choice = Parked.FindLastIndex(parked => parked._lastPart == part);
            if (choice < 0) choice = Parked.Count - 1;
            helper = Parked[choice];
            Parked.RemoveAt(choice);
        }

        lock (helper._bell)
        {
            helper._assignment = assignment;
            Monitor.Pulse(helper._bell);
        }
    }

    private void Live()
    {
        while (_assignment is { } assignment)
        {
            _lastPart = assignment.Part;
            var start = Stopwatch.GetTimestamp();
            assignment.Run();
            assignment = null;
            var lookout = Math.Clamp(Stopwatch.GetElapsedTime(start).TotalMilliseconds * LookoutShare, ShortestLookout.TotalMilliseconds, LongestLookout.TotalMilliseconds);
            lock (Gate)
            {
                _assignment = Waiting.Count > 0 ? Waiting.Dequeue() : null;
                if (_assignment is null) Parked.Add(this);
            }

            if (_assignment is null) Rest(TimeSpan.FromMilliseconds(lookout));
        }
    }

    /// <summary>Until there is an assignment, or for so long that this thread is needed no more.</summary>
    private void Rest(TimeSpan lookout)
    {
        var start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _assignment) is null && Stopwatch.GetElapsedTime(start) < lookout) Thread.SpinWait(20);
        lock (_bell)
        {
            while (_assignment is null)
            {
                if (Monitor.Wait(_bell, LongestRest)) continue;
                lock (Gate)
                {
                    // Who is no longer parked has been chosen, and the assignment is on its way.
                    if (!Parked.Remove(this)) continue;
                    _count--;
                    return;
                }
            }
        }
    }

    private sealed record Assignment(Action<int> Work, int Part, ExecutionContext? Context)
    {
        public void Run()
        {
            if (Context is null) Work(Part);
            else ExecutionContext.Run(Context, static assignment => ((Assignment)assignment!).Work(((Assignment)assignment).Part), this);
        }
    }
}

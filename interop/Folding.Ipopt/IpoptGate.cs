using System.Collections.Concurrent;

namespace Folding.Ipopt;

/// <summary>
/// The process-wide lock that Ipopt up to 3.13 needs: its MUMPS keeps global state, and two threads inside it crash the
/// process. Solving and freeing both enter MUMPS. A solve waits for its turn (its cancellation and deadline are
/// honoured while it waits); a free never waits, not even on the finaliser thread: while the gate is taken the problem
/// is left for its holder to free. Re-entrant, so that a callback may solve another problem on the same thread.
/// Open for everyone from 3.14 on, which locks inside.
/// </summary>
internal static class IpoptGate
{
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static readonly ConcurrentQueue<nint> Abandoned = new();

    [ThreadStatic]
    private static int depth;

    /// <summary>Waits for the turn.</summary>
    /// <returns>True when the turn was taken, to be given back by <see cref="Leave"/>; false when the limit passed first.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public static bool Enter(TimeSpan limit, CancellationToken cancellation)
    {
        if (IpoptLibrary.ParallelSolves) return true;
        if (depth == 0 && !Turn.Wait(limit, cancellation)) return false;
        depth++;
        return true;
    }

    /// <summary>Gives the turn back.</summary>
    public static void Leave()
    {
        if (IpoptLibrary.ParallelSolves || --depth > 0) return;
        FreeAbandoned();
        Turn.Release();
        // One left between the last look at the queue and the release would otherwise wait for the next solve.
        if (!Abandoned.IsEmpty && Turn.Wait(0)) FreeAndRelease();
    }

    /// <summary>Frees a problem now, or as soon as the gate opens.</summary>
    public static void Free(nint problem)
    {
        if (IpoptLibrary.ParallelSolves || depth > 0)
        {
            IpoptNative.FreeIpoptProblem(problem);
            return;
        }

        Abandoned.Enqueue(problem);
        if (Turn.Wait(0)) FreeAndRelease();
    }

    private static void FreeAndRelease()
    {
        do
        {
            FreeAbandoned();
            Turn.Release();
        }
        while (!Abandoned.IsEmpty && Turn.Wait(0));
    }

    private static void FreeAbandoned()
    {
        while (Abandoned.TryDequeue(out var problem)) IpoptNative.FreeIpoptProblem(problem);
    }
}

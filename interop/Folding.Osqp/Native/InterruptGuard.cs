using System.Runtime.InteropServices;

namespace Folding.Osqp.Native;

/// <summary>
/// Keeps the process's SIGINT handling intact. An OSQP built with interrupts (its default) installs its own handler at the
/// start of each solve and puts the previous one back at the end, through one global: two solves that overlap leave OSQP's
/// handler behind for good, and Ctrl-C is dead. The guard remembers the handler from before the first of the solves that
/// overlap and puts it back after the last; a Ctrl-C that OSQP did catch is raised again, once, with that handler in place, so that the application
/// (<c>Console.CancelKeyPress</c>) hears of it. Windows keeps a list of handlers from which OSQP removes its own: nothing to mend.
/// </summary>
internal static unsafe class InterruptGuard
{
    private const int SigInt = 2;

    private static readonly Lock Gate = new();

    // Larger than struct sigaction of any system; its contents are never looked at.
    private static readonly byte[] Saved = new byte[512];
    private static readonly delegate* unmanaged<int, void*, void*, int> SigAction = (delegate* unmanaged<int, void*, void*, int>)Symbol("sigaction");
    private static readonly delegate* unmanaged<int, int> Raise = (delegate* unmanaged<int, int>)Symbol("raise");
    private static int _running;
    private static bool _overlapped;
    private static bool _raised;

    /// <summary>Call before <c>osqp_solve</c>.</summary>
    public static void Enter()
    {
        if (SigAction is null) return;
        lock (Gate)
        {
            if (_running++ > 0)
            {
                _overlapped = true;
                return;
            }

            _overlapped = _raised = false;
            fixed (byte* saved = Saved) _ = SigAction(SigInt, null, saved);
        }
    }

    /// <summary>Call after <c>osqp_solve</c>, whether or not it succeeded.</summary>
    /// <param name="sawInterrupt">The solver stopped for a Ctrl-C.</param>
    public static void Leave(bool sawInterrupt)
    {
        if (SigAction is null) return;
        lock (Gate)
        {
            _running--;

            // A solve on its own has been tidied up after by OSQP. The system's calls make threads wait for each other: none without need.
            if (_overlapped && (_running == 0 || sawInterrupt)) fixed (byte* saved = Saved) _ = SigAction(SigInt, saved, null);
            if (!sawInterrupt || _raised) return;

            // Every solve that overlaps sees the one Ctrl-C; the application should see one too.
            _raised = true;
            _ = Raise(SigInt);
        }
    }

    private static void* Symbol(string name) =>
        !OperatingSystem.IsWindows() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), name, out var address) ? (void*)address : null;
}

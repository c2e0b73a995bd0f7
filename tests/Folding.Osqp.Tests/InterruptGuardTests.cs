using System.Runtime.InteropServices;
using Folding.Osqp.Native;
using Folding.Problems;

namespace Folding.Osqp.Tests;

/// <summary>These tests change what SIGINT does to the process, so nothing else may run beside them.</summary>
[CollectionDefinition(nameof(InterruptGuardTests), DisableParallelization = true)]
[Collection(nameof(InterruptGuardTests))]
public sealed unsafe partial class InterruptGuardTests
{
    private const int SigInt = 2;
    private const int Block = 0;
    private const int Unblock = 1;
    private const nint Ignore = 1;

    public InterruptGuardTests()
    {
        Osqp.Require();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads signal dispositions in Linux's layout");
    }

    [Fact]
    public void Overlapping_solves_leave_the_signal_handler_of_the_application()
    {
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        var before = Handler();
        Assert.NotEqual(0, before);
        using var together = new Barrier(8);
        OnThreads(8, seed =>
        {
            using var session = new OsqpSolver().Open(Osqp.Random(seed, 8, 12));
            together.SignalAndWait();
            for (var k = 0; k < 200; k++) Assert.True(session.Solve().IsSolved);
        });
        Assert.Equal(before, Handler());
    }

    [Fact]
    public void Ctrl_C_during_a_solve_cancels_it_and_the_handler_is_back()
    {
        // The test runner listens to Ctrl-C too: let the process ignore it, so that only OSQP's own handler hears.
        nint* saved = stackalloc nint[64], ignore = stackalloc nint[64];
        ignore[0] = Ignore;
        Assert.Equal(0, SigAction(SigInt, ignore, saved));
        try
        {
            var (solver, problem) = Osqp.Endless();
            Solution? solution = null;
            var thread = new Thread(() => solution = solver.Solve(problem, new() { TimeLimit = TimeSpan.FromMinutes(1) }));
            thread.Start();
            while (!thread.Join(TimeSpan.FromMilliseconds(5))) Assert.Equal(0, Kill(Environment.ProcessId, SigInt));
            Assert.Equal((TerminationStatus.Cancelled, "interrupted"), (solution!.Termination, solution.Native.Text));
            Assert.Equal(problem.VariableCount, solution.Primal.Length);
            Assert.Equal(Ignore, Handler());
        }
        finally
        {
            Assert.Equal(0, SigAction(SigInt, saved, null));
        }
    }

    [Fact]
    public void A_Ctrl_C_that_overlapping_solves_caught_is_raised_again_once()
    {
        // Blocked on this thread, the signal stays pending where it can be counted.
        nint* set = stackalloc nint[64], pending = stackalloc nint[64];
        Assert.Equal(0, SigEmptySet(set));
        Assert.Equal(0, SigAddSet(set, SigInt));
        Assert.Equal(0, SignalMask(Block, set, null));
        try
        {
            InterruptGuard.Enter();
            InterruptGuard.Enter();
            InterruptGuard.Leave(sawInterrupt: true);
            Assert.True(IsPending());
            Assert.Equal(0, SigWait(set, out var signal));
            Assert.Equal(SigInt, signal);
            InterruptGuard.Leave(sawInterrupt: true);
            Assert.False(IsPending());

            InterruptGuard.Enter();
            InterruptGuard.Leave(sawInterrupt: false);
            Assert.False(IsPending());
        }
        finally
        {
            Assert.Equal(0, SignalMask(Unblock, set, null));
        }

        bool IsPending()
        {
            Assert.Equal(0, SigPending(pending));
            return SigIsMember(pending, SigInt) == 1;
        }
    }

    private static void OnThreads(int count, Action<int> work)
    {
        var failures = new Exception?[count];
        var threads = Enumerable.Range(0, count).Select(k => new Thread(() => failures[k] = Record.Exception(() => work(k)))).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.All(failures, Assert.Null);
    }

    /// <summary>Address of the handler: the first word of Linux's struct sigaction.</summary>
    private static nint Handler()
    {
        var action = stackalloc nint[64];
        Assert.Equal(0, SigAction(SigInt, null, action));
        return action[0];
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SigAction(int signal, nint* action, nint* old);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int SigEmptySet(nint* set);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static partial int SigAddSet(nint* set, int signal);

    [LibraryImport("libc", EntryPoint = "sigismember")]
    private static partial int SigIsMember(nint* set, int signal);

    [LibraryImport("libc", EntryPoint = "sigpending")]
    private static partial int SigPending(nint* set);

    [LibraryImport("libc", EntryPoint = "sigwait")]
    private static partial int SigWait(nint* set, out int signal);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int SignalMask(int how, nint* set, nint* old);
}

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>The managed side of one running solve: what callbacks need, and why the solve was stopped if it was.</summary>
internal sealed class IpoptRun
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private readonly SolveRequest _request;
    private readonly CancellationToken _cancellation;
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _nextProgress;
    private ExceptionDispatchInfo? _failure;

    public IpoptRun(NonlinearProgram problem, IpoptStructure structure, SolveRequest request, CancellationToken cancellation)
    {
        Problem = problem;
        Structure = structure;
        _request = request;
        _cancellation = cancellation;
    }

    public NonlinearProgram Problem { get; }

    public IpoptStructure Structure { get; }

    /// <summary>Why the solve has to stop before its end; null while it may go on.</summary>
    public TerminationStatus? Stop { get; private set; }

    /// <summary>Number of the last iteration, restoration included.</summary>
    public int Iterations { get; private set; }

    /// <summary>Time left; infinite where there is no limit.</summary>
    public TimeSpan Remaining => _request.TimeLimit is not { } limit
        ? Timeout.InfiniteTimeSpan
        : TimeSpan.FromTicks(Math.Max(0, (limit - Stopwatch.GetElapsedTime(_start)).Ticks));

    /// <summary>The run behind a user-data pointer.</summary>
    public static IpoptRun From(nint user) => GCHandle<IpoptRun>.FromIntPtr(user).Target;

    /// <summary>True once the solve is to end: a failed callback, cancellation or the time limit.</summary>
    public bool MustStop()
    {
        if (_failure is not null || Stop is not null) return true;
        if (_cancellation.IsCancellationRequested) Stop = TerminationStatus.Cancelled;
        else if (_request.TimeLimit is { } limit && Stopwatch.GetElapsedTime(_start) >= limit) Stop = TerminationStatus.TimeLimit;
        return Stop is not null;
    }

    /// <summary>Answer to Ipopt: 1 when all values are finite, else 0, an evaluation error (it then shortens its step).</summary>
    public static int Finite(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            if (!double.IsFinite(value)) return 0;
        return 1;
    }

    /// <summary>Keeps what a callback threw for <see cref="Rethrow"/>.</summary>
    public int Fail(Exception failure)
    {
        _failure ??= ExceptionDispatchInfo.Capture(failure);
        return 0;
    }

    /// <summary>Throws what a callback threw, with its original stack.</summary>
    public void Rethrow() => _failure?.Throw();

    /// <summary>Log and progress of one iteration.</summary>
    public void Report(in IpoptIteration iteration)
    {
        Iterations = iteration.Number;
        if (_request.Log is { } log)
        {
            if (iteration.Number % 10 == 0) log(IpoptIteration.Heading);
            log(iteration.ToLine());
        }

        if (_request.Progress is not { } progress) return;
        var elapsed = Stopwatch.GetElapsedTime(_start);
        if (elapsed < _nextProgress) return;
        _nextProgress = elapsed + ProgressInterval;
        progress.Report(new(iteration.Number, iteration.Objective, iteration.PrimalInfeasibility, iteration.DualInfeasibility, null));
    }
}

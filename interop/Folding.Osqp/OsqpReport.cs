using System.Diagnostics;
using Folding.Problems;

namespace Folding.Osqp;

/// <summary>Tells the caller of a running solve: log lines and progress, made here because OSQP itself would print to stdout.</summary>
internal sealed class OsqpReport
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1);

    private readonly SolveRequest _request;
    private long _last = Stopwatch.GetTimestamp();

    private OsqpReport(SolveRequest request) => _request = request;

    /// <summary>Begins the log; null where nobody listens.</summary>
    public static OsqpReport? For(SolveRequest request, QuadraticProgram problem)
    {
        if (request is { Log: null, Progress: null }) return null;
        request.Log?.Invoke($"{OsqpLibrary.Identity}: {problem}");
        return new(request);
    }

    /// <summary>Reports between two parts of a solve, at most ten times a second.</summary>
    public void Running(long iterations, double primalResidual, double dualResidual, double objective)
    {
        if (Stopwatch.GetElapsedTime(_last) < Interval) return;
        _last = Stopwatch.GetTimestamp();
        _request.Progress?.Report(new(iterations, objective, primalResidual, dualResidual, null));
        _request.Log?.Invoke(FormattableString.Invariant($"iteration {iterations}: objective {objective:E6}, primal residual {primalResidual:E2}, dual residual {dualResidual:E2}"));
    }

    /// <summary>Reports the end.</summary>
    public void End(Solution solution) =>
        _request.Log?.Invoke(FormattableString.Invariant($"{solution.Native.Text} after {solution.Statistics.Iterations} iterations, {solution.Statistics.SolveTime.TotalMilliseconds:F3} ms"));
}

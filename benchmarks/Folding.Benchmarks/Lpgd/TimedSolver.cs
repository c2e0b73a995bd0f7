using Folding.Benchmarks.SparseLdl;
using Folding.Problems;

namespace Folding.Benchmarks.Lpgd;

/// <summary>A solver that adds up the processor time spent inside its sessions. For one thread.</summary>
internal sealed class TimedSolver<TProblem>(ISolver<TProblem> inner) : ISolver<TProblem>
    where TProblem : class, IProblem
{
    public double Microseconds { get; set; }

    public SolverIdentity Identity => inner.Identity;

    public SolverCapabilities Capabilities => inner.Capabilities;

    public ISolverSession<TProblem> Open(TProblem problem) => Timed(() => new Session(this, inner.Open(problem)));

    private TResult Timed<TResult>(Func<TResult> action)
    {
        var start = ThreadClock.Microseconds;
        var result = action();
        Microseconds += ThreadClock.Microseconds - start;
        return result;
    }

    private sealed class Session(TimedSolver<TProblem> owner, ISolverSession<TProblem> session) : ISolverSession<TProblem>
    {
        public void Update(TProblem problem) => owner.Timed(() =>
        {
            session.Update(problem);
            return 0;
        });

        public Solution Solve(SolveRequest? request = null, CancellationToken cancellation = default) => owner.Timed(() => session.Solve(request, cancellation));

        public void Dispose() => owner.Timed(() =>
        {
            session.Dispose();
            return 0;
        });
    }
}

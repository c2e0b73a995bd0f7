using Folding.Problems;

namespace Folding.Benchmarks.Lpgd;

/// <summary>A solver that adds up the time its sessions spend in native code, as their statistics tell it. For one thread.</summary>
internal sealed class TimedSolver<TProblem>(ISolver<TProblem> inner) : ISolver<TProblem>
    where TProblem : class, IProblem
{
    /// <summary>Passing data and solving.</summary>
    public double Microseconds { get; set; }

    /// <summary>Reading the solution and its basis.</summary>
    public double Reading { get; set; }

    public SolverIdentity Identity => inner.Identity;

    public SolverCapabilities Capabilities => inner.Capabilities;

    public ISolverSession<TProblem> Open(TProblem problem) => new Session(this, (IRenewableSession<TProblem>)inner.Open(problem));

    private sealed class Session(TimedSolver<TProblem> owner, IRenewableSession<TProblem> session) : IRenewableSession<TProblem>
    {
        public void Update(TProblem problem) => session.Update(problem);

        public void Renew(TProblem problem) => session.Renew(problem);

        public Solution Solve(SolveRequest? request = null, CancellationToken cancellation = default)
        {
            var solution = session.Solve(request, cancellation);
            owner.Microseconds += (solution.Statistics.SetupTime + solution.Statistics.UpdateTime + solution.Statistics.SolveTime).TotalMicroseconds;
            owner.Reading += solution.Statistics.CopyTime.TotalMicroseconds;
            return solution;
        }

        public void Dispose() => session.Dispose();
    }
}

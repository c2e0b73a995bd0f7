using Folding.Problems;

namespace Folding.Tests;

/// <summary>A linear solver that counts its sessions and solves, and may refuse to solve again. It solves no quadratic programs.</summary>
internal sealed class Costly(ISolver<LinearProgram> inner, TerminationStatus? again = null) : ISolver<LinearProgram>
{
    private int _sessions;
    private int _solves;

    public int Sessions => _sessions;

    public int Solves => _solves;

    public SolverIdentity Identity => inner.Identity;

    public SolverCapabilities Capabilities => inner.Capabilities;

    public ISolverSession<LinearProgram> Open(LinearProgram problem)
    {
        Interlocked.Increment(ref _sessions);
        return new Session(this, inner.Open(problem));
    }

    private sealed class Session(Costly owner, ISolverSession<LinearProgram> session) : ISolverSession<LinearProgram>
    {
        public void Update(LinearProgram problem) => session.Update(problem);

        public Solution Solve(SolveRequest? request = null, CancellationToken cancellation = default)
        {
            var solution = session.Solve(request, cancellation);
            return Interlocked.Increment(ref owner._solves) > 1 && owner.Again is { } status ? solution with { Termination = status } : solution;
        }

        public void Dispose() => session.Dispose();
    }

    private TerminationStatus? Again => again;
}

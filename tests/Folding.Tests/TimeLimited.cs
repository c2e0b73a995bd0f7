using Folding.Problems;

namespace Folding.Tests;

/// <summary>A solver whose every solve has a time limit.</summary>
internal sealed class TimeLimited(ISolver<QuadraticProgram> solver, TimeSpan limit) : ISolver<QuadraticProgram>
{
    public SolverIdentity Identity => solver.Identity;

    public SolverCapabilities Capabilities => solver.Capabilities;

    public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem) => new Session(solver.Open(problem), limit);

    private sealed class Session(ISolverSession<QuadraticProgram> session, TimeSpan limit) : ISolverSession<QuadraticProgram>
    {
        public void Update(QuadraticProgram problem) => session.Update(problem);

        public Solution Solve(SolveRequest? request, CancellationToken cancellation) =>
            session.Solve((request ?? SolveRequest.Default) with { TimeLimit = limit }, cancellation);

        public void Dispose() => session.Dispose();
    }
}

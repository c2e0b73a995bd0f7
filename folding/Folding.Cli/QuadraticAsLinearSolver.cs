using Folding.Problems;

namespace Folding.Cli;

/// <summary>Solves linear programs as quadratic ones with P = 0 and rows [A; I], whose multipliers have the same length, order and sign.</summary>
/// <param name="inner">A solver for quadratic programs.</param>
internal sealed class QuadraticAsLinearSolver(ISolver<QuadraticProgram> inner) : ISolver<LinearProgram>, ISolver<QuadraticProgram>
{
    public SolverIdentity Identity => inner.Identity;

    public SolverCapabilities Capabilities => inner.Capabilities;

    public ISolverSession<LinearProgram> Open(LinearProgram problem) => problem.HasIntegers
        ? throw new ArgumentException("The problem has integer variables; a solver for quadratic programs does not handle them.", nameof(problem))
        : new Session(inner.Open(problem.ToQuadratic()));

    /// <summary>The solver behind: an augmented linear program is a quadratic one.</summary>
    ISolverSession<QuadraticProgram> ISolver<QuadraticProgram>.Open(QuadraticProgram problem) => inner.Open(problem);

    private sealed class Session(ISolverSession<QuadraticProgram> session) : ISolverSession<LinearProgram>
    {
        public void Update(LinearProgram problem) => session.Update(problem.ToQuadratic());

        public Solution Solve(SolveRequest? request = null, CancellationToken cancellation = default) => session.Solve(request, cancellation);

        public void Dispose() => session.Dispose();
    }
}

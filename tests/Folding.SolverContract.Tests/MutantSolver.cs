using Folding.Problems;

namespace Folding.SolverContract.Tests;

/// <summary>The brute-force solver with one mistake built in.</summary>
internal sealed class MutantSolver : ISolver<QuadraticProgram>
{
    private readonly BruteForceSolver _right = new();

    public SolverIdentity Identity => _right.Identity;

    public SolverCapabilities Capabilities => _right.Capabilities;

    /// <summary>Changes the problem before it is solved.</summary>
    public Func<QuadraticProgram, QuadraticProgram> Misread { get; init; } = static problem => problem;

    /// <summary>Changes the solution before it is returned.</summary>
    public Func<Solution, Solution> Misreport { get; init; } = static solution => solution;

    /// <summary>Goes on with the problem the session was opened for.</summary>
    public bool IgnoresUpdates { get; init; }

    /// <summary>Never looks at the token.</summary>
    public bool IgnoresCancellation { get; init; }

    /// <summary>Never looks at the request.</summary>
    public bool IgnoresRequest { get; init; }

    /// <summary>Works on after disposal, in a session of its own.</summary>
    public bool IgnoresDisposal { get; init; }

    public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem) => new Session(this, problem);

    private sealed class Session(MutantSolver mutant, QuadraticProgram problem) : ISolverSession<QuadraticProgram>
    {
        private readonly ISolverSession<QuadraticProgram> _inner = mutant._right.Open(mutant.Misread(problem));

        public void Update(QuadraticProgram problem)
        {
            if (!mutant.IgnoresUpdates) _inner.Update(mutant.Misread(problem));
        }

        public Solution Solve(SolveRequest? request = null, CancellationToken cancellation = default) =>
            mutant.Misreport(_inner.Solve(mutant.IgnoresRequest ? null : request, mutant.IgnoresCancellation ? CancellationToken.None : cancellation));

        public void Dispose()
        {
            if (!mutant.IgnoresDisposal) _inner.Dispose();
        }
    }
}

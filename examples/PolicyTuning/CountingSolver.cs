using Folding.Problems;

namespace PolicyTuning;

/// <summary>A solver that counts its solves, on any number of threads: forward passes, and what LPGD asks again.</summary>
internal sealed class CountingSolver(ISolver<QuadraticProgram> inner) : ISolver<QuadraticProgram>
{
    private long _solves;

    public long Solves => Interlocked.Read(ref _solves);

    public SolverIdentity Identity => inner.Identity;

    public SolverCapabilities Capabilities => inner.Capabilities;

    public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem) => new Session(this, inner.Open(problem));

    private sealed class Session(CountingSolver owner, ISolverSession<QuadraticProgram> inner) : ISolverSession<QuadraticProgram>
    {
        public void Update(QuadraticProgram problem) => inner.Update(problem);

        public Solution Solve(SolveRequest? request = null, CancellationToken cancellation = default)
        {
            Interlocked.Increment(ref owner._solves);
            return inner.Solve(request, cancellation);
        }

        public void Dispose() => inner.Dispose();
    }
}

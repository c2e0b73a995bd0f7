using Folding.Problems;

namespace Folding;

/// <summary>
/// Open sessions of one solver, for problems that are solved again and again. A solve takes an idle session of the same structure,
/// passes it what differs, and puts it back; without one it opens a session. The one that this thread used last is taken first: after a
/// forward pass that is the session which just solved the same problem, and native memory that goes from thread to thread makes their allocators
/// wait for each other. Thread-safe; sessions that do not fit are closed, and
/// the native memory of the rest goes with the pool (safe handles).
/// </summary>
internal sealed class SessionPool<TProblem>(ISolver<TProblem> solver, Func<TProblem, TProblem, bool> haveEqualStructure)
    where TProblem : class, IProblem
{
    /// <summary>Enough for one session on every thread that can run; a batch's thousand tapes must not hold a thousand native models.</summary>
    private static readonly int Capacity = Math.Max(4, 2 * Environment.ProcessorCount);

    private readonly Lock _gate = new();
    private readonly List<(TProblem Problem, ISolverSession<TProblem> Session, int Thread)> _idle = [];
    private SessionPool<QuadraticProgram>? _quadratic;

    /// <summary>Sessions of the same solver for quadratic programs; null where it does not solve them.</summary>
    public SessionPool<QuadraticProgram>? Quadratic
    {
        get
        {
            if (this is SessionPool<QuadraticProgram> quadratic) return quadratic;
            if (solver is not ISolver<QuadraticProgram> inner) return null;
            lock (_gate) return _quadratic ??= new(inner, QuadraticSpace.Instance.HaveEqualStructure);
        }
    }

    /// <summary>The solver behind the sessions.</summary>
    public ISolver<TProblem> Solver => solver;

    /// <summary>Solves in a new or renewed session, so that the answer depends on nothing that was solved before; the session is kept.</summary>
    public Solution SolveAnew(TProblem problem, SolveRequest? request, CancellationToken cancellation) => Solve(problem, request, anew: true, cancellation);

    /// <summary>Solves in an open session where there is one.</summary>
    public Solution Solve(TProblem problem, SolveRequest? request, CancellationToken cancellation) => Solve(problem, request, anew: false, cancellation);

    private Solution Solve(TProblem problem, SolveRequest? request, bool anew, CancellationToken cancellation)
    {
        var idle = Take(problem, anew);
        var session = idle ?? solver.Open(problem);
        Solution solution;
        try
        {
            if (idle is not null && anew) ((IRenewableSession<TProblem>)idle).Renew(problem);
            else idle?.Update(problem);
            solution = session.Solve(request, cancellation);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        Put(problem, session);
        return solution;
    }

    private ISolverSession<TProblem>? Take(TProblem problem, bool renewable)
    {
        var thread = Environment.CurrentManagedThreadId;
        lock (_gate)
        {
            var best = -1;
            for (var k = _idle.Count - 1; k >= 0; k--)
            {
                if ((best >= 0 && _idle[k].Thread != thread) || (renewable && _idle[k].Session is not IRenewableSession<TProblem>) || !haveEqualStructure(_idle[k].Problem, problem)) continue;
                best = k;
                if (_idle[k].Thread == thread) break;
            }

            if (best < 0) return null;
            var session = _idle[best].Session;
            _idle.RemoveAt(best);
            return session;
        }
    }

    private void Put(TProblem problem, ISolverSession<TProblem> session)
    {
        ISolverSession<TProblem>? oldest = null;
        lock (_gate)
        {
            if (_idle.Count == Capacity)
            {
                oldest = _idle[0].Session;
                _idle.RemoveAt(0);
            }

            _idle.Add((problem, session, Environment.CurrentManagedThreadId));
        }

        oldest?.Dispose();
    }
}

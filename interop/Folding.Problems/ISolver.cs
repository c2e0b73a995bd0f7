namespace Folding.Problems;

/// <summary>
/// An immutable, thread-safe recipe for solving problems of one class: a name, options and capabilities. It owns no
/// native state; that belongs to the sessions it opens. Solvers are swapped by swapping this object.
/// </summary>
/// <typeparam name="TProblem">The problem class.</typeparam>
public interface ISolver<in TProblem>
    where TProblem : class, IProblem
{
    /// <summary>Name and version. Loads the native library.</summary>
    /// <exception cref="DllNotFoundException">The native library is missing or of the wrong kind; the message lists what was looked for, where, and how to get it.</exception>
    SolverIdentity Identity { get; }

    /// <summary>What this solver can do with this problem class.</summary>
    SolverCapabilities Capabilities { get; }

    /// <summary>Sets up native state for a problem and for all problems of the same structure that follow.</summary>
    /// <exception cref="ArgumentException">The problem asks for something this solver cannot do (integrality, a missing Hessian), or an option is unknown or out of range.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or of the wrong kind.</exception>
    ISolverSession<TProblem> Open(TProblem problem);
}

/// <summary>
/// Native state for problems of one structure. It belongs to one thread at a time (a second concurrent call throws
/// <see cref="InvalidOperationException"/>). Disposing it while another thread solves stops that solve, which returns
/// <see cref="TerminationStatus.Cancelled"/>; the native memory is released when it has returned.
/// </summary>
/// <typeparam name="TProblem">The problem class.</typeparam>
public interface ISolverSession<in TProblem> : IDisposable
    where TProblem : class, IProblem
{
    /// <summary>
    /// Replaces the data by those of a problem of the same structure (equal sizes and patterns). Blocks that are the same
    /// object as before are not passed again, so change one block with the problem's <c>With…</c> methods.
    /// </summary>
    /// <exception cref="ArgumentException">The structure differs.</exception>
    void Update(TProblem problem);

    /// <summary>Solves the current problem. A cancelled token gives <see cref="TerminationStatus.Cancelled"/> promptly, not an exception.</summary>
    /// <exception cref="ArgumentException">The request does not fit the problem.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed before the call.</exception>
    Solution Solve(SolveRequest? request = null, CancellationToken cancellation = default);
}

/// <summary>What a solver can do.</summary>
[Flags]
public enum SolverCapabilities
{
    /// <summary>Nothing beyond a primal solution.</summary>
    None = 0,

    /// <summary>Returns multipliers.</summary>
    Duals = 1,

    /// <summary>Starts from a given point or basis.</summary>
    WarmStart = 1 << 1,

    /// <summary>Returns a certificate of infeasibility.</summary>
    InfeasibilityCertificate = 1 << 2,

    /// <summary>Returns an unbounded direction.</summary>
    UnboundednessCertificate = 1 << 3,

    /// <summary>Handles integer variables.</summary>
    Integrality = 1 << 4,

    /// <summary>Several sessions may solve at the same time on different threads. Without it solves are serialised by a process-wide lock (correct, not parallel).</summary>
    ParallelSessions = 1 << 5,

    /// <summary>Detects an indefinite P and says <see cref="TerminationStatus.NonConvex"/>.</summary>
    DetectsNonConvexity = 1 << 6,

    /// <summary>Distinguishes infeasible and unbounded problems from failure.</summary>
    DetectsInfeasibility = 1 << 7,
}

/// <summary>One-call solving.</summary>
public static class SolverExtensions
{
    /// <summary>Opens a session, solves once and disposes it.</summary>
    public static Solution Solve<TProblem>(this ISolver<TProblem> solver, TProblem problem, SolveRequest? request = null, CancellationToken cancellation = default)
        where TProblem : class, IProblem
    {
        ArgumentNullException.ThrowIfNull(solver);
        using var session = solver.Open(problem);
        return session.Solve(request, cancellation);
    }
}

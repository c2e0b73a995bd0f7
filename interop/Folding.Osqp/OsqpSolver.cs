using Folding.Osqp.Native;
using Folding.Problems;

namespace Folding.Osqp;

/// <summary>
/// OSQP 1.0: the alternating direction method of multipliers for convex quadratic programs (Stellato, Banjac, Goulart,
/// Bemporad, Boyd: "OSQP: an operator splitting solver for quadratic programs", 2020), for a library of either index width.
/// Finite bounds of size 1e30 and more count as infinite, as OSQP has it. Without a warm start a solve starts at zero with
/// the first penalty, so that it does not depend on the point where the session stopped before. The equilibration of a
/// session stems from the problem it was opened with (or from its latest matrices), so the same problem in a fresh session
/// agrees to the tolerance, not to the bit; the same sequence of calls agrees to the bit.
/// </summary>
public sealed class OsqpSolver : ISolver<QuadraticProgram>
{
    /// <summary>A solver with gradient-grade options, or the given ones.</summary>
    public OsqpSolver(OsqpOptions? options = null) => Options = options ?? OsqpOptions.ForGradients;

    /// <summary>The options of its sessions.</summary>
    public OsqpOptions Options { get; }

    /// <inheritdoc/>
    public SolverIdentity Identity => OsqpLibrary.Identity;

    /// <inheritdoc/>
    public SolverCapabilities Capabilities =>
        SolverCapabilities.Duals | SolverCapabilities.WarmStart | SolverCapabilities.InfeasibilityCertificate | SolverCapabilities.UnboundednessCertificate
        | SolverCapabilities.ParallelSessions | SolverCapabilities.DetectsNonConvexity | SolverCapabilities.DetectsInfeasibility;

    /// <inheritdoc/>
    public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (problem.VariableCount == 0)
            throw new ArgumentException("OSQP needs at least one variable; this problem has none.", nameof(problem));
        return OsqpLibrary.IndexBits == 64
            ? new OsqpSession<long>(problem, OsqpSettings.For<long>(Options))
            : new OsqpSession<int>(problem, OsqpSettings.For<int>(Options));
    }
}

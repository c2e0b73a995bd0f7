using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>
/// Ipopt, the interior-point line-search filter method of Wächter and Biegler (Mathematical Programming 106, 2006), for
/// nonlinear programs and for convex quadratic ones. Nonlinear programs end <see cref="TerminationStatus.LocallyOptimal"/>
/// or <see cref="TerminationStatus.LocallyInfeasible"/>, quadratic programs <see cref="TerminationStatus.Optimal"/> or
/// <see cref="TerminationStatus.Infeasible"/>; there are no certificates. <see cref="TerminationStatus.Unbounded"/> means
/// that the iterates diverged. An indefinite P is <see cref="TerminationStatus.NonConvex"/>; for a local solution pass the
/// program as a <see cref="QuadraticNonlinearProgram"/>. The point lies about √(tolerance) off where a multiplier and its
/// slack are both zero, as with every interior-point method. Up to Ipopt 3.13 solves on several threads take turns, and a
/// callback must not wait for a solve on another thread.
/// </summary>
public sealed class IpoptSolver : ISolver<NonlinearProgram>, ISolver<QuadraticProgram>
{
    /// <summary>A solver with the given options; the default is <see cref="IpoptOptions.ForGradients"/>.</summary>
    public IpoptSolver(IpoptOptions? options = null) => Options = options ?? IpoptOptions.Default;

    /// <summary>The options.</summary>
    public IpoptOptions Options { get; }

    /// <inheritdoc/>
    public SolverIdentity Identity => new("Ipopt", IpoptLibrary.Version);

    /// <inheritdoc/>
    public SolverCapabilities Capabilities =>
        SolverCapabilities.Duals | SolverCapabilities.WarmStart | SolverCapabilities.DetectsInfeasibility |
        (IpoptLibrary.ParallelSolves ? SolverCapabilities.ParallelSessions : SolverCapabilities.None);

    /// <summary>Capabilities for quadratic programs: those for nonlinear ones, and an indefinite P is detected.</summary>
    SolverCapabilities ISolver<QuadraticProgram>.Capabilities => Capabilities | SolverCapabilities.DetectsNonConvexity;

    /// <inheritdoc/>
    public ISolverSession<NonlinearProgram> Open(NonlinearProgram problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new IpoptNonlinearSession(problem, Options, Identity);
    }

    /// <inheritdoc/>
    public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new IpoptQuadraticSession(problem, Options, Identity);
    }
}

using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>
/// Ipopt, the interior-point line-search filter method of Wächter and Biegler (Mathematical Programming 106, 2006), for
/// nonlinear programs and for convex quadratic ones. Nonlinear programs end <see cref="TerminationStatus.LocallyOptimal"/>
/// or <see cref="TerminationStatus.LocallyInfeasible"/>; there are no certificates. Quadratic programs are taken to be
/// convex: they end <see cref="TerminationStatus.Optimal"/> or <see cref="TerminationStatus.Infeasible"/>, except that a
/// solution is only called locally optimal when Ipopt had to modify the Hessian on the way, as it must where P is indefinite.
/// <see cref="TerminationStatus.Unbounded"/> means that the iterates diverged.
/// Up to Ipopt 3.13 solves on several threads take turns.
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

    /// <inheritdoc/>
    public ISolverSession<NonlinearProgram> Open(NonlinearProgram problem) => new IpoptNonlinearSession(problem, Options, Identity);

    /// <inheritdoc/>
    public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem) => new IpoptQuadraticSession(problem, Options, Identity);
}

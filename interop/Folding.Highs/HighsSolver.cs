using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// HiGHS: simplex, interior point and branch and cut for linear and mixed-integer programs, an active-set method for convex
/// quadratic programs.
///
/// Threads: any number of sessions may solve at the same time, one thread each; a session may be used and disposed on any
/// thread, one at a time. With one native thread per solve (the default) HiGHS starts no threads of its own.
/// </summary>
/// <param name="options">Options; <see cref="HighsOptions.ForGradients"/> when null.</param>
public sealed class HighsSolver(HighsOptions? options = null) : ISolver<LinearProgram>, ISolver<QuadraticProgram>
{
    /// <summary>The options of every session.</summary>
    public HighsOptions Options { get; } = options ?? HighsOptions.ForGradients;

    /// <inheritdoc/>
    public SolverIdentity Identity => HighsLibrary.Identity;

    /// <summary>Multipliers, a basis as warm start (for a MIP a point), rays both ways, integrality (a MIP has no multipliers).</summary>
    SolverCapabilities ISolver<LinearProgram>.Capabilities =>
        SolverCapabilities.Duals | SolverCapabilities.WarmStart | SolverCapabilities.InfeasibilityCertificate |
        SolverCapabilities.UnboundednessCertificate | SolverCapabilities.Integrality | SolverCapabilities.ParallelSessions |
        SolverCapabilities.DetectsInfeasibility;

    /// <summary>Multipliers and rays both ways; an indefinite P is detected. No warm start: HiGHS's quadratic solver begins anew each time.</summary>
    SolverCapabilities ISolver<QuadraticProgram>.Capabilities =>
        SolverCapabilities.Duals | SolverCapabilities.InfeasibilityCertificate | SolverCapabilities.UnboundednessCertificate |
        SolverCapabilities.ParallelSessions | SolverCapabilities.DetectsNonConvexity | SolverCapabilities.DetectsInfeasibility;

    /// <summary>Opens a session for linear or mixed-integer programs.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range, or HiGHS refuses the data (for example entries of A of 1e15 and more).</exception>
    /// <exception cref="Natives.NativeLibraryException">The native library is missing.</exception>
    public HighsLinearSession Open(LinearProgram problem) => new(problem, Options);

    /// <summary>Opens a session for convex quadratic programs.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range, or HiGHS refuses the data.</exception>
    /// <exception cref="Natives.NativeLibraryException">The native library is missing.</exception>
    public HighsQuadraticSession Open(QuadraticProgram problem) => new(problem, Options);

    /// <summary>
    /// Rows and bounds that contradict each other, none of which can be left out (an irreducible infeasible subset); null where
    /// the problem is feasible. For a mixed-integer program its relaxation is looked at.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="cancellation">Stops the solve that decides feasibility; the isolation after it cannot be stopped.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public HighsInfeasibleSubset? FindInfeasibleSubset(LinearProgram problem, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return HighsInfeasibleSubset.Find(problem, Options, cancellation);
    }

    ISolverSession<LinearProgram> ISolver<LinearProgram>.Open(LinearProgram problem) => Open(problem);

    ISolverSession<QuadraticProgram> ISolver<QuadraticProgram>.Open(QuadraticProgram problem) => Open(problem);
}

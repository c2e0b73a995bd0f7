using System.Reflection;
using Folding.Problems;

namespace Folding.Admm;

/// <summary>
/// The alternating direction method of multipliers for convex quadratic programs, in managed code: it needs no native library. The iteration
/// is that of OSQP (Stellato, Banjac, Goulart, Bemporad, Boyd 2020; <see cref="AdmmIteration"/>), with sparse LDL' or dense Cholesky factors.
/// A session keeps its factorization while only q, l and u change. Deterministic: the same sequence of calls gives the same bits.
/// </summary>
public sealed class AdmmSolver : ISolver<QuadraticProgram>
{
    /// <summary>A solver with gradient-grade options, or the given ones.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public AdmmSolver(AdmmOptions? options = null) => Options = AdmmSettings.Checked(options ?? AdmmOptions.ForGradients);

    /// <summary>The options of its sessions.</summary>
    public AdmmOptions Options { get; }

    /// <inheritdoc/>
    public SolverIdentity Identity => ThisVersion;

    internal static SolverIdentity ThisVersion { get; } =
        new("ADMM", typeof(AdmmSolver).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);

    /// <inheritdoc/>
    public SolverCapabilities Capabilities =>
        SolverCapabilities.Duals | SolverCapabilities.WarmStart | SolverCapabilities.InfeasibilityCertificate | SolverCapabilities.UnboundednessCertificate
        | SolverCapabilities.ParallelSessions | SolverCapabilities.DetectsNonConvexity | SolverCapabilities.DetectsInfeasibility;

    /// <inheritdoc/>
    public ISolverSession<QuadraticProgram> Open(QuadraticProgram problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new AdmmSession(problem, Options);
    }
}

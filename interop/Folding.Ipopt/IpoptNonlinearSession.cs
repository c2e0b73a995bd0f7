using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>A session for nonlinear programs.</summary>
internal sealed class IpoptNonlinearSession(NonlinearProgram problem, IpoptOptions options, SolverIdentity identity)
    : IpoptSession<NonlinearProgram>(problem, problem ?? throw new ArgumentNullException(nameof(problem)), options, identity)
{
    /// <inheritdoc/>
    protected override bool IsConvex => false;

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> ImpliedOptions => [];

    /// <inheritdoc/>
    protected override void UpdateNative(NonlinearProgram current, NonlinearProgram next)
    {
        if (!next.JacobianPattern.Equals(current.JacobianPattern))
            throw new ArgumentException($"The Jacobian pattern ({next.JacobianPattern}) differs from the session's ({current.JacobianPattern}); open a new session for a new structure.", nameof(next));
        if (!Equals(next.HessianPattern, current.HessianPattern))
            throw new ArgumentException($"The Hessian pattern ({next.HessianPattern?.ToString() ?? "none"}) differs from the session's ({current.HessianPattern?.ToString() ?? "none"}); open a new session for a new structure.", nameof(next));
        Replace(next);
    }

    /// <inheritdoc/>
    protected override ImmutableArray<double> DualOf(ReadOnlySpan<double> constraints, ReadOnlySpan<double> bounds) => [.. constraints, .. bounds];
}

using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>A session for quadratic programs: their derivatives are constant, so Ipopt asks for matrices once per solve.</summary>
internal sealed class IpoptQuadraticSession(QuadraticProgram problem, IpoptOptions options, SolverIdentity identity)
    : IpoptSession<QuadraticProgram>(problem, new QuadraticNonlinearProgram(problem), options, Constants, identity)
{
    private static readonly KeyValuePair<string, string>[] Constants = [new("jac_c_constant", "yes"), new("jac_d_constant", "yes"), new("hessian_constant", "yes")];

    /// <inheritdoc/>
    protected override bool ClaimsConvexity => true;

    /// <inheritdoc/>
    protected override void UpdateNative(QuadraticProgram current, QuadraticProgram next)
    {
        if (!next.HasStructureOf(current))
            throw new ArgumentException($"The {next} has not the sizes and patterns of the session's {current}; open a new session for a new structure.", nameof(next));
        Replace(new QuadraticNonlinearProgram(next));
    }

    /// <inheritdoc/>
    protected override ImmutableArray<double> DualOf(ReadOnlySpan<double> constraints, ReadOnlySpan<double> bounds) => [.. constraints];
}

using System.Collections.Immutable;
using System.Diagnostics;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>
/// A session for convex quadratic programs: their derivatives are constant, so Ipopt asks for matrices once per solve.
/// An indefinite P is found before the solve. Where there are more equality rows than variables Ipopt would refuse; its
/// dependency detector then leaves out rows that depend on others, and a violation that a left-out row shows at the
/// solution proves that the rows contradict.
/// </summary>
internal sealed class IpoptQuadraticSession : IpoptSession<QuadraticProgram>
{
    // Beyond 1e14 the products Px have no correct digit left next to q, and the iterates would wander instead of diverging.
    private static readonly KeyValuePair<string, string>[] Always =
        [new("jac_c_constant", "yes"), new("jac_d_constant", "yes"), new("hessian_constant", "yes"), new("diverging_iterates_tol", "1e14")];

    private static readonly KeyValuePair<string, string>[] WithDependentRows = [.. Always, new("dependency_detector", "mumps")];

    private readonly IpoptOptions _options;
    private readonly SolverIdentity _identity;
    private Curvature _curvature;

    public IpoptQuadraticSession(QuadraticProgram problem, IpoptOptions options, SolverIdentity identity)
        : base(problem, new QuadraticNonlinearProgram(problem), options, identity)
    {
        var start = Stopwatch.GetTimestamp();
        (_options, _identity) = (options, identity);
        _curvature = CurvatureTest.Of(problem.P);
        SetupTime += Stopwatch.GetElapsedTime(start);
    }

    /// <inheritdoc/>
    protected override bool IsConvex => true;

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> ImpliedOptions => LeavesRowsOut ? WithDependentRows : Always;

    /// <inheritdoc/>
    protected override bool LeavesRowsOut
    {
        get
        {
            var equalities = 0;
            for (var i = 0; i < Model.ConstraintCount; i++)
                if (Model.ConstraintLower[i].Equals(Model.ConstraintUpper[i])) equalities++;
            return equalities > Model.VariableCount;
        }
    }

    /// <summary>Ipopt scales large objectives down but small ones not up, and its tolerances are absolute: 1 / max(|P|, |q|), at least 1.</summary>
    protected override double ObjectiveScale
    {
        get
        {
            var size = 0.0;
            foreach (var value in Problem.P.Values) size = Math.Max(size, Math.Abs(value));
            foreach (var value in Problem.Q) size = Math.Max(size, Math.Abs(value));
            return size is > 1e-100 and < 1 ? 1 / size : 1;
        }
    }

    /// <inheritdoc/>
    protected override void UpdateNative(QuadraticProgram current, QuadraticProgram next)
    {
        if (!next.HasStructureOf(current))
            throw new ArgumentException($"The {next} has not the sizes and patterns of the session's {current}; open a new session for a new structure.", nameof(next));
        Replace(new QuadraticNonlinearProgram(next));
        if (!ReferenceEquals(next.P, current.P)) _curvature = CurvatureTest.Of(next.P);
    }

    /// <inheritdoc/>
    protected override Solution SolveNative(SolveRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_curvature == Curvature.Indefinite) return Empty(TerminationStatus.NonConvex, new(0, "P is not positive semidefinite; Ipopt was not asked"));
        var solution = base.SolveNative(request, cancellation);
        var escaped = solution.Termination == TerminationStatus.Unbounded && Problem.ResidualsAt(solution.Primal.AsSpan(), []).Primal > _options.ConstraintViolationTolerance;
        return escaped && RowsContradict(request.TimeLimit - solution.Statistics.SolveTime, cancellation)
            ? solution with { Termination = TerminationStatus.Infeasible }
            : solution;
    }

    /// <summary>
    /// Iterates that run away while rows are violated tell of a direction in which the objective falls, not of a point to
    /// start from: min ½|x|² over the rows alone decides whether there is one.
    /// </summary>
    private bool RowsContradict(TimeSpan? limit, CancellationToken cancellation)
    {
        if (limit <= TimeSpan.Zero) return false;
        var n = Problem.VariableCount;
        var rows = new QuadraticProgram(CscMatrix.Identity(n), new double[n], Problem.A, Problem.Lower.AsSpan(), Problem.Upper.AsSpan());
        using var session = new IpoptQuadraticSession(rows, _options with { OutputFile = null }, _identity);
        return session.Solve(new() { TimeLimit = limit }, cancellation).Termination == TerminationStatus.Infeasible;
    }

    /// <inheritdoc/>
    protected override ImmutableArray<double> DualOf(ReadOnlySpan<double> constraints, ReadOnlySpan<double> bounds) => [.. constraints];
}

using Folding.Problems;

namespace Folding;

/// <summary>
/// Re-solves of a quadratic program around its solution (x*, y*):
/// <code>minimise ½ x'Px + (q + t g_x)'x + ρ/2 |x − x*|²   subject to   l − t g_y ≤ Ax ≤ u − t g_y</code>
/// Where both active sets are certified the step is not the difference of two solutions but the solution of the system that the difference
/// satisfies, with K of the perturbed active set,
/// <code>
/// [ P + ρI  A_act' ] [d_x]   [ −t g_x + A_left' y*_left                                    ]
/// [ A_act   0      ] [d_y] = [ −t g_y on rows that stay,  b_t − Ax* on rows that come     ]
/// </code>
/// (left: rows that were active and no longer are). It has all its digits however small t is, and does not depend on
/// the path by which the solver came to the active set.
/// </summary>
internal sealed class QuadraticPerturbation
{
    /// <summary>Relative residual beyond which a point is not a solution.</summary>
    private const double AcceptedResidual = 1e-8;

    private readonly QuadraticProgram _problem;
    private readonly double _rho;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly ReducedKkt? _here;
    private readonly SessionPool<QuadraticProgram> _sessions;
    private readonly SymbolicCache _cache;
    private readonly SolveRequest _request;
    private readonly bool _refine;

    /// <param name="problem">The program, not augmented.</param>
    /// <param name="rho">ρ.</param>
    /// <param name="x">x*.</param>
    /// <param name="y">y*.</param>
    /// <param name="certified">The certified system at (x*, y*); null where there is none.</param>
    /// <param name="refine">Whether re-solves are refined on their active sets, as the forward pass was.</param>
    /// <param name="sessions">Where to solve.</param>
    /// <param name="cache">Symbolic factorizations.</param>
    /// <param name="timeLimit">Of each solve.</param>
    public QuadraticPerturbation(
        QuadraticProgram problem, double rho, double[] x, double[] y, ReducedKkt? certified, bool refine, SessionPool<QuadraticProgram> sessions, SymbolicCache cache, TimeSpan? timeLimit)
    {
        (_problem, _rho, _x, _y) = (rho == 0 ? problem : problem.WithP(PlusMultipleOfIdentity(problem.P, rho)), rho, x, y);
        (_here, _refine, _sessions, _cache) = (certified, refine, sessions, cache);
        _request = new() { WarmStart = new() { Primal = [.. x], Dual = [.. y] }, TimeLimit = timeLimit };
    }

    /// <summary>From (x*, y*) to the solution of the perturbed program.</summary>
    public Displacement At(double t, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var perturbed = Perturbed(t, gx, gy);
        var solution = Solve(perturbed);
        if (!HasPoint(solution)) return Displacement.Failed(solution);
        if (Certify(perturbed, solution, t, gx, gy) is { } certified) return certified with { Iterations = solution.Statistics.Iterations };
        return Raw(solution, solution.Primal.AsSpan(), solution.Dual.AsSpan());
    }

    /// <summary>From (x*, y*) to the solution of a program of the same structure.</summary>
    public Displacement To(QuadraticProgram moved)
    {
        var solution = Solve(moved);
        if (!HasPoint(solution)) return Displacement.Failed(solution);
        if (_refine && Refinement.Run(moved, [.. solution.Primal], [.. solution.Dual], _cache, CancellationToken.None).Point is { } refined)
            return Raw(solution with { Termination = TerminationStatus.Optimal }, refined.X, refined.Y);
        return Raw(solution, solution.Primal.AsSpan(), solution.Dual.AsSpan());
    }

    private QuadraticProgram Perturbed(double t, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var q = gx.IsEmpty ? [.. _problem.Q] : Vectors.Sum(_problem.Q.AsSpan(), t, gx);
        for (var j = 0; j < q.Length; j++) q[j] -= _rho * _x[j];
        var perturbed = _problem.WithLinearCost(q);
        return gy.IsEmpty ? perturbed : perturbed.WithBounds(Vectors.Sum(_problem.Lower.AsSpan(), -t, gy), Vectors.Sum(_problem.Upper.AsSpan(), -t, gy));
    }

    private Solution Solve(QuadraticProgram problem) => _sessions.Solve(problem, _request, CancellationToken.None);

    private static bool HasPoint(Solution solution) =>
        !solution.Primal.IsDefaultOrEmpty && solution.DualStatus is not (PointStatus.None or PointStatus.Certificate);

    private Displacement Raw(Solution solution, ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        new(solution.Termination, Vectors.Sum(x, -1, _x), Vectors.Sum(y, -1, _y), Iterations: solution.Statistics.Iterations);

    private Displacement? Certify(QuadraticProgram perturbed, Solution solution, double t, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        if (!_refine) return null;
        if (_here is not null && _rho == 0 && solution.IsSolved
            && ActiveSet.Identify(perturbed, solution.Primal.AsSpan(), solution.Dual.AsSpan()).AsSpan().SequenceEqual(_here.Activity)
            && Step(perturbed, _here, t, gx, gy) is { } step && perturbed.ResidualsAt(Vectors.Sum(_x, 1, step.X), Vectors.Sum(_y, 1, step.Y)).WorstRelative <= AcceptedResidual)
        {
            return step;
        }

        if (Refinement.Run(perturbed, [.. solution.Primal], [.. solution.Dual], _cache, CancellationToken.None).Point is not { } refined) return null;
        return (_here is null ? null : Step(perturbed, refined.Kkt, t, gx, gy))
            ?? new Displacement(TerminationStatus.Optimal, Vectors.Sum(refined.X, -1, _x), Vectors.Sum(refined.Y, -1, _y));
    }

    /// <summary>The system of the class comment; null where it could not be solved.</summary>
    private Displacement? Step(QuadraticProgram perturbed, ReducedKkt there, double t, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        int n = _x.Length, m = _y.Length;
        double[] forces = new double[m], rowValues = new double[m], right = new double[n], rightRows = new double[m], dx = new double[n], dy = new double[m];
        _problem.A.Multiply(_x, rowValues);
        for (var i = 0; i < m; i++)
        {
            var now = there.Activity[i];
            if (now == RowActivity.Inactive) forces[i] = _y[i];
            else if (now == _here!.Activity[i]) rightRows[i] = gy.IsEmpty ? 0 : -t * gy[i];
            else rightRows[i] = (now == RowActivity.Lower ? perturbed.Lower[i] : perturbed.Upper[i]) - rowValues[i];
        }

        _problem.A.AddTransposedMultiply(forces, right);
        for (var j = 0; j < gx.Length; j++) right[j] -= t * gx[j];
        var solve = there.Solve(right, rightRows, dx, dy);
        if (!(solve.RelativeResidual <= AcceptedResidual && solve.InconsistentPart <= AcceptedResidual)) return null;
        for (var i = 0; i < m; i++) dy[i] -= forces[i];
        return new(TerminationStatus.Optimal, dx, dy, IsSamePiece: there.Activity.AsSpan().SequenceEqual(_here!.Activity));
    }

    /// <summary>P + ρI by its upper triangle; the pattern gains the diagonal.</summary>
    private static CscMatrix PlusMultipleOfIdentity(CscMatrix p, double rho) => CscMatrix.FromTriplets(
        p.Rows, p.Columns, p.Entries().Concat(Enumerable.Range(0, p.Columns).Select(j => (j, j, rho))));
}

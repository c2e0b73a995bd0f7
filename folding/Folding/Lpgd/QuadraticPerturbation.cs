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
/// the path by which the solver came to the active set. The same system with the active set of (x*, y*) comes first: where its solution
/// keeps every sign and bound it is the perturbed program's; else the active set is mended from there, and where that fails the solver starts there.
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
    private readonly TimeSpan? _timeLimit;
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
        (_refine, _sessions, _cache, _timeLimit) = (refine, sessions, cache, timeLimit);
        _here = rho == 0 || certified is null ? certified : ReducedKkt.Factor(_problem, certified.Activity, cache);
    }

    /// <summary>From (x*, y*) to the solution of the perturbed program.</summary>
    public Displacement At(double t, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var perturbed = Perturbed(t, gx, gy);
        var stay = _refine && _here is not null ? Step(perturbed, _here, t, gx, gy) : null;
        double[] x = stay is null ? _x : Vectors.Sum(_x, 1, stay.X), y = stay is null ? _y : Vectors.Sum(_y, 1, stay.Y);
        if (stay is not null && KeepsSignsAndBounds(perturbed, x, y)) return stay;
        var (solution, refined) = Solve(perturbed, x, y);
        return refined is not null && _here is not null && Step(perturbed, refined.Kkt, t, gx, gy) is { } step
            ? step with { Iterations = solution?.Statistics.Iterations ?? 0, IsSolvedAgain = solution is not null }
            : From(solution, refined);
    }

    /// <summary>From (x*, y*) to the solution of a program of the same structure.</summary>
    public Displacement To(QuadraticProgram moved)
    {
        var (solution, refined) = Solve(moved, _x, _y);
        return From(solution, refined);
    }

    private QuadraticProgram Perturbed(double t, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var q = gx.IsEmpty ? [.. _problem.Q] : Vectors.Sum(_problem.Q.AsSpan(), t, gx);
        for (var j = 0; j < q.Length; j++) q[j] -= _rho * _x[j];
        var perturbed = _problem.WithLinearCost(q);
        return gy.IsEmpty ? perturbed : perturbed.WithBounds(Vectors.Sum(_problem.Lower.AsSpan(), -t, gy), Vectors.Sum(_problem.Upper.AsSpan(), -t, gy));
    }

    /// <summary>
    /// The solver's answer, null where it was not asked, and the certified point, null where there is none. A few changes of the active set often lead
    /// from a certified one to that of the perturbed program, for a factorization each: the solver is asked where they do not, and may end early.
    /// </summary>
    private (Solution? Solution, RefinedPoint? Refined) Solve(QuadraticProgram problem, double[] x, double[] y)
    {
        var request = new SolveRequest { WarmStart = new() { Primal = QuadraticData.Frozen(x), Dual = QuadraticData.Frozen(y) }, TimeLimit = _timeLimit };
        if (!_refine) return (_sessions.Solve(problem, request, CancellationToken.None), null);
        if (_here is not null && Refinement.Run(problem, x, y, _cache, CancellationToken.None, rough: true).Point is { } near) return (null, near);
        var early = new EarlyRefinement(problem, _cache, null, _timeLimit, CancellationToken.None);
        var solution = _sessions.Solve(problem, request with { Accept = early.Accept }, CancellationToken.None);
        if (early.Point is { } point) return (solution, point);
        return (solution, HasPoint(solution) ? Refinement.Run(problem, [.. solution.Primal], [.. solution.Dual], _cache, CancellationToken.None).Point : null);
    }

    private static bool HasPoint(Solution solution) =>
        !solution.Primal.IsDefaultOrEmpty && solution.DualStatus is not (PointStatus.None or PointStatus.Certificate);

    private Displacement From(Solution? solution, RefinedPoint? refined)
    {
        if (refined is not null)
            return new(TerminationStatus.Optimal, Vectors.Sum(refined.X, -1, _x), Vectors.Sum(refined.Y, -1, _y), Iterations: solution?.Statistics.Iterations ?? 0, IsSolvedAgain: solution is not null);
        return HasPoint(solution!)
            ? new(solution!.Termination, Vectors.Sum(solution.Primal.AsSpan(), -1, _x), Vectors.Sum(solution.Dual.AsSpan(), -1, _y), Iterations: solution.Statistics.Iterations, IsSolvedAgain: true)
            : Displacement.Failed(solution!);
    }

    /// <summary>Strictly, so that a row on the verge is left to the solver.</summary>
    private bool KeepsSignsAndBounds(QuadraticProgram perturbed, double[] x, double[] y)
    {
        var rowValues = new double[y.Length];
        perturbed.A.Multiply(x, rowValues);
        for (var i = 0; i < y.Length; i++)
        {
            var keeps = _here!.Activity[i] switch
            {
                RowActivity.Equality => true,
                RowActivity.Upper => y[i] >= 0,
                RowActivity.Lower => y[i] <= 0,
                _ => rowValues[i] >= perturbed.Lower[i] && rowValues[i] <= perturbed.Upper[i],
            };
            if (!keeps) return false;
        }

        return true;
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

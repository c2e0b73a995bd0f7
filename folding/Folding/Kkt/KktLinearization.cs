using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The exact derivative of a quadratic program's solution on its active set. With r from <see cref="ReducedKkt"/> for the
/// seed (g_x, g_y) the gradients are
/// <code>dq = −r_x,   dP_full = −(r_x x' + x r_x')/2,   dA = −(y r_x' + r_y x'),   db_act = r_y</code>
/// (implicit function theorem on the KKT conditions; Amos and Kolter 2017, in the symmetric reduced form).
/// </summary>
internal sealed class KktLinearization : Linearization<QuadraticData>
{
    /// <summary>A smaller share of a right-hand side that no answer reaches is rounding.</summary>
    private const double Consistent = 1e-9;

    private readonly QuadraticProgram _problem;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _activeMultipliers;
    private readonly ImmutableArray<ReducedKkt> _systems;
    private readonly GradientReport _diagnosis;

    private KktLinearization(QuadraticProgram problem, double[] x, double[] y, double[] activeMultipliers, ImmutableArray<ReducedKkt> systems, GradientReport diagnosis)
    {
        _problem = problem;
        _x = x;
        _y = y;
        _systems = systems;
        _activeMultipliers = activeMultipliers;
        _diagnosis = diagnosis;
    }

    /// <summary>Prepares the derivative at a point; factors unless a refinement already did.</summary>
    /// <param name="point">Where; without a certified active set it is identified from (x, y).</param>
    /// <param name="policy">What to do with weakly active rows.</param>
    public static KktLinearization At(QuadraticPoint point, DegeneratePolicy policy)
    {
        var convex = point.Convex;
        var (problem, x, y, certified, cache) = point;
        var identified = point.Activity;
        var weak = ActiveSet.WeakRows(point);
        ImmutableArray<ReducedKkt> systems = (weak.Count == 0 ? DegeneratePolicy.Identified : policy) switch
        {
            DegeneratePolicy.Exclude => [Excluding(point, weak)],
            DegeneratePolicy.Include => [Including(point, weak)],
            DegeneratePolicy.Average => [Excluding(point, weak), Including(point, weak)],
            _ => [certified ?? ReducedKkt.Factor(problem, identified, cache, convex)],
        };
        var diagnosis = PointDiagnosis.Of("kkt", weak, certified is not null, systems, policy);
        var added = 0.0;
        foreach (var system in systems) added = Math.Max(added, Math.Max(system.Added.Curvature, system.Added.Shift));
        if (added > 0) diagnosis = diagnosis with { Regularization = added };
        // A refined point has no multipliers but on its active rows.
        var multipliers = systems[0] == certified ? y : ActiveSet.Multipliers(systems[0].Activity, y);
        return new(problem, x, y, multipliers, systems, diagnosis);
    }

    /// <inheritdoc/>
    public override GradientReport Diagnosis => _diagnosis;

    /// <inheritdoc/>
    public override FlatPart? FlatPart => _systems is [{ FlatDirection: true } system] ? system.FlatPart : null;

    /// <inheritdoc/>
    public override Gradient<QuadraticData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        if (_systems.Length == 1)
        {
            var (data, solve) = Vjp(_systems[0], gx, gy);
            return new(data, Report(solve));
        }

        var (first, firstSolve) = Vjp(_systems[0], gx, gy);
        var (second, secondSolve) = Vjp(_systems[1], gx, gy);
        return new(QuadraticData.Sum(first, second, 0.5), Report(Worse(firstSolve, secondSolve)));
    }

    /// <inheritdoc/>
    public override Gradient<QuadraticData>[] Vjp(ReadOnlySpan<Seed> seeds)
    {
        // Blocks bound the memory; eight share a pass over the factor.
        const int width = 32;
        if (_systems.Length > 1 || seeds.Length < 2) return base.Vjp(seeds);
        var gradients = new Gradient<QuadraticData>[seeds.Length];
        for (var first = 0; first < seeds.Length; first += width)
        {
            var count = Math.Min(width, seeds.Length - first);
            VjpBlock(_systems[0], seeds.Slice(first, count), gradients.AsSpan(first, count));
        }

        return gradients;
    }

    private void VjpBlock(ReducedKkt system, ReadOnlySpan<Seed> seeds, Span<Gradient<QuadraticData>> gradients)
    {
        int n = _problem.VariableCount, m = _problem.ConstraintCount, count = seeds.Length;
        var memory = new double[2 * count * (n + m)];
        Span<double> gx = memory.AsSpan(0, count * n), gy = memory.AsSpan(count * n, count * m);
        Span<double> rx = memory.AsSpan(count * (n + m), count * n), ry = memory.AsSpan((count * (n + m)) + (count * n), count * m);
        for (var s = 0; s < count; s++)
        {
            seeds[s].Primal.CopyTo(gx[(s * n)..]);
            seeds[s].Dual.CopyTo(gy[(s * m)..]);
        }

        var outcomes = new KktSolve[count];
        system.SolveMany(gx, gy, count, rx, ry, outcomes);
        for (var s = 0; s < count; s++)
            gradients[s] = new(Gradient(system, rx.Slice(s * n, n).ToArray(), ry.Slice(s * m, m).ToArray()), Report(outcomes[s]));
    }

    /// <inheritdoc/>
    public override Tangent Jvp(QuadraticData direction)
    {
        if (_systems.Length == 1)
        {
            var (dx, dy, solve) = Jvp(_systems[0], direction);
            return new(QuadraticData.Frozen(dx), QuadraticData.Frozen(dy), Report(solve));
        }

        var (x1, y1, solve1) = Jvp(_systems[0], direction);
        var (x2, y2, solve2) = Jvp(_systems[1], direction);
        return new(QuadraticData.Frozen(Vectors.Sum(x1, x2, 0.5)), QuadraticData.Frozen(Vectors.Sum(y1, y2, 0.5)), Report(Worse(solve1, solve2)));
    }

    private (QuadraticData Data, KktSolve Solve) Vjp(ReducedKkt system, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        double[] rx = new double[_problem.VariableCount], ry = new double[_problem.ConstraintCount];
        var solve = system.Solve(gx.IsEmpty ? new double[rx.Length] : gx, gy, rx, ry);
        return (Gradient(system, rx, ry), solve);
    }

    /// <summary>The gradients that belong to an adjoint.</summary>
    private QuadraticData Gradient(ReducedKkt system, double[] rx, double[] ry) =>
        QuadraticDerivative.Gradient(_problem, system.Activity, _x, MultipliersOf(system), rx, ry, ry);

    /// <summary>K [dx; dy_act] = [−dP x − dq − dA_act' y_act; db_act − dA_act x].</summary>
    private (double[] Dx, double[] Dy, KktSolve Solve) Jvp(ReducedKkt system, QuadraticData direction)
    {
        int n = _problem.VariableCount, m = _problem.ConstraintCount;
        double[] gx = new double[n], gy = new double[m], dx = new double[n], dy = new double[m];
        QuadraticDerivative.RightHandSide(system.Activity, _x, MultipliersOf(system), direction, gx, gy);
        var solve = system.Solve(gx, gy, dx, dy);
        return (dx, dy, solve);
    }

    private double[] MultipliersOf(ReducedKkt system) => system == _systems[0] ? _activeMultipliers : ActiveSet.Multipliers(system.Activity, _y);

    private GradientReport Report(KktSolve solve)
    {
        var report = _diagnosis with { Residual = solve.RelativeResidual, Iterations = solve.Rounds };
        if (solve.FlatPart > Consistent)
            report = Lower(report, TrustLevel.Approximate, $"a share of {solve.FlatPart:G2} of the right-hand side lies where nothing determines the answer; it was left out (least-norm answer)");
        // Which of several multipliers: the same choice forward and backward, so that one is the transpose of the other.
        if (solve.ContradictoryPart > Consistent)
            report = Lower(report, TrustLevel.Subgradient, $"dependent rows contradict each other in a share of {solve.ContradictoryPart:G2} of the right-hand side; it was left out (least-norm answer)");
        return solve.RelativeResidual > 1e-8
            ? Lower(report, TrustLevel.Approximate, $"the linear solve stopped at a relative residual of {solve.RelativeResidual:G2}")
            : report;
    }

    private static GradientReport Lower(GradientReport report, TrustLevel trust, FormattableString note) => report with
    {
        Trust = (TrustLevel)Math.Min((int)report.Trust, (int)trust),
        Notes = report.Notes.Add(FormattableString.Invariant(note)),
    };

    private static ReducedKkt Including(QuadraticPoint point, List<int> weak) =>
        ReducedKkt.Factor(point.Problem, With(point.Activity, weak, i => Nearer(point.Problem, i, point.RowValues[i])), point.Cache, point.Convex);

    private static ReducedKkt Excluding(QuadraticPoint point, List<int> weak) =>
        ReducedKkt.Factor(point.Problem, With(point.Activity, weak, static _ => RowActivity.Inactive), point.Cache, point.Convex);

    private static RowActivity Nearer(QuadraticProgram problem, int row, double value) =>
        Math.Abs(value - problem.Lower[row]) < Math.Abs(problem.Upper[row] - value) ? RowActivity.Lower : RowActivity.Upper;

    private static RowActivity[] With(RowActivity[] activity, List<int> rows, Func<int, RowActivity> value)
    {
        var changed = (RowActivity[])activity.Clone();
        foreach (var i in rows) changed[i] = value(i);
        return changed;
    }

    private static KktSolve Worse(KktSolve a, KktSolve b) =>
        new(Math.Max(a.RelativeResidual, b.RelativeResidual), Math.Max(a.Rounds, b.Rounds), Math.Max(a.FlatPart, b.FlatPart), Math.Max(a.ContradictoryPart, b.ContradictoryPart));
}

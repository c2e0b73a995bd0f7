using System.Diagnostics;
using Folding.Problems;

namespace Folding;

/// <summary>
/// Turns an inexact primal-dual point into one that is optimal to machine precision, where it can: guess the active set,
/// solve the equality-constrained program on it, drop active rows whose multiplier has the wrong sign, add violated rows,
/// repeat. A point that satisfies all signs and bounds certifies the active set. The correction is solved for, not the
/// point, so that where multipliers are not unique the solver's own choice is kept.
/// </summary>
internal static class Refinement
{
    private const int MaximumRounds = 20;

    /// <summary>
    /// Until this round all offending rows move; later ones move together only while they get fewer, as in a Newton method that
    /// converges, and otherwise the worst alone, which breaks cycles.
    /// </summary>
    private const int CarefulRound = 6;

    /// <summary>So many offending rows, or so large a share of all, after a round from a rough point mean many more rounds.</summary>
    private const int ManyOffenders = 30;

    /// <inheritdoc cref="ManyOffenders"/>
    private const double LargeShare = 0.01;

    /// <summary>
    /// A multiplier may have the wrong sign by this much of the largest force |y_i||a_i|, and a row may pass its bound by this
    /// much of |a_i||x|. Both are far above the error of a refined point (a residual of 1e-15 times the condition) and not above
    /// what <see cref="ActiveSet.WeakRows"/> takes for rounding: what passes here undecided is flagged there. Measured against
    /// the norm of the row, so that the units of a row decide nothing.
    /// </summary>
    private const double SignTolerance = 1e-9;

    /// <inheritdoc cref="SignTolerance"/>
    private const double BoundTolerance = 1e-8;

    /// <summary>Refines (x, y); where the program need not be convex, to a strict local minimiser.</summary>
    /// <param name="problem">The program.</param>
    /// <param name="x">x, length n.</param>
    /// <param name="y">y, length m.</param>
    /// <param name="cache">Symbolic factorizations.</param>
    /// <param name="cancellation">Ends it between rounds.</param>
    /// <param name="rough">Whether a better point will follow: gives up as soon as the offending rows no longer get fewer or more rounds would cost too much, and where more rows than variables seem to hold.</param>
    /// <param name="convex">False where P may be indefinite.</param>
    /// <returns>The refined point, or null with the number of rounds where no active set could be certified.</returns>
    public static (RefinedPoint? Point, int Rounds) Run(QuadraticProgram problem, double[] x, double[] y, SymbolicCache cache, CancellationToken cancellation, bool rough = false, bool convex = true) =>
        Run(problem, Guesses(problem, x, y), x, y, new(rough, convex, double.PositiveInfinity), cache, cancellation);

    /// <summary>Refines the rough point (x, y) of a convex program from a good guess of the active set; gives up as soon as the offending rows no longer get fewer.</summary>
    /// <param name="problem">The program.</param>
    /// <param name="guess">The active set.</param>
    /// <param name="x">x, length n.</param>
    /// <param name="y">y, length m.</param>
    /// <param name="cache">Symbolic factorizations.</param>
    /// <param name="cancellation">Ends it between rounds.</param>
    public static (RefinedPoint? Point, int Rounds) RunFrom(QuadraticProgram problem, RowActivity[] guess, double[] x, double[] y, SymbolicCache cache, CancellationToken cancellation) =>
        Run(problem, [guess], x, y, new(Rough: true, Convex: true, double.PositiveInfinity) { MayOverfill = true }, cache, cancellation);

    /// <summary>Refines the solution (x, y) of a nonlinear program on its local model at some point, which is good near (x, y) alone.</summary>
    /// <param name="model">The local model.</param>
    /// <param name="guess">The active set; null for what (x, y) suggest.</param>
    /// <param name="x">x, length n.</param>
    /// <param name="y">y, length m.</param>
    /// <param name="reach">How far x may move, |dx|: an active set that asks for more is given up.</param>
    /// <param name="cache">Symbolic factorizations.</param>
    /// <param name="cancellation">Ends it between rounds.</param>
    public static (RefinedPoint? Point, int Rounds) RunNear(QuadraticProgram model, RowActivity[]? guess, double[] x, double[] y, double reach, SymbolicCache cache, CancellationToken cancellation) =>
        Run(model, guess is null ? Guesses(model, x, y) : [guess], x, y, new(Rough: false, Convex: false, reach), cache, cancellation);

    private static IEnumerable<RowActivity[]> Guesses(QuadraticProgram problem, double[] x, double[] y)
    {
        yield return ActiveSet.Identify(problem, x, y, normalizeRows: true);
        yield return ActiveSet.Identify(problem, x, y, normalizeRows: false);
    }

    private static (RefinedPoint? Point, int Rounds) Run(
        QuadraticProgram problem, IEnumerable<RowActivity[]> guesses, double[] x, double[] y, Rules rules, SymbolicCache cache, CancellationToken cancellation)
    {
        var tried = new HashSet<ulong>();
        var scales = new Scales(ActiveSet.RowNorms(problem.A), new TermSizes(problem));
        var allowed = Math.Max(KktResiduals.Of(problem, x, y).WorstRelative, 1e-9);
        var rounds = 0;
        foreach (var guess in guesses)
        {
            var (point, more) = Run(problem, guess, scales, x, y, allowed, tried, rules, cache, cancellation);
            rounds += more;
            if (point is not null || cancellation.IsCancellationRequested) return (point, rounds);
        }

        return (null, rounds);
    }

    private static (RefinedPoint? Point, int Rounds) Run(
        QuadraticProgram problem, RowActivity[] activity, Scales scales, double[] x, double[] y, double allowedResidual, HashSet<ulong> tried, Rules rules, SymbolicCache cache, CancellationToken cancellation)
    {
        var (round, fewest) = (0, int.MaxValue);
        while (round < MaximumRounds && !cancellation.IsCancellationRequested && tried.Add(Fingerprint(activity)))
        {
            // Rows that cannot all hold: a better point will say which do.
            if (rules is { Rough: true, MayOverfill: false } && activity.Count(static row => row != RowActivity.Inactive) > problem.VariableCount) break;
            round++;
            var kkt = ReducedKkt.Factor(problem, activity, cache, rules.Convex);
            var (point, next) = Certify(problem, kkt, scales, x, y, allowedResidual, rules, round, ref fewest);
            if (point is not null) return (point, round);
            kkt.Release();
            if (next is null) break;
            activity = next;
        }

        return (null, round);
    }

    /// <summary>The point of an active set where it is optimal, or the active set to try next; neither where this one leads nowhere.</summary>
    private static (RefinedPoint? Point, RowActivity[]? Next) Certify(
        QuadraticProgram problem, ReducedKkt kkt, Scales scales, double[] x, double[] y, double allowedResidual, Rules rules, int round, ref int fewest)
    {
        if (kkt.Added.Curvature > 0) return (null, null);
        var (refinedX, refinedY, residual) = Correct(problem, scales.Terms, kkt, x, y);
        if (!(Vectors.Distance(refinedX, x) <= rules.Reach)) return (null, null);
        var rowValues = new double[problem.ConstraintCount];
        problem.A.Multiply(refinedX, rowValues);
        var repair = Repair(problem, kkt.Activity, scales.RowNorms, rowValues, refinedX, refinedY);
        if (repair.Offenders > 0)
        {
            var converges = repair.Offenders < fewest;
            fewest = Math.Min(fewest, repair.Offenders);
            if (rules.Rough && (!converges || IsFar(problem, kkt, repair.Offenders))) return (null, null);
            return (null, converges || round < CarefulRound ? repair.All : repair.Worst);
        }

        // Signs and bounds hold; the point must also be as good as the one it replaces by the measure every solver is held to.
        var isGood = residual <= 1e-10 && KktResiduals.Of(problem, refinedX, refinedY).WorstRelative <= allowedResidual;
        return (isGood ? new(refinedX, refinedY, kkt, rowValues, scales.RowNorms) : null, null);
    }

    /// <summary>
    /// Whether the rounds to come cost more than the <see cref="CentralPath"/>, which analyses its pattern once: a round is cheap where bounds leave little of the
    /// system.
    /// </summary>
    private static bool IsFar(QuadraticProgram problem, ReducedKkt kkt, int offenders) =>
        offenders > Math.Max(ManyOffenders, LargeShare * problem.ConstraintCount) && 2 * kkt.Order > problem.VariableCount;

    /// <summary>Newton's correction on the active set, repeated until the residual is at rounding level; one step is exact for a quadratic program, the others clean up.</summary>
    private static (double[] X, double[] Y, double Residual) Correct(QuadraticProgram problem, TermSizes sizes, ReducedKkt kkt, double[] x, double[] y)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        var newX = (double[])x.Clone();
        var newY = new double[m];
        for (var i = 0; i < m; i++) newY[i] = kkt.Activity[i] == RowActivity.Inactive ? 0 : y[i];
        using var memory = Rented.Doubles(2 * (n + m));
        Span<double> gx = memory.Span[..n], gy = memory.Span.Slice(n, m), dx = memory.Span.Slice(n + m, n), dy = memory.Span[(n + m + n)..];
        var residual = double.PositiveInfinity;
        for (var step = 0; step < 3; step++)
        {
            var now = Residuals(problem, sizes, kkt.Activity, newX, newY, gx, gy);
            if (!(now < 0.5 * residual)) break; // also where the step overflowed
            residual = now;
            if (residual <= 1e-15) break;
            kkt.Solve(gx, gy, dx, dy);
            for (var j = 0; j < n; j++) newX[j] += dx[j];
            for (var i = 0; i < m; i++) newY[i] += dy[i];
        }

        return (newX, newY, Math.Min(residual, Residuals(problem, sizes, kkt.Activity, newX, newY, gx, gy)));
    }

    /// <summary>
    /// gx = −(Px + q + A'y), gy = b_act − A_act x; returns their size relative to the terms that cancel in them, which is
    /// what rounding allows.
    /// </summary>
    private static double Residuals(QuadraticProgram problem, TermSizes sizes, RowActivity[] activity, double[] x, double[] y, Span<double> gx, Span<double> gy)
    {
        problem.P.MultiplySymmetric(x, gx);
        problem.A.AddTransposedMultiply(y, gx);
        problem.A.Multiply(x, gy);
        var largestTerms = sizes.At(x, y);
        double stationarity = 0, feasibility = 0;
        for (var j = 0; j < gx.Length; j++)
        {
            gx[j] = -(gx[j] + problem.Q[j]);
            stationarity = Math.Max(stationarity, Math.Abs(gx[j]));
        }

        for (var i = 0; i < gy.Length; i++)
        {
            var bound = activity[i] switch
            {
                RowActivity.Inactive => gy[i],
                RowActivity.Lower => problem.Lower[i],
                _ => problem.Upper[i],
            };
            gy[i] = bound - gy[i];
            feasibility = Math.Max(feasibility, Math.Abs(gy[i]));
        }

        return Math.Max(stationarity / largestTerms.Stationarity, feasibility / largestTerms.Feasibility);
    }

    /// <summary>How many rows offend against their sign or bound, and the active set with all of them moved and with the worst alone.</summary>
    private static (int Offenders, RowActivity[] All, RowActivity[] Worst) Repair(QuadraticProgram problem, RowActivity[] activity, double[] rowNorms, double[] rowValues, double[] x, double[] y)
    {
        var largestForce = 0.0;
        for (var i = 0; i < y.Length; i++) largestForce = Math.Max(largestForce, Math.Abs(y[i]) * rowNorms[i]);
        var largestX = Math.Max(ActiveSet.SmallestScale, Vectors.MaxNorm(x));
        RowActivity[]? all = null;
        var offenders = 0;
        (int Row, RowActivity Activity, double Offence) worst = (-1, RowActivity.Inactive, 0);
        for (var i = 0; i < activity.Length; i++)
        {
            var (better, offence) = activity[i] switch
            {
                RowActivity.Equality => (RowActivity.Equality, 0),
                RowActivity.Upper => (RowActivity.Inactive, -y[i] * rowNorms[i] / (SignTolerance * largestForce)),
                RowActivity.Lower => (RowActivity.Inactive, y[i] * rowNorms[i] / (SignTolerance * largestForce)),
                _ => Violation(problem, i, rowValues[i], rowNorms[i] * largestX),
            };
            if (!(offence > 1)) continue;
            offenders++;
            (all ??= (RowActivity[])activity.Clone())[i] = better;
            if (offence > worst.Offence) worst = (i, better, offence);
        }

        if (all is null) return (0, activity, activity);
        var one = (RowActivity[])activity.Clone();
        one[worst.Row] = worst.Activity;
        return (offenders, all, one);
    }

    private static (RowActivity Activity, double Offence) Violation(QuadraticProgram problem, int row, double value, double size)
    {
        double l = problem.Lower[row], u = problem.Upper[row];
        return value < l
            ? (RowActivity.Lower, (l - value) / (BoundTolerance * Math.Max(size, Math.Abs(l))))
            : (RowActivity.Upper, (value - u) / (BoundTolerance * Math.Max(size, Math.Abs(u))));
    }

    /// <summary>When to give up, and whether P must be convex; see <see cref="Run(QuadraticProgram, double[], double[], SymbolicCache, CancellationToken, bool, bool)"/> and <see cref="RunNear"/>.</summary>
    private readonly record struct Rules(bool Rough, bool Convex, double Reach)
    {
        /// <summary>Whether a rough point is good enough to believe that more rows hold than there are variables.</summary>
        public bool MayOverfill { get; init; }
    }

    /// <summary>What depends on the data alone: sizes that the points are measured against.</summary>
    private readonly record struct Scales(double[] RowNorms, TermSizes Terms);

    private static ulong Fingerprint(RowActivity[] activity)
    {
        // FNV-1a; a collision would only end the repair early.
        var hash = 14695981039346656037UL;
        foreach (var row in activity) hash = (hash ^ (byte)row) * 1099511628211UL;
        return hash;
    }
}

/// <summary>A certified optimal point, its active set and the factorization that goes with it.</summary>
/// <param name="X">x, length n.</param>
/// <param name="Y">y, length m.</param>
/// <param name="Kkt">The factored system; the backward pass uses it as it is.</param>
/// <param name="RowValues">Ax, length m.</param>
/// <param name="RowNorms">Euclidean norms of the rows of A, length m.</param>
internal sealed record RefinedPoint(double[] X, double[] Y, ReducedKkt Kkt, double[] RowValues, double[] RowNorms);

using Folding.Problems;

namespace Folding;

/// <summary>
/// Turns a solution of a nonlinear program into one that is optimal to machine precision, where it can: Newton's method on the optimality
/// conditions, each step the refined solution of the <see cref="LocalModel"/> at the point before. Every step certifies signs, bounds and the inertia of
/// the KKT matrix, so that what it converges to is a strict local minimiser; a step that leaves the neighbourhood of the solver's point is refused.
/// </summary>
internal static class NonlinearRefinement
{
    private const int MaximumSteps = 8;

    /// <summary>Largest distance from the solver's point, relative to the largest entry of x or 1.</summary>
    private const double Neighbourhood = 1e-3;

    /// <summary>Largest relative residual of a point from which the central path is worth following.</summary>
    private const double Roughest = 1e-3;

    /// <summary>Relative size of a step after which the derivatives at the two ends are equal to rounding.</summary>
    private const double SmallStep = 1e-12;

    /// <summary>A step this small that does not shrink any more is rounding.</summary>
    private const double RoundingStep = 1e-9;

    /// <summary>
    /// Refines a solver's (x, y), y of length m + n. Where it is too rough to tell which rows are active, as what an interior-point method returns for a large
    /// program may be, the central path is followed on from there and tells.
    /// </summary>
    /// <returns>The refined point, or null with the number of active sets tried where no point could be certified.</returns>
    public static (RefinedPoint? Point, int Rounds) Run(NonlinearProgram problem, LocalModel model, double[] x, double[] y, SymbolicCache cache, CancellationToken cancellation)
    {
        var allowed = Allowed(problem, x, y);
        var (point, rounds) = Newton(problem, model, x, x, y, null, allowed, cache, cancellation);
        if (point is not null || allowed > Roughest || cancellation.IsCancellationRequested) return (point, rounds);
        if (model.At(x, y) is not { } quadratic || BarrierPoint.Sharpened(model, quadratic, x, y, cache, cancellation) is not { } sharpened) return (null, rounds);
        (point, var more) = Newton(problem, model, x, sharpened.X, sharpened.Y, sharpened.Activity(), allowed, cache, cancellation);
        return (point, rounds + more);
    }

    /// <summary>The same from a point whose active set is known to be near.</summary>
    public static (RefinedPoint? Point, int Rounds) From(NonlinearProgram problem, LocalModel model, double[] x, double[] y, SymbolicCache cache, CancellationToken cancellation) =>
        Newton(problem, model, x, x, y, null, Allowed(problem, x, y), cache, cancellation);

    /// <param name="problem">The program.</param>
    /// <param name="model">Its local models.</param>
    /// <param name="solved">The solver's x.</param>
    /// <param name="x">Where to begin.</param>
    /// <param name="y">Where to begin.</param>
    /// <param name="guess">The active set to begin with; null for what (x, y) suggest.</param>
    /// <param name="allowed">Largest relative residual.</param>
    /// <param name="cache">Symbolic factorizations.</param>
    /// <param name="cancellation">Ends it between steps.</param>
    private static (RefinedPoint? Point, int Rounds) Newton(
        NonlinearProgram problem, LocalModel model, double[] solved, double[] x, double[] y, RowActivity[]? guess, double allowed, SymbolicCache cache, CancellationToken cancellation)
    {
        var reach = Neighbourhood * Math.Max(1, Vectors.MaxNorm(solved));
        var (rounds, last) = (0, double.PositiveInfinity);
        for (var step = 0; step < MaximumSteps && !cancellation.IsCancellationRequested; step++)
        {
            if (model.At(x, y) is not { } quadratic) break;
            var (point, tried) = Refinement.RunNear(quadratic, guess, x, y, reach, cache, cancellation);
            rounds += tried;
            if (point is null || !(Distance(point.X, solved) <= reach)) break;
            var length = Math.Max(Distance(point.X, x) / Size(point.X), Distance(point.Y, y) / Size(point.Y));
            (x, y, guess) = (point.X, point.Y, point.Kkt.Activity);
            if (length <= SmallStep || (length <= RoundingStep && length > 0.5 * last))
                return (KktResiduals.Of(problem, x, y).WorstRelative <= allowed ? point : null, rounds);
            last = length;
        }

        return (null, rounds);
    }

    private static double Allowed(NonlinearProgram problem, double[] x, double[] y) => Math.Max(KktResiduals.Of(problem, x, y).WorstRelative, 1e-9);

    private static double Distance(double[] a, double[] b) => Vectors.MaxNorm(Vectors.Sum(a, -1, b));

    private static double Size(double[] values) => Vectors.MaxNorm(values) is var size and > 0 ? size : 1;
}

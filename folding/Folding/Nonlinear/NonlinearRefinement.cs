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

    /// <summary>Relative size of a step after which the derivatives at the two ends are equal to rounding.</summary>
    private const double SmallStep = 1e-12;

    /// <summary>A step this small that does not shrink any more is rounding.</summary>
    private const double RoundingStep = 1e-9;

    /// <summary>Refines (x, y), y of length m + n.</summary>
    /// <returns>The refined point, or null with the number of active sets tried where no point could be certified.</returns>
    public static (RefinedPoint? Point, int Rounds) Run(NonlinearProgram problem, LocalModel model, double[] x, double[] y, SymbolicCache cache, CancellationToken cancellation)
    {
        var allowed = Math.Max(KktResiduals.Of(problem, x, y).WorstRelative, 1e-9);
        var (start, reach) = (x, Neighbourhood * Math.Max(1, Vectors.MaxNorm(x)));
        var (rounds, last) = (0, double.PositiveInfinity);
        for (var step = 0; step < MaximumSteps && !cancellation.IsCancellationRequested; step++)
        {
            if (model.At(x, y) is not { } quadratic) break;
            var (point, tried) = Refinement.Run(quadratic, x, y, cache, cancellation, convex: false);
            rounds += tried;
            if (point is null || !(Distance(point.X, start) <= reach)) break;
            var length = Math.Max(Distance(point.X, x) / Size(point.X), Distance(point.Y, y) / Size(point.Y));
            (x, y) = (point.X, point.Y);
            if (length <= SmallStep || (length <= RoundingStep && length > 0.5 * last))
                return (KktResiduals.Of(problem, x, y).WorstRelative <= allowed ? point : null, rounds);
            last = length;
        }

        return (null, rounds);
    }

    private static double Distance(double[] a, double[] b) => Vectors.MaxNorm(Vectors.Sum(a, -1, b));

    private static double Size(double[] values) => Vectors.MaxNorm(values) is var size and > 0 ? size : 1;
}

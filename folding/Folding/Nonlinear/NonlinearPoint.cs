using Folding.Problems;

namespace Folding;

/// <summary>A primal-dual solution of a nonlinear program.</summary>
/// <param name="Solved">What the tape knows.</param>
/// <param name="Model">The program's local models; null where it has no Hessian.</param>
internal sealed record NonlinearPoint(SolvedPoint<NonlinearProgram> Solved, LocalModel? Model)
{
    /// <summary>The program.</summary>
    public NonlinearProgram Problem => Solved.Problem;

    /// <summary>
    /// The same point as one of its local quadratic program, certified where it can be; null where a derivative is not finite. Without a refinement in
    /// the forward pass the active set is certified here, and the solution is left alone.
    /// </summary>
    public QuadraticPoint? ToQuadratic()
    {
        double[] x = [.. Solved.Solution.Primal], y = [.. Solved.Solution.Dual];
        var refined = Solved.Refined ?? (Solved.Solution.Statistics.Refinement == RefinementOutcome.NotRun
            ? NonlinearRefinement.Run(Problem, Model!, x, y, Solved.Cache, CancellationToken.None).Point
            : null);
        if (refined is not null) return new(refined.Kkt.Problem, refined.X, refined.Y, refined.Kkt, Solved.Cache) { Convex = false, RowValues = refined.RowValues, RowNorms = refined.RowNorms };
        return Model!.At(x, y) is { } quadratic ? new(quadratic, x, y, null, Solved.Cache) { Convex = false } : null;
    }
}

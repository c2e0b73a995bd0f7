using Folding.Problems;

namespace Folding;

/// <summary>
/// The derivative of the μ-smoothed solution: the adjoint system at a <see cref="BarrierPoint"/>, where every inequality
/// contributes in proportion to its stiffness and none is simply active or inactive. Defined at kinks, at vertices and
/// where the minimiser is not unique; its bias vanishes with μ.
/// </summary>
internal sealed class BarrierLinearization(QuadraticProgram problem, BarrierPoint point, double mu) : Linearization<QuadraticData>
{
    private const double UsableResidual = 1e-6;

    public override Gradient<QuadraticData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        if (!IsUsable) return new(QuadraticData.Zero(problem), NotFound());
        int n = problem.VariableCount, m = problem.ConstraintCount;
        double[] g = new double[n + m], r = new double[n + m];
        gx.CopyTo(g);
        gy.CopyTo(g.AsSpan(n));
        for (var i = 0; i < m; i++)
        {
            if (point.IsFree(i)) g[n + i] = 0;
        }

        var solve = point.Solve(g, r);
        double[] rx = r[..n], ry = r[n..];
        double[] q = rx, lower = new double[m], upper = new double[m];
        for (var j = 0; j < n; j++) q[j] = -q[j];
        for (var i = 0; i < m; i++)
        {
            if (point.IsFree(i)) continue;
            var share = LowerShare(i);
            (lower[i], upper[i]) = (share * ry[i], (1 - share) * ry[i]);
        }

        var data = new QuadraticData(new AdjointProducts(problem, point.X, point.Y, q, ry), q, lower, upper);
        return new(data, Report(solve.RelativeResidual, solve.Rounds));
    }

    public override Tangent Jvp(QuadraticData direction)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        if (!IsUsable) return new(QuadraticData.Frozen(new double[n]), QuadraticData.Frozen(new double[m]), NotFound());
        double[] g = new double[n + m], r = new double[n + m];
        var head = g.AsSpan(0, n);
        direction.P.MultiplySymmetric(point.X, head);
        direction.A.AddTransposedMultiply(point.Y, head);
        for (var j = 0; j < n; j++) head[j] = -(head[j] + direction.Q[j]);
        direction.A.Multiply(point.X, g.AsSpan(n));
        for (var i = 0; i < m; i++)
        {
            var share = point.IsFree(i) ? 0 : LowerShare(i);
            g[n + i] = point.IsFree(i) ? 0 : share * direction.Lower[i] + (1 - share) * direction.Upper[i] - g[n + i];
        }

        var solve = point.Solve(g, r);
        return new(QuadraticData.Frozen(r[..n]), QuadraticData.Frozen(r[n..]), Report(solve.RelativeResidual, solve.Rounds));
    }

    /// <summary>Beyond this residual the point is not the smoothed solution, and its derivative means nothing.</summary>
    private bool IsUsable => point.Residual <= UsableResidual;

    /// <summary>An equality row's derivative belongs to the side that binds, as in the exact adjoint.</summary>
    private double LowerShare(int row) => point.IsEquality(row) ? (point.Y[row] >= 0 ? 0 : 1) : point.LowerShare(row);

    private GradientReport Report(double residual, int rounds)
    {
        var report = Describe(TrustLevel.Approximate, FormattableString.Invariant($"derivative of the solution smoothed by a logarithmic barrier, mu = {mu:G2}"));
        report = report with { Residual = Math.Max(residual, point.Residual), Iterations = rounds };
        if (point.AddedCurvature > 0)
            report = report with { Regularization = point.AddedCurvature, RankDeficient = true, Notes = report.Notes.Add(FormattableString.Invariant($"the smoothed point is not a strict local minimiser: a curvature of {point.AddedCurvature:G2} was added to the scaled Hessian")) };
        return residual <= UsableResidual
            ? report
            : report with { Notes = report.Notes.Add(FormattableString.Invariant($"the linear solve stopped at a relative residual of {residual:G2}: a larger mu is better conditioned")) };
    }

    private GradientReport NotFound() =>
        Describe(TrustLevel.None, FormattableString.Invariant($"the solution smoothed by a logarithmic barrier was not found at mu = {mu:G2}: a larger mu is easier")) with { Residual = double.IsFinite(point.Residual) ? point.Residual : null };

    private static GradientReport Describe(TrustLevel trust, string note) => new() { Method = "barrier", Trust = trust, Notes = [note] };
}

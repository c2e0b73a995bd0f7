namespace Folding;

/// <summary>
/// The exact derivative of a run of K iterations, with the activity D of each v (1 strictly inside its bounds) kept. Forward, for a tangent
/// of the data with τ = dP x⁺ + dq + dA'ŷ, ŷ = c + ρAx⁺, and β = the tangent of the bound that holds a row:
/// <code>
/// dx⁺ = −R (τ + A'(ρ(I − 2D)dv − 2ρβ + ρ dA x⁺)),     dv⁺ = (I − αD)dv − αβ + α(dA x⁺ + A dx⁺),     R = (∇²f + A'ρA)⁻¹
/// </code>
/// Reverse, from the cotangents x̄ of the last x and w of the last v:
/// <code>
/// a = R(x̄ + αA'w),    e = ρAa − αw,    gradients: q −a;  P −½(ax' + xa');  A −(ŷa' + ex');  bound 2ρAa − αw
/// w ← (I − αD)w − ρ(I − 2D)Aa,    x̄ ← 0
/// </code>
/// Equal to gx'dx_K without any Jacobian: K solves and products, whatever the number of parameters.
/// </summary>
internal static class TruncatedDerivative
{
    /// <summary>Collects the gradients of one reverse iteration: (x, ŷ) of the forward pass, (a, e) of the reverse one.</summary>
    public delegate void Collect(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> a, ReadOnlySpan<double> e);

    /// <summary>What a tangent of the data does to one iteration, as above: at (x, ŷ) it fills τ, and dA x.</summary>
    public delegate void Disturb(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> tau, Span<double> dAx);

    /// <summary>Runs backwards over the iterations.</summary>
    /// <returns>The gradients by l and by u; that of an equality row is in u.</returns>
    public static (double[] Lower, double[] Upper) Reverse(AlternatingRun run, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, Collect collect)
    {
        var problem = run.Problem;
        var alpha = run.Relaxation;
        int n = problem.VariableCount, m = problem.RowCount;
        double[] lower = new double[m], upper = new double[m], w = new double[m], right = new double[n], a = new double[n], aa = new double[m], e = new double[m], y = new double[m];
        if (!gy.IsEmpty)
        {
            for (var i = 0; i < m; i++)
            {
                var activity = problem.ActivityOf(i, run.V[i]);
                if (activity == RowActivity.Inactive) continue;
                w[i] = problem.Rho[i] * gy[i];
                Add(i, activity, -w[i]);
            }
        }

        gx.CopyTo(right);
        for (var k = run.Iterates.Count - 1; k >= 0; k--)
        {
            var (x, v, rows) = run.Iterates[k];
            for (var i = 0; i < m; i++) e[i] = alpha * w[i];
            problem.AddTransposedMultiply(e, right);
            problem.CurvatureAt(x).Solve(right, a, aa);
            for (var i = 0; i < m; i++)
            {
                var (activity, rho) = (problem.ActivityOf(i, v[i]), problem.Rho[i]);
                y[i] = rho * (v[i] - (2 * problem.Project(i, v[i])) + rows[i]);
                e[i] = (rho * aa[i]) - e[i];
                if (activity == RowActivity.Inactive)
                {
                    w[i] = ((1 - alpha) * w[i]) + (rho * aa[i]);
                }
                else
                {
                    Add(i, activity, (2 * rho * aa[i]) - (alpha * w[i]));
                    w[i] -= rho * aa[i];
                }
            }

            collect(x, y, a, e);
            Array.Clear(right);
        }

        for (var i = 0; i < m; i++) Add(i, problem.StartOf(i), w[i]);
        return (lower, upper);

        void Add(int row, RowActivity activity, double value)
        {
            if (activity == RowActivity.Lower) lower[row] += value;
            else if (activity != RowActivity.Inactive) upper[row] += value;
        }
    }

    /// <summary>Runs forwards over the iterations, beside them as it were.</summary>
    public static (double[] Dx, double[] Dy) Forward(AlternatingRun run, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Disturb disturb)
    {
        var problem = run.Problem;
        var alpha = run.Relaxation;
        int n = problem.VariableCount, m = problem.RowCount;
        double[] dv = new double[m], tau = new double[n], dx = new double[n], dax = new double[m], rows = new double[m], y = new double[m], c = new double[m];
        for (var i = 0; i < m; i++) dv[i] = Bound(problem.StartOf(i), lower[i], upper[i]);
        foreach (var (x, v, ax) in run.Iterates)
        {
            for (var i = 0; i < m; i++) y[i] = problem.Rho[i] * (v[i] - (2 * problem.Project(i, v[i])) + ax[i]);
            Array.Clear(tau);
            Array.Clear(dax);
            disturb(x, y, tau, dax);
            for (var i = 0; i < m; i++)
            {
                var activity = problem.ActivityOf(i, v[i]);
                var projected = activity == RowActivity.Inactive ? dv[i] : Bound(activity, lower[i], upper[i]);
                c[i] = problem.Rho[i] * (dv[i] - (2 * projected) + dax[i]);
                dv[i] += alpha * (dax[i] - projected);
            }

            problem.AddTransposedMultiply(c, tau);
            for (var j = 0; j < n; j++) tau[j] = -tau[j];
            problem.CurvatureAt(x).Solve(tau, dx, rows);
            for (var i = 0; i < m; i++) dv[i] += alpha * rows[i];
        }

        var dy = new double[m];
        for (var i = 0; i < m; i++)
        {
            var activity = problem.ActivityOf(i, run.V[i]);
            if (activity != RowActivity.Inactive) dy[i] = problem.Rho[i] * (dv[i] - Bound(activity, lower[i], upper[i]));
        }

        return (dx, dy);
    }

    private static double Bound(RowActivity activity, double lower, double upper) => activity switch
    {
        RowActivity.Inactive => 0,
        RowActivity.Lower => lower,
        _ => upper,
    };
}

namespace Folding;

/// <summary>
/// The difference of the Lagrangian's partial derivatives at two saddle points z_a = z* + a and z_b = z* + b,
/// <code>
/// dq = (x_a − x_b)/T,  dP_full = ½ (x_a x_a' − x_b x_b')/T,  dA = (y_a x_a' − y_b x_b')/T,
/// du = −(y_a⁺ − y_b⁺)/T,  dl = (y_a⁻ − y_b⁻)/T
/// </code>
/// written without cancellation: with r = −(z_a − z_b)/T and the midpoint z̄ = (z_a + z_b)/2 it is the exact adjoint's
/// <c>dP = −½ (r_x x̄' + x̄ r_x'),  dA = −(ȳ r_x' + r_y x̄')</c>. That is why the average is exact inside a linear
/// piece (z̄ = z*) and the one-sided kinds are off by ±τ times products of r.
/// </summary>
internal readonly ref struct SaddleDifference
{
    private readonly double _span;
    private readonly double[] _dual;
    private readonly double[] _a;
    private readonly double[] _b;

    public SaddleDifference(double[] x, double[] y, Displacement a, Displacement b, double span)
    {
        (_span, _dual, _a, _b) = (span, y, a.Y, b.Y);
        (MidX, Rx) = Halves(x, a.X, b.X, span);
        (MidY, Ry) = Halves(y, a.Y, b.Y, span);
    }

    /// <summary>x̄.</summary>
    public double[] MidX { get; }

    /// <summary>ȳ.</summary>
    public double[] MidY { get; }

    /// <summary>r_x.</summary>
    public double[] Rx { get; }

    /// <summary>r_y.</summary>
    public double[] Ry { get; }

    /// <summary>dq = −r_x.</summary>
    public double[] Cost()
    {
        var cost = new double[Rx.Length];
        for (var j = 0; j < cost.Length; j++) cost[j] = 0 - Rx[j];
        return cost;
    }

    /// <summary>dl and du of the rows; 0 where a bound is infinite. An equality row has the whole on the side that binds at z*.</summary>
    /// <param name="lower">Lower bounds of some rows.</param>
    /// <param name="upper">Upper bounds of the same rows.</param>
    /// <param name="first">The first of these rows among the multipliers.</param>
    public (double[] Lower, double[] Upper) Bounds(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, int first = 0)
    {
        double[] dl = new double[lower.Length], du = new double[lower.Length];
        for (var i = 0; i < lower.Length; i++)
        {
            double dual = _dual[first + i], r = Ry[first + i];
            double a = dual + _a[first + i], b = dual + _b[first + i];
            if (ActiveSet.IsEquality(lower[i], upper[i]))
            {
                if (dual >= 0) du[i] = r;
                else dl[i] = r;
                continue;
            }

            // One sign at both points: the difference as it was solved for, with all its digits.
            if (a >= 0 && b >= 0) du[i] = r;
            else if (a <= 0 && b <= 0) dl[i] = r;
            else if (a > 0) (dl[i], du[i]) = (b / _span, -a / _span);
            else (dl[i], du[i]) = (-a / _span, b / _span);
            if (!double.IsFinite(lower[i])) dl[i] = 0;
            if (!double.IsFinite(upper[i])) du[i] = 0;
        }

        return (dl, du);
    }

    private static (double[] Mid, double[] R) Halves(double[] point, double[] a, double[] b, double span)
    {
        double[] mid = new double[point.Length], r = new double[point.Length];
        for (var k = 0; k < point.Length; k++)
        {
            mid[k] = point[k] + 0.5 * (a[k] + b[k]);
            r[k] = (b[k] - a[k]) / span;
        }

        return (mid, r);
    }
}

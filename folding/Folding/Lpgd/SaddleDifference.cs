using Folding.Problems;

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
/// <param name="x">x*.</param>
/// <param name="y">y*.</param>
/// <param name="a">z_a − z*.</param>
/// <param name="b">z_b − z*.</param>
/// <param name="span">T.</param>
internal sealed class SaddleDifference(double[] x, double[] y, Displacement a, Displacement b, double span)
{
    private double[]? _cost;
    private double[]? _ry;

    /// <summary>False where an entry of some block overflows.</summary>
    public bool IsFinite
    {
        get
        {
            double dx = Vectors.MaxNorm(a.X) + Vectors.MaxNorm(b.X), dy = Vectors.MaxNorm(a.Y) + Vectors.MaxNorm(b.Y);
            return double.IsFinite((Vectors.MaxNorm(x) + Vectors.MaxNorm(y) + dx + dy) * ((dx + dy) / span));
        }
    }

    private double[] Ry => _ry ??= Quotient(b.Y, a.Y, span);

    /// <summary>dq = −r_x.</summary>
    public double[] Cost => _cost ??= Quotient(a.X, b.X, span);

    /// <summary>The products of z̄, dq and r_y that are dP and dA.</summary>
    /// <param name="patternOfP">The pattern of P.</param>
    /// <param name="patternOfA">The pattern of A, whose rows have the first multipliers.</param>
    public AdjointProducts Products(SparsityPattern patternOfP, SparsityPattern patternOfA) => new(patternOfP, patternOfA, Middle(x, a.X, b.X), Middle(y, a.Y, b.Y), Cost, Ry);

    /// <summary>dl and du of the rows; 0 where a bound is infinite. An equality row has the whole on the side that binds at z*.</summary>
    /// <param name="lower">Lower bounds of some rows.</param>
    /// <param name="upper">Upper bounds of the same rows.</param>
    /// <param name="first">The first of these rows among the multipliers.</param>
    public (double[] Lower, double[] Upper) Bounds(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, int first = 0)
    {
        double[] dl = new double[lower.Length], du = new double[lower.Length];
        for (var i = 0; i < lower.Length; i++)
        {
            double dual = y[first + i], r = Ry[first + i];
            double atA = dual + a.Y[first + i], atB = dual + b.Y[first + i];
            if (ActiveSet.IsEquality(lower[i], upper[i]))
            {
                if (dual >= 0) du[i] = r;
                else dl[i] = r;
                continue;
            }

            // One sign at both points: the difference as it was solved for, with all its digits.
            if (atA >= 0 && atB >= 0) du[i] = r;
            else if (atA <= 0 && atB <= 0) dl[i] = r;
            else if (atA > 0) (dl[i], du[i]) = (atB / span, -atA / span);
            else (dl[i], du[i]) = (-atA / span, atB / span);
            if (!double.IsFinite(lower[i])) dl[i] = 0;
            if (!double.IsFinite(upper[i])) du[i] = 0;
        }

        return (dl, du);
    }

    private static double[] Middle(double[] point, double[] a, double[] b)
    {
        var middle = new double[point.Length];
        for (var k = 0; k < middle.Length; k++) middle[k] = point[k] + 0.5 * (a[k] + b[k]);
        return middle;
    }

    private static double[] Quotient(double[] a, double[] b, double span)
    {
        var quotient = new double[a.Length];
        for (var k = 0; k < quotient.Length; k++) quotient[k] = (a[k] - b[k]) / span;
        return quotient;
    }
}

using Folding.Problems;

namespace Folding;

/// <summary>
/// The two products with the data that every derivative of a quadratic program shares. At a point (x, y) with some active rows, y zero on
/// the others:
/// <code>
/// reverse:  dq = −r_x,  dP_full = −(r_x x' + x r_x')/2,  dA = −(y r_x' + r_y x'),  db_act = e
/// forward:  stationarity dP x + dq + dA'y,  rows dA x,  bounds db_act
/// </code>
/// </summary>
internal static class QuadraticDerivative
{
    /// <summary>The gradient of an adjoint (r_x, r_y) and a bound adjoint e, which counts on active rows. The memory of r_x becomes that of dq.</summary>
    public static QuadraticData Gradient(
        QuadraticProgram problem, RowActivity[] activity, double[] x, double[] y, double[] rx, double[] ry, double[] bound)
    {
        double[] lower = new double[ry.Length], upper = new double[ry.Length];
        foreach (ref var entry in rx.AsSpan()) entry = -entry;
        for (var i = 0; i < activity.Length; i++)
        {
            if (activity[i] == RowActivity.Inactive) continue;
            (IsUpper(activity[i], y[i]) ? upper : lower)[i] = bound[i];
        }

        return new(new AdjointProducts(problem, x, y, rx, ry), rx, lower, upper);
    }

    /// <summary>How stationarity, row values and active bounds move along a tangent of the data.</summary>
    public static void Tangent(
        RowActivity[] activity, ReadOnlySpan<double> x, ReadOnlySpan<double> y, QuadraticData direction, Span<double> stationarity, Span<double> rows, Span<double> bounds)
    {
        direction.P.MultiplySymmetric(x, stationarity);
        direction.A.AddTransposedMultiply(y, stationarity);
        for (var j = 0; j < stationarity.Length; j++) stationarity[j] += direction.Q[j];
        direction.A.Multiply(x, rows);
        for (var i = 0; i < activity.Length; i++)
            bounds[i] = activity[i] == RowActivity.Inactive ? 0 : IsUpper(activity[i], y[i]) ? direction.Upper[i] : direction.Lower[i];
    }

    /// <summary>The right-hand side of the KKT system along a tangent of the data: gx = −(dP x + dq + dA'y), gy = db_act − dA x.</summary>
    public static void RightHandSide(RowActivity[] activity, ReadOnlySpan<double> x, ReadOnlySpan<double> y, QuadraticData direction, Span<double> gx, Span<double> gy)
    {
        using var rows = Rented.Doubles(gy.Length);
        Tangent(activity, x, y, direction, gx, rows.Span, gy);
        foreach (ref var entry in gx) entry = -entry;
        for (var i = 0; i < gy.Length; i++) gy[i] -= rows.Span[i];
    }

    /// <summary>An equality given as l = u: the side that binds carries the derivative.</summary>
    public static bool IsUpper(RowActivity activity, double multiplier) => activity switch
    {
        RowActivity.Upper => true,
        RowActivity.Lower => false,
        _ => multiplier >= 0,
    };
}

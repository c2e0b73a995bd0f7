namespace Folding;

/// <summary>
/// The dual of a separable problem on the capped simplex has one unknown, the multiplier λ of 1'x = t: x_i(λ) minimises φ_i(x) + λx on
/// [0, u_i], and Σx_i(λ) falls from Σu_i to 0. Newton's method inside a bracket; each step is one pass over the data.
/// </summary>
internal static class SimplexDual
{
    public static (double[] X, double Multiplier) Solve(SimplexKind kind, double[] y, double[] upper, double total)
    {
        var x = new double[y.Length];
        // At λ = low every x_i is at least its even share or its cap; at λ = high at most its even share.
        var share = total / Math.Max(1, y.Length);
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (var i = 0; i < y.Length; i++)
        {
            low = Math.Min(low, -SimplexAlternation.Slope(kind, Math.Max(upper[i], double.Epsilon), y[i]));
            high = Math.Max(high, -SimplexAlternation.Slope(kind, share, y[i]));
        }

        low = Math.Min(low, high);
        var multiplier = high;
        for (var k = 0; k < 200; k++)
        {
            double sum = 0, slope = 0;
            for (var i = 0; i < y.Length; i++)
            {
                var free = kind == SimplexKind.Sparsemax ? y[i] - (0.5 * multiplier) : Math.Exp(y[i] - 1 - multiplier);
                x[i] = Math.Min(Math.Max(free, 0), upper[i]);
                sum += x[i];
                if (free > 0 && free < upper[i]) slope += kind == SimplexKind.Sparsemax ? 0.5 : free;
            }

            var excess = sum - total;
            if (Math.Abs(excess) <= 2e-15 * Math.Max(total, sum)) break;
            (low, high) = excess > 0 ? (multiplier, high) : (low, multiplier);
            var next = slope > 0 ? multiplier + (excess / slope) : double.NaN;
            next = next > low && next < high ? next : 0.5 * (low + high);
            if (Math.Abs(next - multiplier) <= 2e-16 * Math.Abs(multiplier)) break;
            multiplier = next;
        }

        return (x, multiplier);
    }
}

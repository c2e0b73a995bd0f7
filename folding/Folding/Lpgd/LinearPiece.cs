namespace Folding;

/// <summary>
/// The linear piece of the solution map around a certified point: inside it x_t = x* − t r_x and y_t = y* − t r_y, r the exact adjoint of the seed.
/// </summary>
internal static class LinearPiece
{
    /// <summary>
    /// The least |t| at which an inactive row meets a bound or an active one loses its multiplier, for t &gt; 0, t &lt; 0 or both; null where the adjoint
    /// could not be found.
    /// </summary>
    public static double? Reach(QuadraticPoint point, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, bool plus, bool minus)
    {
        var (problem, x, y, certified, _) = point;
        int n = x.Length, m = y.Length;
        double[] rx = new double[n], ry = new double[m], slopes = new double[m], rowValues = point.RowValues;
        var seed = gx.IsEmpty ? new double[n] : gx;
        if (!(certified!.Solve(seed, gy, rx, ry).RelativeResidual <= 1e-8)) return null;
        problem.A.Multiply(rx, slopes);
        var least = double.PositiveInfinity;
        for (var i = 0; i < m; i++)
        {
            switch (certified.Activity[i])
            {
                case RowActivity.Inactive:
                    // The row's value moves by −a'r, its bounds by −g_y.
                    var speed = (gy.IsEmpty ? 0 : gy[i]) - slopes[i];
                    Meet(problem.Upper[i] - rowValues[i], speed);
                    Meet(rowValues[i] - problem.Lower[i], -speed);
                    break;
                case RowActivity.Upper:
                    Meet(y[i], ry[i]);
                    break;
                case RowActivity.Lower:
                    Meet(-y[i], -ry[i]);
                    break;
                default:
                    break;
            }
        }

        return least;

        // A room that shrinks at a speed, in the direction of +t or −t.
        void Meet(double room, double speed)
        {
            if ((speed > 0 && plus) || (speed < 0 && minus)) least = Math.Min(least, Math.Max(0, room) / Math.Abs(speed));
        }
    }
}

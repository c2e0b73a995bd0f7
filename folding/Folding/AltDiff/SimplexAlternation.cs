namespace Folding;

/// <summary>
/// The capped simplex for the alternating iteration: <c>min Σ φ_i(x_i)  s.t.  1'x = t,  0 ≤ x ≤ u</c>, rows [1'; I]. The Hessian of the
/// augmented Lagrangian is diagonal plus rank one, and its inverse acts in O(n) (Sherman and Morrison):
/// <code>
/// (D + ρ₀ 11')⁻¹ = D⁻¹ − ρ₀ D⁻¹1 1'D⁻¹ / (1 + ρ₀ 1'D⁻¹1),      D = diag(φ_i''(x_i) + ρ_i)
/// </code>
/// φ_i = (x_i − y_i)² gives sparsemax with caps, φ_i = x_i ln x_i − y_i x_i softmax with caps. Nothing of size n x n exists.
/// </summary>
internal sealed class SimplexAlternation : AlternatingProblem, IHasStart
{
    private readonly SimplexKind _kind;
    private readonly double[] _y;
    private readonly double[] _start;

    private SimplexAlternation(SimplexKind kind, double[] y, double[] start, double[] lower, double[] upper, double[] rho)
        : base(lower, upper, rho)
    {
        (_kind, _y, _start) = (kind, y, start);
    }

    public override int VariableCount => _y.Length;

    /// <summary>
    /// The problem, with penalties fit to the solution of its scalar dual, and the v that belongs to it. Without a given penalty ρ is the mean
    /// curvature of φ on the box, and that over the number of free coordinates on the sum.
    /// </summary>
    public static (SimplexAlternation Problem, double[] V) Of(SimplexKind kind, double[] y, double[] upper, double total, double? penalty)
    {
        var n = y.Length;
        var (x, multiplier) = SimplexDual.Solve(kind, y, upper, total);
        double curvature = 0;
        var free = 0;
        for (var i = 0; i < n; i++)
        {
            if (!(x[i] > 0 && x[i] < upper[i])) continue;
            free++;
            curvature += kind == SimplexKind.Sparsemax ? 2 : 1 / x[i];
        }

        curvature = free == 0 ? 2 : curvature / free;
        double[] lower = new double[n + 1], above = new double[n + 1], rho = new double[n + 1], v = new double[n + 1];
        upper.CopyTo(above, 1);
        lower[0] = above[0] = total;
        Array.Fill(rho, penalty ?? curvature);
        rho[0] = penalty ?? (curvature / Math.Max(free, 1));
        v[0] = total + (multiplier / rho[0]);
        for (var i = 0; i < n; i++)
        {
            // At a bound the multiplier is what stationarity leaves over; inside it is zero, without the rounding.
            var isFree = x[i] > 0 && x[i] < upper[i];
            v[i + 1] = isFree ? x[i] : x[i] - ((Slope(kind, x[i], y[i]) + multiplier) / rho[i + 1]);
        }

        return (new(kind, y, x, lower, above, rho), v);
    }

    public double[] Start() => (double[])_start.Clone();

    public override void Minimize(ReadOnlySpan<double> c, Span<double> x, Span<double> ax)
    {
        double rho = Rho[1 % Rho.Length], sum = _kind == SimplexKind.Sparsemax ? MinimizeSquares(c, x, rho) : MinimizeEntropy(c, x, rho);
        ax[0] = sum;
        x.CopyTo(ax[1..]);
    }

    public override AugmentedCurvature CurvatureAt(ReadOnlySpan<double> x)
    {
        var inverse = new double[x.Length];
        double weight = 0;
        for (var i = 0; i < x.Length; i++) weight += inverse[i] = 1 / ((_kind == SimplexKind.Sparsemax ? 2 : 1 / x[i]) + Rho[i + 1]);
        return new Curvature(inverse, Rho[0] / (1 + (Rho[0] * weight)));
    }

    public override void Multiply(ReadOnlySpan<double> x, Span<double> result)
    {
        result[0] = Vectors.Sum(x);
        x.CopyTo(result[1..]);
    }

    public override void AddTransposedMultiply(ReadOnlySpan<double> y, Span<double> result)
    {
        for (var i = 0; i < result.Length; i++) result[i] += y[0] + y[i + 1];
    }

    /// <summary>φ'.</summary>
    internal static double Slope(SimplexKind kind, double x, double y) => kind == SimplexKind.Sparsemax ? 2 * (x - y) : 1 + Math.Log(x) - y;

    /// <summary>
    /// (2 + ρ)x_i + ρ₀s = 2y_i − c_i − c₀, s = 1'x; returns s. Solved for the correction of the x given: near the solution the n terms of the sum are
    /// then rounding, where those for x itself are of order one and cancel.
    /// </summary>
    private double MinimizeSquares(ReadOnlySpan<double> c, Span<double> x, double rho)
    {
        double diagonal = 2 + rho, constant = c[0] + (Rho[0] * Vectors.Sum(x)), correction = 0;
        for (var i = 0; i < x.Length; i++) correction += (2 * _y[i]) - c[i + 1] - constant - (diagonal * x[i]);
        var shift = Rho[0] * correction / (diagonal + (x.Length * Rho[0]));
        for (var i = 0; i < x.Length; i++) x[i] += ((2 * _y[i]) - c[i + 1] - constant - (diagonal * x[i]) - shift) / diagonal;
        return Vectors.Sum(x);
    }

    /// <summary>ln x_i + ρx_i = y_i − 1 − c_i − c₀ − ρ₀s, s = 1'x: a scalar equation in s, by Newton's method inside a bracket; returns s.</summary>
    private double MinimizeEntropy(ReadOnlySpan<double> c, Span<double> x, double rho)
    {
        double low = 0, high = double.PositiveInfinity, s = Vectors.Sum(x);
        for (var k = 0; k < 100; k++)
        {
            double sum = 0, slope = 0;
            for (var i = 0; i < x.Length; i++)
            {
                x[i] = EntropyRoot(_y[i] - 1 - c[i + 1] - c[0] - (Rho[0] * s), rho, x[i]);
                sum += x[i];
                slope += 1 / ((1 / x[i]) + rho);
            }

            var excess = sum - s;
            if (Math.Abs(excess) <= 1e-14 * sum) return sum;
            (low, high) = excess > 0 ? (s, high) : (low, s);
            var next = s + (excess / (1 + (Rho[0] * slope)));
            s = next > low && next < high ? next : double.IsFinite(high) ? 0.5 * (low + high) : 2 * s;
        }

        return Vectors.Sum(x);
    }

    /// <summary>x &gt; 0 with ln x + ρx = b, by Newton's method in u = ln x: convex, so monotone from above, where u ≤ b and u ≤ max(0, ln(b/ρ)) keep it.</summary>
    private static double EntropyRoot(double b, double rho, double start)
    {
        var highest = Math.Min(b, b > rho ? Math.Log(b / rho) : 0);
        var u = Math.Min(start > 0 ? Math.Log(start) : b, highest);
        for (var k = 0; k < 100; k++)
        {
            var x = Math.Exp(u);
            var next = Math.Min(u - ((u + (rho * x) - b) / (1 + (rho * x))), highest);
            var step = u - next;
            u = next;
            if (Math.Abs(step) <= 1e-15 * Math.Max(1, Math.Abs(u))) break;
        }

        return Math.Max(Math.Exp(u), double.Epsilon);
    }

    private sealed class Curvature(double[] inverse, double weight) : AugmentedCurvature
    {
        public override void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax)
        {
            double sum = 0;
            for (var i = 0; i < x.Length; i++) sum += x[i] = inverse[i] * b[i];
            var shift = weight * sum;
            sum = 0;
            for (var i = 0; i < x.Length; i++) sum += x[i] -= shift * inverse[i];
            if (ax.IsEmpty) return;
            ax[0] = sum;
            x.CopyTo(ax[1..]);
        }
    }
}

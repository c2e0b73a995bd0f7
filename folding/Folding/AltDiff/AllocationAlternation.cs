namespace Folding;

/// <summary>
/// An allocation for the alternating iteration: <c>min Σ φ_i(x_i)  s.t.  a'x = t,  l ≤ x ≤ u</c>, rows [a'; I]. The Hessian of the
/// augmented Lagrangian is diagonal plus rank one, and its inverse acts in O(n) (Sherman and Morrison):
/// <code>
/// (D + ρ₀ aa')⁻¹ = D⁻¹ − ρ₀ D⁻¹a a'D⁻¹ / (1 + ρ₀ a'D⁻¹a),      D = diag(φ_i''(x_i) + ρ_i)
/// </code>
/// φ_i = ½(x_i − y_i)² gives sparsemax, φ_i = x_i ln x_i − y_i x_i softmax. Nothing of size n x n exists.
/// </summary>
internal sealed class AllocationAlternation : AlternatingProblem
{
    private readonly AllocationKind _kind;
    private readonly AllocationProblem _problem;

    public AllocationAlternation(AllocationKind kind, AllocationProblem problem, double[] rho)
        : base([problem.Total, .. problem.Lower], [problem.Total, .. problem.Upper], rho)
    {
        (_kind, _problem) = (kind, problem);
    }

    public override int VariableCount => _problem.VariableCount;

    /// <summary>
    /// ρ as given, or the mean curvature of φ on the free coordinates for the box, and that over their Σ a_i² for the row.
    /// </summary>
    public static double[] Penalties(AllocationKind kind, AllocationProblem problem, double[] solution, double? penalty)
    {
        double curvature = 0, square = 0;
        var free = 0;
        for (var i = 0; i < solution.Length; i++)
        {
            if (!(solution[i] > problem.Lower[i] && solution[i] < problem.Upper[i])) continue;
            free++;
            curvature += kind == AllocationKind.Sparsemax ? 1 : 1 / solution[i];
            square += problem.Weights[i] * problem.Weights[i];
        }

        curvature = free == 0 ? 1 : curvature / free;
        var rho = new double[solution.Length + 1];
        Array.Fill(rho, penalty ?? curvature);
        rho[0] = penalty ?? (square > 0 ? curvature / square : curvature);
        return rho;
    }

    public override void Minimize(ReadOnlySpan<double> c, Span<double> x, Span<double> ax)
    {
        ax[0] = _kind == AllocationKind.Sparsemax ? MinimizeSquares(c, x, Rho[1]) : MinimizeEntropy(c, x, Rho[1]);
        x.CopyTo(ax[1..]);
    }

    public override AugmentedCurvature CurvatureAt(ReadOnlySpan<double> x)
    {
        var weights = _problem.Weights;
        var inverse = new double[x.Length];
        double sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            inverse[i] = 1 / ((_kind == AllocationKind.Sparsemax ? 1 : 1 / x[i]) + Rho[i + 1]);
            sum += weights[i] * weights[i] * inverse[i];
        }

        return new Curvature(_problem, inverse, Rho[0] / (1 + (Rho[0] * sum)));
    }

    public override void Multiply(ReadOnlySpan<double> x, Span<double> result)
    {
        result[0] = Vectors.Dot(_problem.Weights, x);
        x.CopyTo(result[1..]);
    }

    public override void AddTransposedMultiply(ReadOnlySpan<double> y, Span<double> result)
    {
        for (var i = 0; i < result.Length; i++) result[i] += (y[0] * _problem.Weights[i]) + y[i + 1];
    }

    /// <summary>
    /// (1 + ρ)x_i + ρ₀a_i s = y_i − c_i − a_i c₀, s = a'x; returns s. Solved for the correction of the x given: near the solution the n terms of
    /// the sum are then rounding, where those for x itself are of order one and cancel.
    /// </summary>
    private double MinimizeSquares(ReadOnlySpan<double> c, Span<double> x, double rho)
    {
        ReadOnlySpan<double> y = _problem.Input, a = _problem.Weights;
        double diagonal = 1 + rho, constant = c[0] + (Rho[0] * Vectors.Dot(a, x)), correction = 0;
        for (var i = 0; i < x.Length; i++) correction += a[i] * (y[i] - c[i + 1] - (a[i] * constant) - (diagonal * x[i]));
        var shift = Rho[0] * correction / (diagonal + (Rho[0] * Vectors.Dot(a, a)));
        for (var i = 0; i < x.Length; i++) x[i] += (y[i] - c[i + 1] - (a[i] * (constant + shift)) - (diagonal * x[i])) / diagonal;
        return Vectors.Dot(a, x);
    }

    /// <summary>ln x_i + ρx_i = y_i − 1 − c_i − a_i(c₀ + ρ₀s), s = a'x: a scalar equation in s, by Newton's method inside a bracket; returns s.</summary>
    private double MinimizeEntropy(ReadOnlySpan<double> c, Span<double> x, double rho)
    {
        ReadOnlySpan<double> y = _problem.Input, a = _problem.Weights;
        double low = double.NegativeInfinity, high = double.PositiveInfinity, s = Vectors.Dot(a, x);
        for (var k = 0; k < 100; k++)
        {
            double sum = 0, size = 0, slope = 0;
            for (var i = 0; i < x.Length; i++)
            {
                x[i] = EntropyRoot(y[i] - 1 - c[i + 1] - (a[i] * (c[0] + (Rho[0] * s))), rho, x[i]);
                sum += a[i] * x[i];
                size += Math.Abs(a[i] * x[i]);
                slope += a[i] * a[i] / ((1 / x[i]) + rho);
            }

            var excess = sum - s;
            if (Math.Abs(excess) <= 1e-14 * size) return sum;
            (low, high) = excess > 0 ? (s, high) : (low, s);
            var next = s + (excess / (1 + (Rho[0] * slope)));
            s = next > low && next < high ? next : 0.5 * (low + high);
            if (!double.IsFinite(s)) break;
        }

        return Vectors.Dot(a, x);
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

    private sealed class Curvature(AllocationProblem problem, double[] inverse, double weight) : AugmentedCurvature
    {
        public override void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax)
        {
            var a = problem.Weights;
            double sum = 0;
            for (var i = 0; i < x.Length; i++) sum += a[i] * (x[i] = inverse[i] * b[i]);
            var shift = weight * sum;
            for (var i = 0; i < x.Length; i++) x[i] -= shift * a[i] * inverse[i];
            if (ax.IsEmpty) return;
            ax[0] = Vectors.Dot(a, x);
            x.CopyTo(ax[1..]);
        }
    }
}

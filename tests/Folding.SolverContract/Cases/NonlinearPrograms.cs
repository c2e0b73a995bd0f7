using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>The nonlinear programs of the suite, each with its derivatives written out.</summary>
public static class NonlinearPrograms
{
    /// <summary>Hock and Schittkowski 71: min x1 x4 (x1 + x2 + x3) + x3, x1 x2 x3 x4 ≥ 25, |x|² = 40, 1 ≤ x ≤ 5.</summary>
    public static FunctionProgram Hs071(bool withHessian = true) => new([1, 1, 1, 1], [5, 5, 5, 5], [25, 40], [Inf, 40], [1, 5, 5, 1], withHessian)
    {
        Objective = x => x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2],
        Gradient = x => [x[3] * (2 * x[0] + x[1] + x[2]), x[0] * x[3], x[0] * x[3] + 1, x[0] * (x[0] + x[1] + x[2])],
        G = x => [x[0] * x[1] * x[2] * x[3], x.Sum(static v => v * v)],
        GradientsOfG = x =>
        [
            [x[1] * x[2] * x[3], x[0] * x[2] * x[3], x[0] * x[1] * x[3], x[0] * x[1] * x[2]],
            [2 * x[0], 2 * x[1], 2 * x[2], 2 * x[3]],
        ],
        Hessian = (x, s, y) =>
        {
            double h01 = s * x[3] + y[0] * x[2] * x[3], h02 = s * x[3] + y[0] * x[1] * x[3], h12 = y[0] * x[0] * x[3];
            double h03 = s * (2 * x[0] + x[1] + x[2]) + y[0] * x[1] * x[2];
            double h13 = s * x[0] + y[0] * x[0] * x[2], h23 = s * x[0] + y[0] * x[0] * x[1], d = 2 * y[1];
            return new[,] { { 2 * s * x[3] + d, h01, h02, h03 }, { h01, d, h12, h13 }, { h02, h12, d, h23 }, { h03, h13, h23, d } };
        },
    };

    /// <summary>min 1/2 |x − p|² with |x|² ≤ r² and x1 ≥ lower.</summary>
    public static FunctionProgram Projection(double p1, double p2, bool withHessian = true, double radiusSquared = 1, double lower = -Inf) =>
        new([lower, -Inf], [Inf, Inf], [-Inf], [radiusSquared], [0.1, 0.2], withHessian)
        {
            Objective = x => 0.5 * ((x[0] - p1) * (x[0] - p1) + (x[1] - p2) * (x[1] - p2)),
            Gradient = x => [x[0] - p1, x[1] - p2],
            G = SquaredNorm,
            GradientsOfG = GradientOfSquaredNorm,
            Hessian = static (_, s, y) => Times(s + 2 * y[0], Identity(2)),
        };

    /// <summary>min 100 (x2 − x1²)² + (1 − x1)².</summary>
    public static FunctionProgram Rosenbrock(bool withHessian = true) => new([-Inf, -Inf], [Inf, Inf], [], [], [-1.2, 1], withHessian)
    {
        Objective = static x => 100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0]),
        Gradient = static x => [-400 * x[0] * (x[1] - x[0] * x[0]) - 2 * (1 - x[0]), 200 * (x[1] - x[0] * x[0])],
        Hessian = static (x, s, _) => Times(s, new[,] { { 1200 * x[0] * x[0] - 400 * x[1] + 2, -400 * x[0] }, { -400 * x[0], 200 } }),
    };

    /// <summary>min x1 + x2 on |x|² = 2.</summary>
    public static FunctionProgram LinearOnCircle() => new([-Inf, -Inf], [Inf, Inf], [2], [2], [-2, 0.1])
    {
        Objective = static x => x[0] + x[1],
        Gradient = static _ => [1, 1],
        G = SquaredNorm,
        GradientsOfG = GradientOfSquaredNorm,
        Hessian = static (_, _, y) => Times(2 * y[0], Identity(2)),
    };

    /// <summary>The point of the ring 1 ≤ |x|² ≤ 4 nearest to (0, 1/2): the inner, nonconvex side binds.</summary>
    public static FunctionProgram Ring() => new([-Inf, -Inf], [Inf, Inf], [1], [4], [0.3, 1.2])
    {
        Objective = static x => 0.5 * (x[0] * x[0] + (x[1] - 0.5) * (x[1] - 0.5)),
        Gradient = static x => [x[0], x[1] - 0.5],
        G = SquaredNorm,
        GradientsOfG = GradientOfSquaredNorm,
        Hessian = static (_, s, y) => Times(s + 2 * y[0], Identity(2)),
    };

    /// <summary>min −x1 x2 on x1 + x2 = 2: indefinite, convex along the line.</summary>
    public static FunctionProgram ProductOnLine() => new([-Inf, -Inf], [Inf, Inf], [2], [2], [0.2, 1.5])
    {
        Objective = static x => -x[0] * x[1],
        Gradient = static x => [-x[1], -x[0]],
        G = static x => [x[0] + x[1]],
        GradientsOfG = static _ => [[1, 1]],
        Hessian = static (_, s, _) => new[,] { { 0, -s }, { -s, 0 } },
    };

    /// <summary>min x1 x2 on |x|² = 2: two local solutions, (1, −1) and (−1, 1).</summary>
    public static FunctionProgram ProductOnCircle() => new([-Inf, -Inf], [Inf, Inf], [2], [2], [0.5, 0.4])
    {
        Objective = static x => x[0] * x[1],
        Gradient = static x => [x[1], x[0]],
        G = SquaredNorm,
        GradientsOfG = GradientOfSquaredNorm,
        Hessian = static (_, s, y) => new[,] { { 2 * y[0], s }, { s, 2 * y[0] } },
    };

    /// <summary>min Σ x_i (ln x_i + c_i) on the simplex, c = (0, ln 2, ln 4): the softmax of −c.</summary>
    public static FunctionProgram Entropy()
    {
        double[] c = [0, Math.Log(2), Math.Log(4)];
        return new(Repeat(1e-6, 3), Repeat(1, 3), [1], [1], [0.5, 0.3, 0.2])
        {
            Objective = x => x.Zip(c, static (v, cost) => v * (Math.Log(v) + cost)).Sum(),
            Gradient = x => [.. x.Zip(c, static (v, cost) => Math.Log(v) + 1 + cost)],
            G = static x => [x.Sum()],
            GradientsOfG = static _ => [[1, 1, 1]],
            Hessian = static (x, s, _) => new[,] { { s / x[0], 0, 0 }, { 0, s / x[1], 0 }, { 0, 0, s / x[2] } },
        };
    }

    /// <summary>x1 + x2 = 3, x1 x2 = 2 and nothing to minimise.</summary>
    public static FunctionProgram TwoEquations() => new([-Inf, -Inf], [Inf, Inf], [3, 2], [3, 2], [2.5, 0.7])
    {
        Objective = static _ => 0,
        Gradient = static _ => [0, 0],
        G = static x => [x[0] + x[1], x[0] * x[1]],
        GradientsOfG = static x => [[1, 1], [x[1], x[0]]],
        Hessian = static (_, _, y) => new[,] { { 0, y[1] }, { y[1], 0 } },
    };

    /// <summary>min |x − p|² within bounds.</summary>
    public static FunctionProgram Distances(double[] p, double[] lower, double[] upper, double start = 1) => new(lower, upper, [], [], Repeat(start, p.Length))
    {
        Objective = x => x.Zip(p, static (v, center) => (v - center) * (v - center)).Sum(),
        Gradient = x => [.. x.Zip(p, static (v, center) => 2 * (v - center))],
        Hessian = (_, s, _) => Times(2 * s, Identity(p.Length)),
    };

    /// <summary>min x with x² + 1 ≤ 0.</summary>
    public static FunctionProgram NegativeSquare() => new([-Inf], [Inf], [-Inf], [0], [1])
    {
        Objective = static x => x[0],
        Gradient = static _ => [1],
        G = static x => [x[0] * x[0] + 1],
        GradientsOfG = static x => [[2 * x[0]]],
        Hessian = static (_, _, y) => new[,] { { 2 * y[0] } },
    };

    /// <summary>min x1² + x2² with x1 + x2 ≥ 3 and x ≤ 1.</summary>
    public static FunctionProgram SumTooLarge() => new([0, 0], [1, 1], [3], [Inf], [0.5, 0.5])
    {
        Objective = static x => x[0] * x[0] + x[1] * x[1],
        Gradient = static x => [2 * x[0], 2 * x[1]],
        G = static x => [x[0] + x[1]],
        GradientsOfG = static _ => [[1, 1]],
        Hessian = static (_, s, _) => Times(2 * s, Identity(2)),
    };

    /// <summary>min −x1 + x2² with x1 ≥ 0.</summary>
    public static FunctionProgram Descent() => new([0, -Inf], [Inf, Inf], [], [], [1, 1])
    {
        Objective = static x => -x[0] + x[1] * x[1],
        Gradient = static x => [-1, 2 * x[1]],
        Hessian = static (_, s, _) => new[,] { { 0, 0 }, { 0, 2 * s } },
    };

    private static double[] SquaredNorm(double[] x) => [x.Sum(static v => v * v)];

    private static double[][] GradientOfSquaredNorm(double[] x) => [Times(2, x)];
}

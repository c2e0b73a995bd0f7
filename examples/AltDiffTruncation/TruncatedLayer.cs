using Folding;
using Folding.Problems;

namespace AltDiffTruncation;

/// <summary>A layer as this study needs it: x and the gradient of a fixed loss by its input, in four ways.</summary>
/// <param name="Name">For tables and plots.</param>
/// <param name="Truncated">x, the gradient and the number of iterations of a truncated run, and its reverse.</param>
/// <param name="Exact">x and the gradient without truncation, as the library computes them where nobody asks for iterations.</param>
/// <param name="Solved">The iteration run until 1e-10, and the point it found.</param>
/// <param name="KktGradient">The gradient at that point by the KKT system as OptNet has it.</param>
internal sealed record TruncatedLayer(
    string Name,
    Func<AltDiffOptions, (double[] X, double[] Gradient, int Iterations)> Truncated,
    Func<(double[] X, double[] Gradient)> Exact,
    Func<KktPoint> Solved,
    Func<KktPoint, double[]> KktGradient)
{
    private static readonly AltDiffOptions ToTheEnd = new() { Tolerance = 1e-10, KeepIterates = false, Accelerate = false };

    /// <summary>min ½x'Px + q'x  s.t.  Ax = b,  Gx ≤ h with dense random data; the gradient is by q.</summary>
    public static TruncatedLayer Dense(int n, int inequalities, int equalities)
    {
        var random = new Random(1);
        double[,] factor = Matrix(random, n, n), p = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = i == j ? 1.0 : 0;
                for (var k = 0; k < n; k++) sum += factor[i, k] * factor[j, k] / n;
                p[i, j] = p[j, i] = sum;
            }
        }

        var problem = AltDiffLayer.OneSided(
            CscMatrix.UpperTriangleOf(p), Normals(random, n),
            CscMatrix.FromDense(Matrix(random, equalities, n)), Normals(random, equalities), CscMatrix.FromDense(Matrix(random, inequalities, n)), Normals(random, inequalities));
        var loss = Normals(random, n);
        var seed = Seed.OnPrimal(loss);
        return new(
            "quadratic",
            options =>
            {
                var tape = new AltDiffLayer(options).Forward(problem);
                return ([.. tape.Primal], [.. tape.Vjp(seed).Data.Q], tape.Iterations);
            },
            () =>
            {
                var tape = new AltDiffLayer(new() { KeepIterates = false }).Forward(problem);
                return ([.. tape.Primal], [.. tape.VjpOfLimit(seed).Data.Q]);
            },
            () =>
            {
                var tape = new AltDiffLayer(ToTheEnd).Forward(problem);
                return new(problem, [.. tape.Primal], [.. tape.Dual]);
            },
            point => point.Adjoint(loss));
    }

    /// <summary>The capped simplex with random caps; the gradient is by y.</summary>
    public static TruncatedLayer Simplex(AllocationKind kind, int n)
    {
        var random = new Random(2);
        // Entries of about the size of the caps: some coordinates are zero, some at their cap, most inside.
        double[] y = [.. Normals(random, n).Select(v => 3 * v / n)], loss = Normals(random, n), caps = [.. Normals(random, n).Select(v => (3 / (double)n) + (3 * Math.Abs(v) / n))];
        var problem = AllocationProblem.Simplex(y, caps);
        var layer = new AllocationLayer(kind);
        var rows = CscMatrix.Stack(CscMatrix.FromTriplets(1, n, Enumerable.Range(0, n).Select(static j => (0, j, 1.0))), CscMatrix.Identity(n));
        return new(
            kind.ToString().ToLowerInvariant(),
            options =>
            {
                var tape = layer.ForwardTruncated(problem, options);
                return ([.. tape.Primal], [.. tape.Vjp(loss).Input], tape.Iterations);
            },
            () =>
            {
                var tape = layer.Forward(problem);
                return ([.. tape.Primal], [.. tape.Vjp(loss).Input]);
            },
            () =>
            {
                var tape = layer.ForwardTruncated(problem, ToTheEnd);
                // The KKT system knows f by its Hessian and its gradient at x.
                double[] x = [.. tape.Primal], slope = [.. x.Select((v, j) => kind == AllocationKind.Sparsemax ? v - y[j] : 1 + Math.Log(v) - y[j])];
                double[] dual = [tape.Multiplier, .. slope.Select((v, j) => x[j] > 0 && x[j] < caps[j] ? 0 : -v - tape.Multiplier)];
                var hessian = CscMatrix.Diagonal([.. x.Select(v => kind == AllocationKind.Sparsemax ? 1 : 1 / v)]);
                return new(new(hessian, slope, rows, [1, .. new double[n]], [1, .. caps]), x, dual);
            },
            point => [.. point.Adjoint(loss).Select(static v => -v)]);
    }

    private static double[,] Matrix(Random random, int rows, int columns)
    {
        var matrix = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++) matrix[i, j] = Normal(random);
        }

        return matrix;
    }

    private static double[] Normals(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Normal(random))];

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

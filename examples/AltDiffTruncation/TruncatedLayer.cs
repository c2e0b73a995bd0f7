using Folding;
using Folding.Problems;

namespace AltDiffTruncation;

/// <summary>A layer as this study needs it: x and the gradient of a fixed loss by its input, for a run truncated somehow and in the limit.</summary>
/// <param name="Name">For tables and plots.</param>
/// <param name="Truncated">x, the gradient and the number of iterations of a truncated run.</param>
/// <param name="Exact">x and the exact gradient.</param>
internal sealed record TruncatedLayer(string Name, Func<AltDiffOptions, (double[] X, double[] Gradient, int Iterations)> Truncated, Func<(double[] X, double[] Gradient)> Exact)
{
    /// <summary>min ½x'Px + q'x  s.t.  Ax = b,  Gx ≤ h with dense random data; the gradient is by q.</summary>
    public static TruncatedLayer Dense(int n, int inequalities, int equalities)
    {
        var random = new Random(1);
        var factor = new double[n, n];
        var p = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) factor[i, j] = Normal(random);
        }

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
            CscMatrix.UpperTriangleOf(p), Normals(random, n), Matrix(random, equalities, n), Normals(random, equalities), Matrix(random, inequalities, n), Normals(random, inequalities));
        var seed = Seed.OnPrimal(Normals(random, n));
        return new("quadratic", Run, Solve);

        (double[], double[], int) Run(AltDiffOptions options)
        {
            var tape = new AltDiffLayer(options).Forward(problem);
            return ([.. tape.Primal], [.. tape.Vjp(seed).Data.Q], tape.Iterations);
        }

        // The exact adjoint, at the point that the iteration has in the limit.
        (double[], double[]) Solve()
        {
            var tape = new AltDiffLayer(new() { Tolerance = 1e-14, KeepIterates = false }).Forward(problem);
            return ([.. tape.Primal], [.. tape.VjpOfLimit(seed).Data.Q]);
        }
    }

    /// <summary>The capped simplex with random caps; the gradient is by y.</summary>
    public static TruncatedLayer Simplex(SimplexKind kind, int n)
    {
        var random = new Random(2);
        // Entries of about the size of the caps: some coordinates are zero, some at their cap, most inside.
        double[] y = [.. Normals(random, n).Select(static v => 0.05 * v)], seed = Normals(random, n), caps = [.. Normals(random, n).Select(static v => 0.05 + (0.05 * Math.Abs(v)))];
        return new(kind.ToString().ToLowerInvariant(), Run, Solve);

        (double[], double[], int) Run(AltDiffOptions options)
        {
            var tape = new CappedSimplexLayer(kind, options) { ColdStart = true }.Forward(y, caps, 1);
            return ([.. tape.Primal], [.. tape.Vjp(seed).Input], tape.Iterations);
        }

        (double[], double[]) Solve()
        {
            var tape = new CappedSimplexLayer(kind).Forward(y, caps, 1);
            return ([.. tape.Primal], [.. tape.VjpOfLimit(seed).Input]);
        }
    }

    private static CscMatrix Matrix(Random random, int rows, int columns)
    {
        var matrix = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++) matrix[i, j] = Normal(random);
        }

        return CscMatrix.FromDense(matrix);
    }

    private static double[] Normals(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Normal(random))];

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

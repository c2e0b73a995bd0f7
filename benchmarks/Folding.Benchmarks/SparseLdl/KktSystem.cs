using Folding.Problems;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>A quasi-definite system <c>[P + d I, A'; A, -d I]</c>, d = 1e-6, with a right-hand side.</summary>
public sealed class KktSystem
{
    private const double Regularisation = 1e-6;

    private KktSystem(string name, CscMatrix matrix, sbyte[] signs)
    {
        Name = name;
        Matrix = matrix;
        Signs = signs;
        var random = new Random(1);
        RightHandSide = [.. Enumerable.Range(0, matrix.Columns).Select(_ => (2 * random.NextDouble()) - 1)];
    }

    public string Name { get; }

    /// <summary>Upper triangle.</summary>
    public CscMatrix Matrix { get; }

    public sbyte[] Signs { get; }

    public double[] RightHandSide { get; }

    public int Order => Matrix.Columns;

    public static KktSystem Of(string name, CscMatrix p, CscMatrix a)
    {
        int n = p.Columns, m = a.Rows;
        var entries = p.Entries()
            .Concat(Enumerable.Range(0, n).Select(static j => (j, j, Regularisation)))
            .Concat(a.Entries().Select(e => (e.Column, n + e.Row, e.Value)))
            .Concat(Enumerable.Range(n, m).Select(static i => (i, i, -Regularisation)));
        var signs = new sbyte[n + m];
        signs.AsSpan(0, n).Fill(1);
        signs.AsSpan(n).Fill(-1);
        return new(name, CscMatrix.FromTriplets(n + m, n + m, entries), signs);
    }

    /// <summary>|b - K x| / |b| in the largest-entry norm.</summary>
    public double RelativeResidual(ReadOnlySpan<double> x)
    {
        var product = new double[Order];
        Matrix.MultiplySymmetric(x, product);
        double residual = 0, scale = 0;
        for (var i = 0; i < product.Length; i++)
        {
            residual = Math.Max(residual, Math.Abs(RightHandSide[i] - product[i]));
            scale = Math.Max(scale, Math.Abs(RightHandSide[i]));
        }

        return residual / scale;
    }
}

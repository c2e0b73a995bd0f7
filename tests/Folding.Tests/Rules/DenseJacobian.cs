using Folding.Problems;

namespace Folding.Tests.Rules;

/// <summary>Φ as a matrix, which counts its products.</summary>
internal sealed class DenseJacobian(double[,] matrix, SparsityPattern? pattern = null) : StateJacobian
{
    private int _products;

    public int Products => _products;

    public override int StateCount => matrix.GetLength(0);

    public override SparsityPattern? Pattern => pattern;

    public override void Multiply(ReadOnlySpan<double> v, Span<double> result) => Product(v, result, transposed: false);

    public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result) => Product(v, result, transposed: true);

    /// <summary>|g − (I − Φ)'v| / |g|, largest entries.</summary>
    public double Residual(double[] g, double[] v, bool transposed)
    {
        var product = new double[g.Length];
        Product(v, product, transposed);
        return Make.Distance([.. v.Select((value, k) => value - product[k])], g);
    }

    /// <summary>A random matrix scaled to a spectral norm of about <paramref name="size"/>.</summary>
    public static DenseJacobian Random(int seed, int n, double size)
    {
        var entries = Make.Normals(seed, n * n);
        var matrix = new double[n, n];
        for (var k = 0; k < entries.Length; k++) matrix[k / n, k % n] = 0.5 * size * entries[k] / Math.Sqrt(n);
        return new(matrix);
    }

    private void Product(ReadOnlySpan<double> v, Span<double> result, bool transposed)
    {
        Interlocked.Increment(ref _products);
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = 0;
            for (var j = 0; j < v.Length; j++) result[i] += (transposed ? matrix[j, i] : matrix[i, j]) * v[j];
        }
    }
}

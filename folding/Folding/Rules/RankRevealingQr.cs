using System.Numerics.Tensors;

namespace Folding;

/// <summary>
/// B Π = Q R by Householder reflections with column pivoting (Businger and Golub 1965). With r = rank: B x = b by the first r columns,
/// B'v = g by the solution in the range of B, which is the one of least norm.
/// </summary>
internal sealed class RankRevealingQr
{
    private const double Dependent = 1e-11;
    private readonly double[] _columns;
    private readonly double[] _scale;
    private readonly int[] _order;
    private readonly double[] _diagonal;
    private readonly int _n;

    /// <summary>Takes ownership of the matrix, stored by columns.</summary>
    public RankRevealingQr(double[] columns, int n)
    {
        (_columns, _n, _scale, _diagonal) = (columns, n, new double[n], new double[n]);
        _order = [.. Enumerable.Range(0, n)];
        var norms = new double[n];
        for (var j = 0; j < n; j++) norms[j] = Vectors.Norm(Column(j));
        for (var k = 0; k < n; k++)
        {
            Swap(k, k + TensorPrimitives.IndexOfMax<double>(norms.AsSpan(k)), norms);
            var pivot = Column(k)[k..];
            var size = Vectors.Norm(pivot);
            if (!(size > Dependent * Math.Abs(k == 0 ? size : _diagonal[0]))) break;
            Rank = k + 1;
            // H = I − s h h' sends the pivot column to ∓|pivot| e_1, the sign that does not cancel.
            _diagonal[k] = pivot[0] > 0 ? -size : size;
            pivot[0] -= _diagonal[k];
            _scale[k] = 2 / Vectors.Dot(pivot, pivot);
            for (var j = k + 1; j < n; j++)
            {
                var column = Column(j);
                Reflect(k, column);
                norms[j] = Remaining(norms[j], column, k);
            }
        }
    }

    public int Rank { get; }

    /// <summary>B x = b.</summary>
    public void Solve(ReadOnlySpan<double> b, Span<double> x)
    {
        var z = b.ToArray();
        for (var k = 0; k < Rank; k++) Reflect(k, z);
        for (var k = Rank - 1; k >= 0; k--)
        {
            z[k] /= _diagonal[k];
            var column = Column(k)[..k];
            TensorPrimitives.MultiplyAdd(column, -z[k], z.AsSpan(0, k), z.AsSpan(0, k));
        }

        x.Clear();
        for (var k = 0; k < Rank; k++) x[_order[k]] = z[k];
    }

    /// <summary>B'v = g.</summary>
    public void SolveTransposed(ReadOnlySpan<double> g, Span<double> v)
    {
        v.Clear();
        for (var k = 0; k < Rank; k++) v[k] = (g[_order[k]] - Vectors.Dot(Column(k)[..k], v[..k])) / _diagonal[k];
        for (var k = Rank - 1; k >= 0; k--) Reflect(k, v);
    }

    private Span<double> Column(int j) => _columns.AsSpan(j * _n, _n);

    private void Reflect(int k, Span<double> column)
    {
        var h = Column(k)[k..];
        var tail = column[k..];
        TensorPrimitives.MultiplyAdd(h, -_scale[k] * Vectors.Dot(h, tail), tail, tail);
    }

    /// <summary>Norm of what lies below row k, by Pythagoras, or anew where that cancels.</summary>
    private static double Remaining(double norm, ReadOnlySpan<double> column, int k)
    {
        if (norm == 0) return 0;
        var share = column[k] / norm;
        var left = 1 - (share * share);
        return left > 1e-6 ? norm * Math.Sqrt(left) : Vectors.Norm(column[(k + 1)..]);
    }

    private void Swap(int k, int other, double[] norms)
    {
        if (k == other) return;
        (_order[k], _order[other]) = (_order[other], _order[k]);
        (norms[k], norms[other]) = (norms[other], norms[k]);
        Span<double> a = Column(k), b = Column(other);
        for (var i = 0; i < _n; i++) (a[i], b[i]) = (b[i], a[i]);
    }
}

using System.Buffers;
using System.Numerics.Tensors;

namespace Folding;

/// <summary>
/// Anderson acceleration of v ← G(v) (Walker and Ni 2011, type II): with f = G(v) − v and the last differences ΔF, ΔG,
/// <code>v+ = G(v) − ΔG γ,   γ = argmin |f − ΔF γ|</code>
/// by a Gram-Schmidt factorization of ΔF; directions that the others contain are left out. For a linear map this is GMRES in
/// disguise, one step behind.
/// </summary>
internal sealed class AndersonMixing : IDisposable
{
    private const double Dependent = 1e-10;
    private readonly int _length;
    private readonly int _depth;
    private readonly double[] _changes;
    private readonly double[] _images;
    private readonly double[] _orthogonal;
    private readonly double[] _last;
    private readonly double[] _triangle;
    private readonly double[] _weights;
    private int _stored;
    private bool _started;

    public AndersonMixing(int length, int depth)
    {
        (_length, _depth) = (length, depth);
        var pool = ArrayPool<double>.Shared;
        (_changes, _images, _orthogonal, _last) = (pool.Rent(length * depth), pool.Rent(length * depth), pool.Rent(length * depth), pool.Rent(2 * length));
        (_triangle, _weights) = (new double[depth * depth], new double[depth]);
    }

    /// <summary>Replaces v by the mixed next iterate.</summary>
    /// <param name="v">The iterate; the next one on return.</param>
    /// <param name="image">G(v).</param>
    /// <param name="change">f = G(v) − v.</param>
    public void Mix(Span<double> v, ReadOnlySpan<double> image, ReadOnlySpan<double> change)
    {
        Span<double> lastChange = _last.AsSpan(0, _length), lastImage = _last.AsSpan(_length, _length);
        if (_started)
        {
            var slot = _stored++ % _depth;
            TensorPrimitives.Subtract(change, lastChange, Column(_changes, slot));
            TensorPrimitives.Subtract(image, lastImage, Column(_images, slot));
        }

        _started = true;
        change.CopyTo(lastChange);
        image.CopyTo(lastImage);
        image.CopyTo(v);
        var count = Math.Min(_stored, _depth);
        LeastSquares(change, count);
        for (var j = 0; j < count; j++) TensorPrimitives.MultiplyAdd(Column(_images, j), -_weights[j], v, v);
    }

    public void Dispose()
    {
        foreach (var rented in (ReadOnlySpan<double[]>)[_changes, _images, _orthogonal, _last]) ArrayPool<double>.Shared.Return(rented);
    }

    private Span<double> Column(double[] matrix, int j) => matrix.AsSpan(j * _length, _length);

    private void LeastSquares(ReadOnlySpan<double> change, int count)
    {
        for (var j = 0; j < count; j++)
        {
            var q = Column(_orthogonal, j);
            Column(_changes, j).CopyTo(q);
            var size = Vectors.Norm(q);
            for (var i = 0; i < j; i++)
            {
                var overlap = Vectors.Dot(Column(_orthogonal, i), q);
                _triangle[(i * _depth) + j] = overlap;
                TensorPrimitives.MultiplyAdd(Column(_orthogonal, i), -overlap, q, q);
            }

            var left = Vectors.Norm(q);
            var kept = left > Dependent * size;
            _triangle[(j * _depth) + j] = kept ? left : 0;
            if (kept) TensorPrimitives.Divide(q, left, q);
            else q.Clear();
        }

        for (var j = count - 1; j >= 0; j--)
        {
            var pivot = _triangle[(j * _depth) + j];
            var sum = pivot == 0 ? 0 : Vectors.Dot(Column(_orthogonal, j), change);
            for (var k = j + 1; k < count && pivot != 0; k++) sum -= _triangle[(j * _depth) + k] * _weights[k];
            _weights[j] = pivot == 0 ? 0 : sum / pivot;
        }
    }
}

using System.Buffers;

namespace Folding;

/// <summary>Memory from the pool for the time of one product.</summary>
internal readonly struct Rented : IDisposable
{
    private readonly double[] _array;
    private readonly int _length;

    private Rented(double[] array, int length) => (_array, _length) = (array, length);

    public Span<double> Span => _array.AsSpan(0, _length);

    public static Rented Doubles(int length) => new(ArrayPool<double>.Shared.Rent(length), length);

    public void Dispose() => ArrayPool<double>.Shared.Return(_array);
}

using System.Buffers;

namespace Folding.LinearAlgebra;

/// <summary>
/// Memory for vector kernels: aligned to 64 bytes when long enough to gain from it. From a megabyte on it lies on <see cref="HugePages"/> and is
/// rented: releasing it hands the memory to the next buffer, where otherwise the garbage collector would have to find it. Its first content is arbitrary.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;
    private const int AlignedFrom = 4096;
    private const int RentedFrom = 1 << 16;
    private readonly int _offset;
    private double[] _array;

    public AlignedBuffer(int length)
    {
        Length = length;
        var isRented = length >= RentedFrom;
        var extent = isRented ? HugePages.RoundUp((long)length * sizeof(double)) / sizeof(double) : length;
        var alignment = isRented ? HugePages.Size : Alignment;
        var reserve = checked((int)(extent + (alignment / sizeof(double))));
        _array = isRented ? ArrayPool<double>.Shared.Rent(reserve)
            : length >= AlignedFrom ? GC.AllocateUninitializedArray<double>(reserve, pinned: true)
            : new double[length];
        if (length < AlignedFrom) return;
        fixed (double* first = _array)
        {
            _offset = (int)((nuint)(-(nint)first) % (nuint)alignment) / sizeof(double);
            if (isRented) HugePages.Advise(first + _offset, extent * sizeof(double));
        }
    }

    public int Length { get; private set; }

    public Span<double> Span => _array.AsSpan(_offset, Length);

    public void Release()
    {
        if (Length >= RentedFrom) ArrayPool<double>.Shared.Return(_array);
        (_array, Length) = ([], 0);
    }
}

using System.Buffers;

namespace Folding.LinearAlgebra;

/// <summary>
/// Memory for vector kernels: aligned to 64 bytes where it is made when long enough to gain from it. From half a megabyte on it lies on <see cref="HugePages"/> and
/// is rented: releasing it hands the memory to the next buffer, where otherwise the garbage collector would have to find it. Nothing is pinned: pinned arrays
/// are collected with the oldest generation only, and a batch makes hundreds. The collector may move one later, which costs the alignment and nothing else.
/// Its first content is arbitrary.
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
        if (length < AlignedFrom)
        {
            _array = new double[length];
            return;
        }

        var isRented = length >= RentedFrom;
        var extent = isRented ? HugePages.RoundUp((long)length * sizeof(double)) / sizeof(double) : length;
        var alignment = isRented ? HugePages.Size : Alignment;
        var reserve = checked((int)(extent + (alignment / sizeof(double))));
        _array = isRented ? ArrayPool<double>.Shared.Rent(reserve) : GC.AllocateUninitializedArray<double>(reserve);
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

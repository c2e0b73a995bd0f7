using System.Buffers;

namespace Folding.LinearAlgebra;

/// <summary>
/// Memory for vector kernels: aligned to 64 bytes where it is made when long enough to gain from it. From half a megabyte on it is rented: releasing it hands the
/// memory to the next buffer, where otherwise the garbage collector would have to find it; from four on it lies on <see cref="HugePages"/>.
/// Nothing is pinned: pinned arrays are collected with the oldest generation only, and a batch makes hundreds. The collector may move a short one later,
/// which costs the alignment and nothing else. Its first content is arbitrary.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;
    private const int AlignedFrom = 1 << 12;
    private const int RentedFrom = 1 << 16;
    private const int HugeFrom = 1 << 19;

    /// <summary>What the longest buffers need beyond their length, in doubles.</summary>
    public const int LargestReserve = 2 * HugePages.Size / sizeof(double);

    private readonly int _offset;
    private readonly bool _isRented;
    private double[] _array;

    /// <param name="length">Number of doubles.</param>
    /// <param name="passing">Released soon, so that renting is worth while at any length.</param>
    public AlignedBuffer(int length, bool passing = false)
    {
        Length = length;
        _isRented = passing || length >= RentedFrom;
        if (length < AlignedFrom && !passing)
        {
            _array = new double[length];
            return;
        }

        var isHuge = length >= HugeFrom;
        var extent = isHuge ? HugePages.RoundUp((long)length * sizeof(double)) / sizeof(double) : length;
        var alignment = isHuge ? HugePages.Size : Alignment;
        var reserve = checked((int)(extent + (alignment / sizeof(double))));
        _array = _isRented ? ArrayPool<double>.Shared.Rent(reserve) : GC.AllocateUninitializedArray<double>(reserve);
        fixed (double* first = _array)
        {
            _offset = (int)((nuint)(-(nint)first) % (nuint)alignment) / sizeof(double);
            if (isHuge) HugePages.Advise(first + _offset, extent * sizeof(double));
        }
    }

    public int Length { get; private set; }

    public Span<double> Span => _array.AsSpan(_offset, Length);

    public void Release()
    {
        if (_isRented && _array.Length > 0) ArrayPool<double>.Shared.Return(_array);
        (_array, Length) = ([], 0);
    }
}

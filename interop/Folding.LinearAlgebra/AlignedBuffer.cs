namespace Folding.LinearAlgebra;

/// <summary>
/// Memory for vector kernels, aligned to 64 bytes where it is made when long enough to gain from it. Its first content is arbitrary. It is not
/// pinned: pinned arrays are collected with the oldest generation only, and a batch makes hundreds. The collector may move one later, which costs
/// the alignment and nothing else.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;
    private const int AlignedFrom = 4096;
    private readonly double[] _array;
    private readonly int _offset;

    public AlignedBuffer(int length)
    {
        Length = length;
        if (length < AlignedFrom)
        {
            _array = new double[length];
            return;
        }

        _array = GC.AllocateUninitializedArray<double>(checked(length + (Alignment / sizeof(double))));
        fixed (double* first = _array) _offset = (int)((Alignment - ((nuint)first % Alignment)) % Alignment) / sizeof(double);
    }

    public int Length { get; }

    public Span<double> Span => _array.AsSpan(_offset, Length);
}

namespace Folding.LinearAlgebra;

/// <summary>Memory for vector kernels: pinned and aligned to 64 bytes when long enough to gain from it. Its first content is arbitrary.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;
    private const int PinnedFrom = 4096;
    private readonly double[] _array;
    private readonly int _offset;

    public AlignedBuffer(int length)
    {
        Length = length;
        if (length < PinnedFrom)
        {
            _array = new double[length];
            return;
        }

        _array = GC.AllocateUninitializedArray<double>(checked(length + (Alignment / sizeof(double))), pinned: true);
        fixed (double* first = _array) _offset = (int)((Alignment - ((nuint)first % Alignment)) % Alignment) / sizeof(double);
    }

    public int Length { get; }

    public Span<double> Span => _array.AsSpan(_offset, Length);
}

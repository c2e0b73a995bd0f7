namespace Folding.LinearAlgebra;

/// <summary>
/// A dense matrix that owns its memory, stored by columns without gaps, aligned for vector instructions. A large matrix that
/// is released when it has served gives its memory to the next one; otherwise the garbage collector has to find it.
/// </summary>
public sealed class DenseMatrix
{
    private readonly AlignedBuffer _buffer;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <exception cref="ArgumentException">A size is negative, or there are more entries than one array holds.</exception>
    public DenseMatrix(int rows, int columns)
        : this(rows, columns, passing: false)
    {
    }

    private DenseMatrix(int rows, int columns, bool passing)
    {
        if (rows < 0 || columns < 0 || (long)rows * columns > Array.MaxLength - AlignedBuffer.LargestReserve)
            throw new ArgumentException($"A matrix of {rows} x {columns}; sizes are not negative and the entries fit into one array.");
        Rows = rows;
        Columns = columns;
        _buffer = new AlignedBuffer(rows * columns, passing);
        _buffer.Span.Clear();
    }

    /// <summary>A matrix of zeros that is released in the method that made it; its memory comes from a pool whatever its size.</summary>
    internal static DenseMatrix Passing(int rows, int columns) => new(rows, columns, passing: true);

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>All entries, column after column.</summary>
    public Span<double> Values => _buffer.Span;

    /// <summary>The matrix as the operations take it.</summary>
    public MatrixView View => new(_buffer.Span, Rows, Columns);

    /// <summary>Gives the memory back; nobody may hold a view of it.</summary>
    public void Release() => _buffer.Release();

    /// <summary>One entry.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="column">Its column.</param>
    public ref double this[int row, int column] => ref View[row, column];
}

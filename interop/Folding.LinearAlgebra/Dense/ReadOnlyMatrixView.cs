namespace Folding.LinearAlgebra;

/// <summary>
/// A dense matrix to read, over memory of the caller. Stored by columns: entry (i, j) is at <c>j Stride + i</c>, and for a transposed view,
/// which is how a matrix stored by rows is given, at <c>i Stride + j</c>.
/// </summary>
public readonly ref struct ReadOnlyMatrixView
{
    /// <summary>A view of a matrix stored by columns.</summary>
    /// <param name="values">Starts with entry (0, 0).</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="stride">Distance of two columns, at least <paramref name="rows"/>; 0 where they follow one another.</param>
    /// <exception cref="ArgumentException">The shape is negative or does not fit into the values.</exception>
    public ReadOnlyMatrixView(ReadOnlySpan<double> values, int rows, int columns, int stride = 0)
    {
        stride = stride == 0 ? Math.Max(1, rows) : stride;
        CheckShape(values.Length, rows, columns, stride);
        Values = values;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    internal ReadOnlyMatrixView(ReadOnlySpan<double> values, int rows, int columns, int stride, bool isTransposed)
    {
        Values = values;
        Rows = rows;
        Columns = columns;
        Stride = stride;
        IsTransposed = isTransposed;
    }

    /// <summary>The memory, from entry (0, 0) on.</summary>
    public ReadOnlySpan<double> Values { get; }

    /// <summary>Number of rows, as read.</summary>
    public int Rows { get; }

    /// <summary>Number of columns, as read.</summary>
    public int Columns { get; }

    /// <summary>Distance of two columns, of two rows where transposed.</summary>
    public int Stride { get; }

    /// <summary>True when the memory holds the transpose of the matrix that is read.</summary>
    public bool IsTransposed { get; }

    /// <summary>The same numbers, read as the transposed matrix.</summary>
    public ReadOnlyMatrixView Transposed => new(Values, Columns, Rows, Stride, !IsTransposed);

    /// <summary>One entry.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="column">Its column.</param>
    public double this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
            return IsTransposed ? Values[(row * Stride) + column] : Values[(column * Stride) + row];
        }
    }

    internal static void CheckShape(int length, int rows, int columns, int stride)
    {
        if (rows < 0 || columns < 0) throw new ArgumentException($"A matrix of {rows} x {columns}; neither may be negative.");
        if (stride < Math.Max(1, rows)) throw new ArgumentException($"Columns {stride} apart, but each has {rows} rows; the stride must be at least that.", nameof(stride));
        var needed = rows == 0 || columns == 0 ? 0 : ((columns - 1L) * stride) + rows;
        if (length < needed) throw new ArgumentException($"A matrix of {rows} x {columns} with columns {stride} apart needs {needed} values; there are {length}.", nameof(length));
    }
}

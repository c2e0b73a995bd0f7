using System.Runtime.CompilerServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// A dense matrix over memory of the caller, stored by columns: entry (i, j) is at <c>j Stride + i</c>. It owns nothing and is never copied.
/// </summary>
public readonly ref struct MatrixView
{
    /// <summary>A view of a whole matrix or of a block of one.</summary>
    /// <param name="values">Starts with entry (0, 0).</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="stride">Distance of two columns, at least <paramref name="rows"/>; 0 where they follow one another.</param>
    /// <exception cref="ArgumentException">The shape is negative or does not fit into the values.</exception>
    public MatrixView(Span<double> values, int rows, int columns, int stride = 0)
    {
        stride = stride == 0 ? Math.Max(1, rows) : stride;
        ReadOnlyMatrixView.CheckShape(values.Length, rows, columns, stride);
        Values = values;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    /// <summary>The memory, from entry (0, 0) on.</summary>
    public Span<double> Values { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Distance of two columns.</summary>
    public int Stride { get; }

    /// <summary>The same numbers, read as the transposed matrix.</summary>
    public ReadOnlyMatrixView Transposed => ((ReadOnlyMatrixView)this).Transposed;

    /// <summary>One entry.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="column">Its column.</param>
    public ref double this[int row, int column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
            return ref Values[(column * Stride) + row];
        }
    }

    /// <summary>The entries of one column.</summary>
    /// <param name="column">Which.</param>
    public Span<double> Column(int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
        return Values.Slice(column * Stride, Rows);
    }

    /// <summary>A rectangular part.</summary>
    /// <param name="row">Its first row.</param>
    /// <param name="column">Its first column.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <exception cref="ArgumentException">The part is not inside the matrix.</exception>
    public MatrixView Block(int row, int column, int rows, int columns)
    {
        if (row < 0 || column < 0 || rows < 0 || columns < 0 || (long)row + rows > Rows || (long)column + columns > Columns)
            throw new ArgumentException($"The block of {rows} x {columns} at ({row}, {column}) is not inside a matrix of {Rows} x {Columns}.");
        return new(rows == 0 || columns == 0 ? default : Values[((column * Stride) + row)..], rows, columns, Stride);
    }

    /// <summary>A view that does not write.</summary>
    /// <param name="view">The matrix.</param>
    public static implicit operator ReadOnlyMatrixView(MatrixView view) => new(view.Values, view.Rows, view.Columns, view.Stride, isTransposed: false);
}

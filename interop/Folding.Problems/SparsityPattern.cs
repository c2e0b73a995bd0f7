using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Problems;

/// <summary>
/// The immutable positions of the stored entries of a matrix in compressed-column form: column j holds the entries
/// <c>ColumnPointers[j] .. ColumnPointers[j+1]-1</c>, whose rows <c>RowIndices</c> are strictly increasing within a column.
/// Matrices of one structure share one instance, so "same structure" is usually a reference comparison.
/// </summary>
public sealed class SparsityPattern : IEquatable<SparsityPattern>
{
    private readonly int[] _columnPointers;
    private readonly int[] _rowIndices;
    private int _hash;
    private Tuple<SparsityPattern, ImmutableArray<int>>? _transpose;

    /// <summary>Copies and validates the arrays.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="columnPointers">columns + 1 offsets, starting at 0, not decreasing.</param>
    /// <param name="rowIndices">Row of each entry, strictly increasing within a column.</param>
    /// <exception cref="ArgumentException">A length, an offset or an index is wrong; the message names the column.</exception>
    public SparsityPattern(int rows, int columns, ReadOnlySpan<int> columnPointers, ReadOnlySpan<int> rowIndices)
        : this(rows, columns, columnPointers.ToArray(), rowIndices.ToArray())
    {
    }

    private SparsityPattern(int rows, int columns, int[] columnPointers, int[] rowIndices)
    {
        Validate(rows, columns, columnPointers, rowIndices);
        Rows = rows;
        Columns = columns;
        _columnPointers = columnPointers;
        _rowIndices = rowIndices;
        IsUpperTriangular = rows == columns && LastRowsAreOnOrAboveTheDiagonal();
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Number of stored entries, explicit zeros included.</summary>
    public int Count => _rowIndices.Length;

    /// <summary>Offsets of the columns; length <see cref="Columns"/> + 1.</summary>
    public ReadOnlySpan<int> ColumnPointers => _columnPointers;

    /// <summary>Row of each stored entry; length <see cref="Count"/>.</summary>
    public ReadOnlySpan<int> RowIndices => _rowIndices;

    /// <summary>True when the pattern is square and no entry lies below the diagonal.</summary>
    public bool IsUpperTriangular { get; }

    /// <summary>Takes ownership of the arrays (the caller must not change them afterwards); validates like the constructor.</summary>
    public static SparsityPattern Adopt(int rows, int columns, int[] columnPointers, int[] rowIndices)
    {
        ArgumentNullException.ThrowIfNull(columnPointers);
        ArgumentNullException.ThrowIfNull(rowIndices);
        return new(rows, columns, columnPointers, rowIndices);
    }

    /// <summary>A pattern without entries.</summary>
    public static SparsityPattern Empty(int rows, int columns) => Adopt(rows, columns, new int[columns + 1], []);

    /// <summary>Index of the entry (row, column) in the stored order, or -1 where it is not stored.</summary>
    public int IndexOf(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
        var start = _columnPointers[column];
        var found = Array.BinarySearch(_rowIndices, start, _columnPointers[column + 1] - start, row);
        return found < 0 ? -1 : found;
    }

    /// <summary>
    /// The transposed pattern and, for each of its entries, the index of the same entry here, so that
    /// <c>transposedValues[k] = values[map[k]]</c>. Computed once and kept.
    /// </summary>
    public (SparsityPattern Pattern, ImmutableArray<int> Map) Transpose()
    {
        // Two threads may both compute it; they compute the same, and a reference is written at once.
        _transpose ??= ComputeTranspose();
        return (_transpose.Item1, _transpose.Item2);
    }

    /// <summary>True when both have the same size and the same stored positions.</summary>
    public bool Equals(SparsityPattern? other) =>
        ReferenceEquals(this, other) ||
        (other is not null && Rows == other.Rows && Columns == other.Columns &&
         _columnPointers.AsSpan().SequenceEqual(other._columnPointers) && _rowIndices.AsSpan().SequenceEqual(other._rowIndices));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SparsityPattern);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash != 0) return _hash;
        var hash = new HashCode();
        hash.Add(Rows);
        hash.Add(Columns);
        hash.AddBytes(MemoryMarshal.AsBytes(_columnPointers.AsSpan()));
        hash.AddBytes(MemoryMarshal.AsBytes(_rowIndices.AsSpan()));
        _hash = hash.ToHashCode();
        return _hash;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Rows} x {Columns}, {Count} entries";

    private Tuple<SparsityPattern, ImmutableArray<int>> ComputeTranspose()
    {
        var pointers = new int[Rows + 1];
        foreach (var row in _rowIndices) pointers[row + 1]++;
        for (var i = 0; i < Rows; i++) pointers[i + 1] += pointers[i];
        var next = pointers.AsSpan(0, Rows).ToArray();
        var indices = new int[Count];
        var map = new int[Count];
        for (var column = 0; column < Columns; column++)
        {
            for (var k = _columnPointers[column]; k < _columnPointers[column + 1]; k++)
            {
                var slot = next[_rowIndices[k]]++;
                indices[slot] = column;
                map[slot] = k;
            }
        }

        return Tuple.Create(Adopt(Columns, Rows, pointers, indices), ImmutableCollectionsMarshal.AsImmutableArray(map));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Validate(int rows, int columns, int[] columnPointers, int[] rowIndices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (columnPointers.Length != columns + 1)
            throw new ArgumentException($"colptr has {columnPointers.Length} entries; a matrix with {columns} columns needs {columns + 1}.", nameof(columnPointers));
        if (columnPointers[0] != 0)
            throw new ArgumentException($"colptr must start at 0, not {columnPointers[0]}.", nameof(columnPointers));
        if (columnPointers[columns] != rowIndices.Length)
            throw new ArgumentException($"colptr ends at {columnPointers[columns]}, but there are {rowIndices.Length} row indices; the two must be equal.", nameof(columnPointers));
        for (var column = 0; column < columns; column++)
        {
            if (columnPointers[column + 1] < columnPointers[column])
                throw new ArgumentException($"colptr decreases from {columnPointers[column]} to {columnPointers[column + 1]} at column {column}.", nameof(columnPointers));
            var previous = -1;
            for (var k = columnPointers[column]; k < columnPointers[column + 1]; k++)
            {
                if (k >= rowIndices.Length)
                    throw new ArgumentException($"colptr reaches {columnPointers[column + 1]} in column {column}, past the {rowIndices.Length} row indices.", nameof(columnPointers));
                var row = rowIndices[k];
                if ((uint)row >= (uint)rows)
                    throw new ArgumentException($"row index {row} in column {column} is outside 0..{rows - 1}.", nameof(rowIndices));
                if (row == previous)
                    throw new ArgumentException($"row {row} occurs twice in column {column}; add the two values into one entry.", nameof(rowIndices));
                if (row < previous)
                    throw new ArgumentException($"row indices of column {column} are not sorted: {row} follows {previous}; sort them in increasing order.", nameof(rowIndices));
                previous = row;
            }
        }
    }

    private bool LastRowsAreOnOrAboveTheDiagonal()
    {
        // Rows increase within a column, so its last one decides.
        for (var column = 0; column < Columns; column++)
        {
            var end = _columnPointers[column + 1];
            if (end > _columnPointers[column] && _rowIndices[end - 1] > column) return false;
        }

        return true;
    }
}

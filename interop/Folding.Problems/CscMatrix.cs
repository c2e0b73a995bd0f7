using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Problems;

/// <summary>
/// An immutable sparse matrix: a <see cref="SparsityPattern"/> in compressed-column form and one value per stored entry.
/// Explicitly stored zeros are kept: they belong to the structure and receive a gradient.
/// </summary>
public sealed class CscMatrix
{
    private readonly double[] _values;

    /// <summary>Copies the values.</summary>
    /// <param name="pattern">Positions of the entries.</param>
    /// <param name="values">One value per entry, in stored order.</param>
    /// <exception cref="ArgumentException">The number of values differs from the number of entries.</exception>
    public CscMatrix(SparsityPattern pattern, ReadOnlySpan<double> values)
        : this(pattern ?? throw new ArgumentNullException(nameof(pattern)), values.ToArray())
    {
    }

    private CscMatrix(SparsityPattern pattern, double[] values)
    {
        if (values.Length != pattern.Count)
            throw new ArgumentException($"{values.Length} values for {pattern.Count} stored entries; the two must be equal.", nameof(values));
        Pattern = pattern;
        _values = values;
    }

    /// <summary>Positions of the stored entries.</summary>
    public SparsityPattern Pattern { get; }

    /// <summary>Value of each stored entry.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The values as an array that shares this matrix's memory.</summary>
    public ImmutableArray<double> ValueArray => ImmutableCollectionsMarshal.AsImmutableArray(_values);

    /// <summary>Number of rows.</summary>
    public int Rows => Pattern.Rows;

    /// <summary>Number of columns.</summary>
    public int Columns => Pattern.Columns;

    /// <summary>The entry at (row, column); 0 where nothing is stored.</summary>
    public double this[int row, int column]
    {
        get
        {
            var k = Pattern.IndexOf(row, column);
            return k < 0 ? 0 : _values[k];
        }
    }

    /// <summary>Takes ownership of the values (the caller must not change them afterwards).</summary>
    public static CscMatrix Adopt(SparsityPattern pattern, double[] values)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(values);
        return new(pattern, values);
    }

    /// <summary>A matrix without stored entries.</summary>
    public static CscMatrix Zero(int rows, int columns) => Adopt(SparsityPattern.Empty(rows, columns), []);

    /// <summary>The identity matrix of the given size.</summary>
    public static CscMatrix Identity(int size)
    {
        var values = new double[size];
        Array.Fill(values, 1);
        return Diagonal(values);
    }

    /// <summary>The diagonal matrix with the given diagonal; zeros are stored.</summary>
    public static CscMatrix Diagonal(ReadOnlySpan<double> diagonal)
    {
        var pointers = new int[diagonal.Length + 1];
        var indices = new int[diagonal.Length];
        for (var i = 0; i < diagonal.Length; i++)
        {
            pointers[i + 1] = i + 1;
            indices[i] = i;
        }

        return Adopt(SparsityPattern.Adopt(diagonal.Length, diagonal.Length, pointers, indices), diagonal.ToArray());
    }

    /// <summary>Stores the entries of a dense matrix that are not zero.</summary>
    public static CscMatrix FromDense(double[,] dense) => FromDense(dense, static (_, _) => true);

    /// <summary>Stores the nonzero entries on and above the diagonal of a symmetric dense matrix, as a quadratic program wants its P.</summary>
    /// <exception cref="ArgumentException">The matrix is not square or not symmetric; the message names the entry.</exception>
    public static CscMatrix UpperTriangleOf(double[,] symmetric)
    {
        ArgumentNullException.ThrowIfNull(symmetric);
        var n = symmetric.GetLength(0);
        if (symmetric.GetLength(1) != n)
            throw new ArgumentException($"A symmetric matrix is square; this one is {n} x {symmetric.GetLength(1)}.", nameof(symmetric));
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!symmetric[i, j].Equals(symmetric[j, i]))
                    throw new ArgumentException($"Entry ({i}, {j}) = {symmetric[i, j]:R} differs from entry ({j}, {i}) = {symmetric[j, i]:R}; the matrix must be symmetric.", nameof(symmetric));
            }
        }

        return FromDense(symmetric, static (i, j) => i <= j);
    }

    /// <summary>Builds a matrix from (row, column, value) triplets in any order; values at one position are added.</summary>
    /// <exception cref="ArgumentException">An index is outside the matrix.</exception>
    public static CscMatrix FromTriplets(int rows, int columns, IEnumerable<(int Row, int Column, double Value)> triplets)
    {
        ArgumentNullException.ThrowIfNull(triplets);
        var sorted = triplets.ToArray();
        foreach (var (row, column, _) in sorted)
        {
            if ((uint)row >= (uint)rows || (uint)column >= (uint)columns)
                throw new ArgumentException($"Entry ({row}, {column}) is outside a {rows} x {columns} matrix.", nameof(triplets));
        }

        // A stable order makes the sum of repeated entries reproducible to the bit.
        sorted = [.. sorted.OrderBy(static t => t.Column).ThenBy(static t => t.Row)];
        var pointers = new int[columns + 1];
        var indices = new List<int>(sorted.Length);
        var values = new List<double>(sorted.Length);
        var last = (Row: -1, Column: -1);
        foreach (var (row, column, value) in sorted)
        {
            if (last == (row, column))
            {
                values[^1] += value;
                continue;
            }

            last = (row, column);
            pointers[column + 1]++;
            indices.Add(row);
            values.Add(value);
        }

        for (var j = 0; j < columns; j++) pointers[j + 1] += pointers[j];
        return Adopt(SparsityPattern.Adopt(rows, columns, pointers, [.. indices]), [.. values]);
    }

    /// <summary>Stacks matrices of equal column count on top of each other.</summary>
    public static CscMatrix Stack(params ReadOnlySpan<CscMatrix> blocks)
    {
        if (blocks.IsEmpty) throw new ArgumentException("Nothing to stack.", nameof(blocks));
        var columns = blocks[0].Columns;
        int rows = 0, count = 0;
        foreach (var block in blocks)
        {
            if (block.Columns != columns)
                throw new ArgumentException($"Cannot stack a block of {block.Columns} columns under one of {columns}.", nameof(blocks));
            rows += block.Rows;
            count += block.Pattern.Count;
        }

        var pointers = new int[columns + 1];
        var indices = new int[count];
        var values = new double[count];
        var next = 0;
        for (var j = 0; j < columns; j++)
        {
            var offset = 0;
            foreach (var block in blocks)
            {
                var start = block.Pattern.ColumnPointers[j];
                var end = block.Pattern.ColumnPointers[j + 1];
                for (var k = start; k < end; k++)
                {
                    indices[next] = block.Pattern.RowIndices[k] + offset;
                    values[next++] = block._values[k];
                }

                offset += block.Rows;
            }

            pointers[j + 1] = next;
        }

        return Adopt(SparsityPattern.Adopt(rows, columns, pointers, indices), values);
    }

    /// <summary>A matrix with the same pattern instance and other values (copied).</summary>
    public CscMatrix WithValues(ReadOnlySpan<double> values) => new(Pattern, values);

    /// <summary>The transposed matrix.</summary>
    public CscMatrix Transpose()
    {
        var (pattern, map) = Pattern.Transpose();
        var values = new double[_values.Length];
        for (var k = 0; k < values.Length; k++) values[k] = _values[map[k]];
        return Adopt(pattern, values);
    }

    /// <summary>result = A x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(ReadOnlySpan<double> x, Span<double> result)
    {
        CheckLength(x.Length, Columns, nameof(x));
        CheckLength(result.Length, Rows, nameof(result));
        result.Clear();
        var pointers = Pattern.ColumnPointers;
        var indices = Pattern.RowIndices;
        // Row indices are checked when a pattern is made.
        ref var target = ref MemoryMarshal.GetReference(result);
        for (var j = 0; j < x.Length; j++)
        {
            var xj = x[j];
            if (xj == 0) continue;
            var rows = indices[pointers[j]..pointers[j + 1]];
            var values = _values.AsSpan(pointers[j], rows.Length);
            if (ContiguousRun.Is(rows))
            {
                ContiguousRun.AddScaled(values, xj, result.Slice(rows[0], rows.Length));
                continue;
            }

            for (var k = 0; k < rows.Length; k++) Unsafe.Add(ref target, rows[k]) += values[k] * xj;
        }
    }

    /// <summary>result += A' y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTransposedMultiply(ReadOnlySpan<double> y, Span<double> result)
    {
        CheckLength(y.Length, Rows, nameof(y));
        CheckLength(result.Length, Columns, nameof(result));
        for (var j = 0; j < result.Length; j++) result[j] += Dot(j, y);
    }

    /// <summary>The product of column j with y.</summary>
    /// <exception cref="ArgumentException">y does not have one entry per row, or there is no such column.</exception>
    public double ColumnDot(int column, ReadOnlySpan<double> y)
    {
        CheckLength(y.Length, Rows, nameof(y));
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
        return Dot(column, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Dot(int column, ReadOnlySpan<double> y)
    {
        var start = Pattern.ColumnPointers[column];
        var rows = Pattern.RowIndices[start..Pattern.ColumnPointers[column + 1]];
        return Dot(rows, _values.AsSpan(start, rows.Length), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Dot(ReadOnlySpan<int> rows, ReadOnlySpan<double> values, ReadOnlySpan<double> y)
    {
        if (ContiguousRun.Is(rows)) return ContiguousRun.Dot(values[..rows.Length], y.Slice(rows[0], rows.Length));
        ref var source = ref MemoryMarshal.GetReference(y);
        double even = 0, odd = 0;
        var k = 0;
        for (; k + 1 < rows.Length; k += 2)
        {
            even += values[k] * Unsafe.Add(ref source, rows[k]);
            odd += values[k + 1] * Unsafe.Add(ref source, rows[k + 1]);
        }

        if (k < rows.Length) even += values[k] * Unsafe.Add(ref source, rows[k]);
        return even + odd;
    }

    /// <summary>result = S x, where this matrix holds the upper triangle of the symmetric matrix S.</summary>
    /// <exception cref="InvalidOperationException">An entry lies below the diagonal.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MultiplySymmetric(ReadOnlySpan<double> x, Span<double> result)
    {
        if (!Pattern.IsUpperTriangular)
            throw new InvalidOperationException("A symmetric product needs a square matrix that stores the upper triangle only.");
        CheckLength(x.Length, Columns, nameof(x));
        CheckLength(result.Length, Rows, nameof(result));
        result.Clear();
        var pointers = Pattern.ColumnPointers;
        var indices = Pattern.RowIndices;
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(result);
        for (var j = 0; j < x.Length; j++)
        {
            double sum = 0;
            var xj = x[j];
            var rows = indices[pointers[j]..pointers[j + 1]];
            var values = _values.AsSpan(pointers[j], rows.Length);
            if (rows.Length > 0 && rows[^1] == j)
            {
                sum = values[^1] * xj;
                rows = rows[..^1];
            }

            if (xj == 0)
            {
                result[j] += sum + Dot(rows, values, x);
                continue;
            }

            if (ContiguousRun.Is(rows))
            {
                sum += ContiguousRun.DotAndAddScaled(values[..rows.Length], x.Slice(rows[0], rows.Length), xj, result.Slice(rows[0], rows.Length));
                result[j] += sum;
                continue;
            }

            for (var k = 0; k < rows.Length; k++)
            {
                var i = rows[k];
                sum += values[k] * Unsafe.Add(ref source, i);
                Unsafe.Add(ref target, i) += values[k] * xj;
            }

            result[j] += sum;
        }
    }

    /// <summary>x'Sx, where this matrix holds the upper triangle of the symmetric matrix S. Allocates nothing.</summary>
    /// <exception cref="InvalidOperationException">An entry lies below the diagonal.</exception>
    public double QuadraticForm(ReadOnlySpan<double> x)
    {
        if (!Pattern.IsUpperTriangular)
            throw new InvalidOperationException("A quadratic form needs a square matrix that stores the upper triangle only.");
        CheckLength(x.Length, Columns, nameof(x));
        var pointers = Pattern.ColumnPointers;
        var indices = Pattern.RowIndices;
        double sum = 0;
        for (var j = 0; j < x.Length; j++)
        {
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
                sum += (indices[k] == j ? 1 : 2) * _values[k] * x[indices[k]] * x[j];
        }

        return sum;
    }

    /// <summary>The matrix as a dense array; for small matrices and tests.</summary>
    public double[,] ToDense()
    {
        var dense = new double[Rows, Columns];
        foreach (var (row, column, value) in Entries()) dense[row, column] = value;
        return dense;
    }

    /// <summary>The stored entries in stored order.</summary>
    public IEnumerable<(int Row, int Column, double Value)> Entries()
    {
        for (var j = 0; j < Columns; j++)
        {
            for (var k = Pattern.ColumnPointers[j]; k < Pattern.ColumnPointers[j + 1]; k++)
                yield return (Pattern.RowIndices[k], j, _values[k]);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Pattern.ToString();

    private static CscMatrix FromDense(double[,] dense, Func<int, int, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(dense);
        int rows = dense.GetLength(0), columns = dense.GetLength(1);
        var pointers = new int[columns + 1];
        var indices = new List<int>();
        var values = new List<double>();
        for (var j = 0; j < columns; j++)
        {
            for (var i = 0; i < rows; i++)
            {
                if (dense[i, j] == 0 || !keep(i, j)) continue;
                indices.Add(i);
                values.Add(dense[i, j]);
            }

            pointers[j + 1] = indices.Count;
        }

        return Adopt(SparsityPattern.Adopt(rows, columns, pointers, [.. indices]), [.. values]);
    }

    private static void CheckLength(int actual, int expected, string name)
    {
        if (actual != expected)
            throw new ArgumentException($"{name} has length {actual}; the matrix needs {expected}.", name);
    }
}

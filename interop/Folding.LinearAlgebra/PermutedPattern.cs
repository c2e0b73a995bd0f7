using System.Buffers;
using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// The upper triangle of <c>Q S Q'</c> in compressed columns, where S is a symmetric matrix given by its upper triangle and row k of
/// the result is row <c>order[k]</c> of S. Rows are not sorted within a column.
/// </summary>
internal sealed class PermutedPattern
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private PermutedPattern(SparsityPattern upper, int[] order, int[] permutedRows, int[] sources)
    {
        var n = order.Length;
        Order = order;
        Inverse = new int[n];
        for (var k = 0; k < n; k++) Inverse[order[k]] = k;
        Pointers = new int[n + 1];
        Rows = permutedRows;
        Sources = sources;
        var next = CountColumns(upper, Inverse, Pointers);
        var pointers = upper.ColumnPointers;
        var rows = upper.RowIndices;
        for (var j = 0; j < n; j++)
        {
            var c = Inverse[j];
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                var r = Inverse[rows[k]];
                var slot = next[Math.Max(c, r)]++;
                permutedRows[slot] = Math.Min(c, r);
                sources[slot] = k;
            }
        }
    }

    public PermutedPattern(SparsityPattern upper, int[] order)
        : this(upper, order, GC.AllocateUninitializedArray<int>(upper.Count), GC.AllocateUninitializedArray<int>(upper.Count))
    {
    }

    /// <summary>One that is used up by <paramref name="build"/> and whose entries are gone afterwards.</summary>
    public static TResult Use<TResult>(SparsityPattern upper, int[] order, Func<PermutedPattern, TResult> build)
    {
        int[] rows = ArrayPool<int>.Shared.Rent(upper.Count), sources = ArrayPool<int>.Shared.Rent(upper.Count);
        var result = build(new(upper, order, rows, sources));
        ArrayPool<int>.Shared.Return(rows);
        ArrayPool<int>.Shared.Return(sources);
        return result;
    }

    /// <summary>The rows alone, for an analysis that will change the order again; returns the column pointers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] Permute(SparsityPattern upper, int[] order, int[] permutedRows)
    {
        var n = order.Length;
        var inverse = new int[n];
        for (var k = 0; k < n; k++) inverse[order[k]] = k;
        var permutedPointers = new int[n + 1];
        var next = CountColumns(upper, inverse, permutedPointers);
        var pointers = upper.ColumnPointers;
        var rows = upper.RowIndices;
        for (var j = 0; j < n; j++)
        {
            var c = inverse[j];
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                var r = inverse[rows[k]];
                permutedRows[next[Math.Max(c, r)]++] = Math.Min(c, r);
            }
        }

        return permutedPointers;
    }

    /// <summary>Fills the column pointers and returns a copy that moves while columns are filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] CountColumns(SparsityPattern upper, int[] inverse, int[] permutedPointers)
    {
        var pointers = upper.ColumnPointers;
        var rows = upper.RowIndices;
        for (var j = 0; j < inverse.Length; j++)
        {
            var c = inverse[j];
            for (var k = pointers[j]; k < pointers[j + 1]; k++) permutedPointers[Math.Max(c, inverse[rows[k]]) + 1]++;
        }

        for (var c = 0; c < inverse.Length; c++) permutedPointers[c + 1] += permutedPointers[c];
        return permutedPointers.AsSpan(0, inverse.Length).ToArray();
    }

    /// <summary>Original index of each row.</summary>
    public int[] Order { get; }

    /// <summary>New position of each original row.</summary>
    public int[] Inverse { get; }

    /// <summary>Column pointers.</summary>
    public int[] Pointers { get; }

    /// <summary>Row of each entry, at most its column; the array may be longer than there are entries.</summary>
    public int[] Rows { get; }

    /// <summary>Which entry of the given pattern each entry is; the array may be longer than there are entries.</summary>
    public int[] Sources { get; }
}

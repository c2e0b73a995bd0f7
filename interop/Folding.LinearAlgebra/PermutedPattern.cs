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
    public PermutedPattern(SparsityPattern upper, int[] order)
    {
        var n = order.Length;
        Order = order;
        Inverse = new int[n];
        for (var k = 0; k < n; k++) Inverse[order[k]] = k;
        Pointers = new int[n + 1];
        Rows = new int[upper.Count];
        Sources = new int[upper.Count];
        var pointers = upper.ColumnPointers;
        var rows = upper.RowIndices;
        for (var j = 0; j < n; j++)
        {
            var c = Inverse[j];
            for (var k = pointers[j]; k < pointers[j + 1]; k++) Pointers[Math.Max(c, Inverse[rows[k]]) + 1]++;
        }

        for (var c = 0; c < n; c++) Pointers[c + 1] += Pointers[c];
        var next = Pointers.AsSpan(0, n).ToArray();
        for (var j = 0; j < n; j++)
        {
            var c = Inverse[j];
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                var r = Inverse[rows[k]];
                var slot = next[Math.Max(c, r)]++;
                Rows[slot] = Math.Min(c, r);
                Sources[slot] = k;
            }
        }
    }

    /// <summary>Original index of each row.</summary>
    public int[] Order { get; }

    /// <summary>New position of each original row.</summary>
    public int[] Inverse { get; }

    /// <summary>Column pointers.</summary>
    public int[] Pointers { get; }

    /// <summary>Row of each entry, at most its column.</summary>
    public int[] Rows { get; }

    /// <summary>Which entry of the given pattern each entry is.</summary>
    public int[] Sources { get; }
}

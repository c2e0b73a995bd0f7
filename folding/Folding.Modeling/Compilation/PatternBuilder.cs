using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.Modeling;

/// <summary>Makes a sparsity pattern of positions in any order, and tells where each of them is stored.</summary>
internal static class PatternBuilder
{
    /// <summary>The pattern of all positions and, for each position, its place among the stored entries; two stable counting sorts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (SparsityPattern Pattern, int[] Slots) Build(int rows, int columns, ReadOnlySpan<(int Row, int Column)> positions)
    {
        var next = new int[Math.Max(rows, columns) + 1];
        int[] byRow = new int[positions.Length], order = new int[positions.Length];
        foreach (var (row, _) in positions) next[row + 1]++;
        for (var i = 0; i < rows; i++) next[i + 1] += next[i];
        for (var k = 0; k < positions.Length; k++) byRow[next[positions[k].Row]++] = k;

        Array.Clear(next);
        foreach (var (_, column) in positions) next[column + 1]++;
        for (var j = 0; j < columns; j++) next[j + 1] += next[j];
        foreach (var k in byRow) order[next[positions[k].Column]++] = k;

        var pointers = new int[columns + 1];
        var indices = new int[positions.Length];
        var slots = new int[positions.Length];
        var count = 0;
        for (var k = 0; k < order.Length; k++)
        {
            var (row, column) = positions[order[k]];
            if (k == 0 || positions[order[k - 1]] != (row, column))
            {
                indices[count++] = row;
                pointers[column + 1]++;
            }

            slots[order[k]] = count - 1;
        }

        for (var j = 0; j < columns; j++) pointers[j + 1] += pointers[j];
        return (SparsityPattern.Adopt(rows, columns, pointers, indices[..count]), slots);
    }
}

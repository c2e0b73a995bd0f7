using Folding.Problems;

namespace Folding.Modeling;

/// <summary>Makes a sparsity pattern of positions in any order, and tells where each of them is stored.</summary>
internal static class PatternBuilder
{
    /// <summary>The pattern of all positions and, for each position, its place among the stored entries; two stable counting sorts.</summary>
    public static (SparsityPattern Pattern, int[] Slots) Build(int rows, int columns, IReadOnlyList<(int Row, int Column)> positions)
    {
        var byRow = Sorted([.. Enumerable.Range(0, positions.Count)], k => positions[k].Row, rows);
        var order = Sorted(byRow, k => positions[k].Column, columns);
        var pointers = new int[columns + 1];
        var indices = new List<int>(positions.Count);
        var slots = new int[positions.Count];
        var last = (-1, -1);
        foreach (var k in order)
        {
            if (positions[k] != last)
            {
                last = positions[k];
                indices.Add(last.Item1);
                pointers[last.Item2 + 1]++;
            }

            slots[k] = indices.Count - 1;
        }

        for (var j = 0; j < columns; j++) pointers[j + 1] += pointers[j];
        return (SparsityPattern.Adopt(rows, columns, pointers, [.. indices]), slots);
    }

    private static int[] Sorted(int[] items, Func<int, int> key, int keys)
    {
        var next = new int[keys + 1];
        foreach (var item in items) next[key(item) + 1]++;
        for (var k = 0; k < keys; k++) next[k + 1] += next[k];
        var sorted = new int[items.Length];
        foreach (var item in items) sorted[next[key(item)]++] = item;
        return sorted;
    }
}

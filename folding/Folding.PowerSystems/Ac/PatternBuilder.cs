using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>Collects the positions that the terms of a sparse matrix write to, and says where each position is stored.</summary>
/// <param name="rows">Rows of the matrix.</param>
/// <param name="columns">Columns of the matrix.</param>
internal sealed class PatternBuilder(int rows, int columns)
{
    private readonly List<long> _positions = [];

    /// <summary>Adds a position; several terms may share it.</summary>
    public void Add(int row, int column) => _positions.Add(((long)column * rows) + row);

    /// <summary>Adds the position or its mirror image, whichever lies on or above the diagonal.</summary>
    public void AddSymmetric(int row, int column) => Add(Math.Min(row, column), Math.Max(row, column));

    /// <summary>The pattern, and for each position in the order it was added the index of its entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (SparsityPattern Pattern, int[] Slots) Build()
    {
        var keys = _positions.ToArray();
        var order = new int[keys.Length];
        for (var k = 0; k < order.Length; k++) order[k] = k;
        Array.Sort(keys, order);
        var pointers = new int[columns + 1];
        var indices = new List<int>(keys.Length);
        var slots = new int[keys.Length];
        for (var k = 0; k < keys.Length; k++)
        {
            if (k == 0 || keys[k] != keys[k - 1])
            {
                indices.Add((int)(keys[k] % rows));
                pointers[(int)(keys[k] / rows) + 1]++;
            }

            slots[order[k]] = indices.Count - 1;
        }

        for (var j = 0; j < columns; j++) pointers[j + 1] += pointers[j];
        return (SparsityPattern.Adopt(rows, columns, pointers, [.. indices]), slots);
    }
}

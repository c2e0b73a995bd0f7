using System.Buffers;
using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// The graph of a symmetric matrix: each row lists the rows it touches, but for nearly full rows, which go last in any order that saves fill. They
/// take no part in the elimination, list nothing and are listed nowhere.
/// </summary>
internal sealed class AdjacencyLists
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public AdjacencyLists(SparsityPattern upper)
    {
        var order = upper.Columns;
        var pointers = upper.ColumnPointers;
        var rows = upper.RowIndices;
        Degree = new int[order];
        for (var j = 0; j < order; j++)
        {
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                if (rows[k] == j) continue;
                Degree[rows[k]]++;
                Degree[j]++;
            }
        }

        Length = (int[])Degree.Clone();
        var denseFrom = DenseFrom(Length);
        IsDense = Array.ConvertAll(Length, length => length > denseFrom);
        for (var j = 0; j < order; j++)
        {
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                if (IsDense[rows[k]] == IsDense[j]) continue;
                Length[IsDense[j] ? rows[k] : j]--;
            }
        }

        Start = new int[order + 1];
        for (var i = 0; i < order; i++) Start[i + 1] = Start[i] + (IsDense[i] ? 0 : Length[i]);

        // The quotient graph of an elimination never outgrows the original one, so room for one more list of n variables is always enough.
        Rows = ArrayPool<int>.Shared.Rent(Start[order] + (Start[order] / 4) + order);
        var fill = Start.AsSpan(0, order).ToArray();
        for (var j = 0; j < order; j++)
        {
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                var i = rows[k];
                if (i == j || IsDense[i] || IsDense[j]) continue;
                Rows[fill[i]++] = j;
                Rows[fill[j]++] = i;
            }
        }
    }

    /// <summary>The lists one after the other, with room for more; from the shared pool.</summary>
    public int[] Rows { get; }

    /// <summary>Where each list begins in <see cref="Rows"/>; the last entry is the end of all.</summary>
    public int[] Start { get; }

    /// <summary>Length of each list; of a dense row what orders it among the dense ones.</summary>
    public int[] Length { get; }

    /// <summary>Rows that each row touches, dense ones included: a column that touches them fills them.</summary>
    public int[] Degree { get; }

    /// <summary>Whether a row goes last.</summary>
    public bool[] IsDense { get; }

    /// <summary>
    /// The degree beyond which a row is left to the end: 10 sqrt(n), or 4 sqrt(n) where no more than sqrt(n) rows reach it. A few such
    /// rows are touched by most eliminations, which makes the ordering slow and changes little in its result.
    /// </summary>
    private static double DenseFrom(int[] lengths)
    {
        var root = Math.Sqrt(lengths.Length);
        var few = Math.Max(16, 4 * root);
        var count = 0;
        foreach (var length in lengths)
        {
            if (length > few) count++;
        }

        return count <= root ? few : Math.Max(16, 10 * root);
    }
}

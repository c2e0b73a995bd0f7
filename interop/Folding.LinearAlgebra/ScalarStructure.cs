using System.Runtime.CompilerServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// The pattern of the factor L entry by entry: by columns (<see cref="Pointers"/>, <see cref="Rows"/>, rows increasing) and by rows
/// (<see cref="RowPointers"/>, <see cref="RowColumns"/>, columns increasing), diagonal left out. Used where the factor is so sparse
/// that dense blocks would not pay.
/// </summary>
internal sealed class ScalarStructure
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ScalarStructure(PermutedPattern matrix, int[] parent, int[] counts)
    {
        var n = parent.Length;
        Pointers = new int[n + 1];
        for (var j = 0; j < n; j++) Pointers[j + 1] = checked(Pointers[j] + counts[j]);
        Rows = new int[Pointers[n]];
        RowPointers = new int[n + 1];
        RowColumns = new int[Pointers[n]];
        var next = new int[n];
        var mark = new int[n];
        Array.Copy(Pointers, next, n);
        Array.Fill(mark, -1);

        // Row k of L is the union of the tree paths from the entries of row k of the matrix up to k.
        for (var k = 0; k < n; k++)
        {
            var length = 0;
            mark[k] = k;
            for (var p = matrix.Pointers[k]; p < matrix.Pointers[k + 1]; p++)
            {
                for (var j = matrix.Rows[p]; mark[j] != k; j = parent[j])
                {
                    mark[j] = k;
                    Rows[next[j]++] = k;
                    length++;
                }
            }

            RowPointers[k + 1] = RowPointers[k] + length;
        }

        Array.Copy(RowPointers, next, n);
        for (var j = 0; j < n; j++)
        {
            for (var p = Pointers[j]; p < Pointers[j + 1]; p++) RowColumns[next[Rows[p]]++] = j;
        }
    }

    /// <summary>Column pointers of L.</summary>
    public int[] Pointers { get; }

    /// <summary>Row of each entry, column by column.</summary>
    public int[] Rows { get; }

    /// <summary>Row pointers of L.</summary>
    public int[] RowPointers { get; }

    /// <summary>Column of each entry, row by row.</summary>
    public int[] RowColumns { get; }
}

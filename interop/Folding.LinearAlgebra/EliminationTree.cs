using System.Buffers;
using System.Runtime.CompilerServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// The elimination tree of a symmetric matrix: the parent of column j is the row of the first entry below the diagonal of
/// column j of the factor (Liu, SIAM J. Matrix Anal. Appl. 11, 1990); a root has parent -1.
/// </summary>
internal static class EliminationTree
{
    /// <summary>Parents, from the upper triangle in compressed columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] Parents(ReadOnlySpan<int> pointers, ReadOnlySpan<int> rows)
    {
        var n = pointers.Length - 1;
        var parent = new int[n];
        var ancestor = new int[n];
        for (var j = 0; j < n; j++)
        {
            parent[j] = -1;
            ancestor[j] = -1;
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                // Climb from i to its present root, pointing everything on the way at j.
                for (var i = rows[k]; i != -1 && i < j;)
                {
                    var up = ancestor[i];
                    ancestor[i] = j;
                    if (up == -1) parent[i] = j;
                    i = up;
                }
            }
        }

        return parent;
    }

    /// <summary>
    /// A postorder: entry k is the k-th node; every node follows its descendants, which directly precede it. Of the children of a node
    /// the heaviest comes first where weights are given.
    /// </summary>
    public static int[] Postorder(ReadOnlySpan<int> parent, ReadOnlySpan<int> weights = default)
    {
        var n = parent.Length;
        var firstChild = new int[n];
        var nextSibling = new int[n];
        Array.Fill(firstChild, -1);
        var firstRoot = -1;
        for (var j = n - 1; j >= 0; j--)
        {
            ref var head = ref parent[j] == -1 ? ref firstRoot : ref firstChild[parent[j]];
            if (!weights.IsEmpty && head != -1 && weights[j] < weights[head])
            {
                nextSibling[j] = nextSibling[head];
                nextSibling[head] = j;
                continue;
            }

            nextSibling[j] = head;
            head = j;
        }

        var order = new int[n];
        var next = 0;
        for (var root = firstRoot; root != -1; root = nextSibling[root])
        {
            var node = root;
            while (true)
            {
                while (firstChild[node] != -1)
                {
                    var child = firstChild[node];
                    firstChild[node] = nextSibling[child];
                    node = child;
                }

                order[next++] = node;
                if (node == root) break;
                node = parent[node];
            }
        }

        return order;
    }

    /// <summary>
    /// Number of entries below the diagonal of each column of the factor, for a postordered matrix
    /// (Gilbert, Ng and Peyton, SIAM J. Matrix Anal. Appl. 15, 1994): column j gains an entry for every row subtree of which it is
    /// a leaf, and loses one where the paths of two consecutive leaves meet.
    /// </summary>
    /// <param name="parent">Parents in the postordered tree.</param>
    /// <param name="pointers">Column pointers of the upper triangle before it was postordered.</param>
    /// <param name="rows">Row indices of that triangle.</param>
    /// <param name="position">Place of each of its rows in the postorder. A row with an entry in column c is a descendant of c, so it still precedes c there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] ColumnCounts(ReadOnlySpan<int> parent, ReadOnlySpan<int> pointers, ReadOnlySpan<int> rows, ReadOnlySpan<int> position)
    {
        var n = parent.Length;

        // rowColumns: for each row r the columns c > r with an entry (r, c).
        var rowPointers = new int[n + 2];
        for (var c = 0; c < n; c++)
        {
            for (var k = pointers[c]; k < pointers[c + 1]; k++)
            {
                if (rows[k] < c) rowPointers[position[rows[k]] + 2]++;
            }
        }

        for (var i = 0; i < n; i++) rowPointers[i + 2] += rowPointers[i + 1];
        var rowColumns = ArrayPool<int>.Shared.Rent(rowPointers[n + 1]);
        for (var c = 0; c < n; c++)
        {
            for (var k = pointers[c]; k < pointers[c + 1]; k++)
            {
                if (rows[k] < c) rowColumns[rowPointers[position[rows[k]] + 1]++] = position[c];
            }
        }

        var first = new int[n];
        var count = new int[n];
        Array.Fill(first, -1);
        for (var j = 0; j < n; j++)
        {
            if (first[j] == -1)
            {
                first[j] = j;
                count[j] = 1;
            }

            if (parent[j] != -1 && first[parent[j]] == -1) first[parent[j]] = first[j];
        }

        var previousLeaf = new int[n];
        var largestFirst = new int[n];
        var set = new int[n];
        for (var j = 0; j < n; j++)
        {
            previousLeaf[j] = -1;
            largestFirst[j] = -1;
            set[j] = j;
        }

        for (var j = 0; j < n; j++)
        {
            if (parent[j] != -1) count[parent[j]]--;
            for (var k = rowPointers[j]; k < rowPointers[j + 1]; k++)
            {
                var i = rowColumns[k];
                if (first[j] <= largestFirst[i]) continue;
                largestFirst[i] = first[j];
                count[j]++;
                if (previousLeaf[i] != -1) count[FindRoot(set, previousLeaf[i])]--;
                previousLeaf[i] = j;
            }

            if (parent[j] != -1) set[j] = parent[j];
        }

        for (var j = 0; j < n; j++)
        {
            if (parent[j] != -1) count[parent[j]] += count[j];
        }

        ArrayPool<int>.Shared.Return(rowColumns);

        // So far the diagonal was counted.
        for (var j = 0; j < n; j++) count[j]--;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FindRoot(int[] set, int node)
    {
        var root = node;
        while (set[root] != root) root = set[root];
        while (set[node] != root)
        {
            var up = set[node];
            set[node] = root;
            node = up;
        }

        return root;
    }
}

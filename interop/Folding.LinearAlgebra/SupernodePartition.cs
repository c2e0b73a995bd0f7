using System.Runtime.CompilerServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// Groups the columns of a postordered factor into supernodes, sets of columns treated as one dense trapezoid. A column joins its
/// only child when their patterns agree (fundamental supernodes); then a child is merged into its parent, or into a sibling of the same rows,
/// where the zeros this stores are few (relaxed amalgamation, Ashcraft and Grimes, ACM TOMS 15, 1989). The result is a new elimination order in which every supernode is a
/// range of columns, children precede parents, and the child with the largest subtree comes first.
/// </summary>
internal sealed class SupernodePartition
{
    private const int ZerosPerColumn = 8;

    private SupernodePartition(int[] order, int[] firstColumn, int[] parent)
    {
        Order = order;
        FirstColumn = firstColumn;
        Parent = parent;
    }

    /// <summary>Postordered column of each column of the new order.</summary>
    public int[] Order { get; }

    /// <summary>First column of each supernode, and the number of columns at the end.</summary>
    public int[] FirstColumn { get; }

    /// <summary>Parent supernode, -1 for a root.</summary>
    public int[] Parent { get; }

    /// <summary>Mean number of columns of a supernode, weighted by the arithmetic in it.</summary>
    public double TypicalWidth { get; private set; }

    /// <summary>Forms the supernodes.</summary>
    /// <param name="parent">Elimination tree of the postordered matrix.</param>
    /// <param name="counts">Entries below the diagonal of each column of the factor.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SupernodePartition Create(int[] parent, int[] counts)
    {
        var n = parent.Length;
        var children = new int[n];
        foreach (var p in parent)
        {
            if (p != -1) children[p]++;
        }

        var nodeOf = new int[n];
        var start = new int[n + 1];
        var nodes = 0;
        for (var j = 0; j < n; j++)
        {
            var continues = j > 0 && parent[j - 1] == j && children[j] == 1 && counts[j - 1] == counts[j] + 1;
            if (!continues) start[nodes++] = j;
            nodeOf[j] = nodes - 1;
        }

        start[nodes] = n;
        var nodeParent = new int[nodes];
        var columns = new int[nodes];
        var below = new int[nodes];
        for (var s = 0; s < nodes; s++)
        {
            var last = start[s + 1] - 1;
            nodeParent[s] = parent[last] == -1 ? -1 : nodeOf[parent[last]];
            columns[s] = start[s + 1] - start[s];
            below[s] = counts[last];
        }

        var mergedInto = Amalgamate(nodeParent, columns, below);
        var partition = Renumber(start, nodeParent, mergedInto, n);
        partition.TypicalWidth = WidthByArithmetic(mergedInto, columns, below);
        return partition;
    }

    /// <summary>Decides which supernode is merged into which later one; -1 where it stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Amalgamate(int[] parent, int[] columns, int[] below)
    {
        var nodes = parent.Length;
        var mergedInto = new int[nodes];
        var zeros = new long[nodes];
        var front = new int[nodes];   // rows of a supernode before anything is merged into it
        var sibling = new int[nodes]; // last child that touches every row of its parent and was not merged into it
        Array.Fill(mergedInto, -1);
        Array.Fill(sibling, -1);
        for (var s = 0; s < nodes; s++) front[s] = columns[s] + below[s];
        for (var s = 0; s < nodes; s++)
        {
            var p = parent[s];
            if (p == -1 || TryMerge(s, p) || below[s] != front[p]) continue;
            if (sibling[p] != -1) TryMerge(sibling[p], s);
            sibling[p] = s;
        }

        return mergedInto;

        bool TryMerge(int from, int into)
        {
            var width = columns[from] + columns[into];
            var total = Trapezoid(width, below[into]);
            var entries = Trapezoid(columns[from], below[from]) - zeros[from] + Trapezoid(columns[into], below[into]) - zeros[into];
            if (!Worthwhile(width, total - entries, total)) return false;
            mergedInto[from] = into;
            columns[into] = width;
            zeros[into] = total - entries;
            return true;
        }
    }

    /// <summary>Few zeros a column are cheaper than one more supernode; beyond that the share of zeros must be small, the smaller the wider the block.</summary>
    private static bool Worthwhile(int width, long zeros, long total) =>
        zeros <= ZerosPerColumn * width || zeros <= total * (width <= 16 ? 0.25 : width <= 48 ? 0.15 : 0.08);

    private static long Trapezoid(long columns, long below) => (columns * (columns + 1) / 2) + (columns * below);

    private static double WidthByArithmetic(int[] mergedInto, int[] columns, int[] below)
    {
        double weighted = 0, flops = 0;
        for (var s = 0; s < columns.Length; s++)
        {
            if (mergedInto[s] != -1) continue;
            double rows = columns[s] + below[s];
            flops += columns[s] * rows * rows;
            weighted += columns[s] * columns[s] * rows * rows;
        }

        return flops == 0 ? 0 : weighted / flops;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static SupernodePartition Renumber(int[] start, int[] parent, int[] mergedInto, int n)
    {
        var nodes = parent.Length;
        var root = new int[nodes];
        for (var s = nodes - 1; s >= 0; s--) root[s] = mergedInto[s] == -1 ? s : root[mergedInto[s]];

        // Survivors in their present order, then in a postorder of the new tree.
        var number = new int[nodes];
        var survivors = 0;
        for (var s = 0; s < nodes; s++)
        {
            if (mergedInto[s] == -1) number[s] = survivors++;
        }

        var tree = new int[survivors];
        var weight = new int[survivors];
        for (var s = 0; s < nodes; s++)
        {
            weight[number[root[s]]] += start[s + 1] - start[s];
            if (mergedInto[s] == -1) tree[number[s]] = parent[s] == -1 ? -1 : number[root[parent[s]]];
        }

        var columns = weight.AsSpan().ToArray();
        for (var s = 0; s < survivors; s++)
        {
            if (tree[s] != -1) weight[tree[s]] += weight[s];
        }

        var postorder = EliminationTree.Postorder(tree, weight);
        var position = new int[survivors];
        for (var k = 0; k < survivors; k++) position[postorder[k]] = k;
        var newParent = new int[survivors];
        var firstColumn = new int[survivors + 1];
        for (var k = 0; k < survivors; k++)
        {
            var s = postorder[k];
            newParent[k] = tree[s] == -1 ? -1 : position[tree[s]];
            firstColumn[k + 1] = firstColumn[k] + columns[s];
        }

        var next = firstColumn.AsSpan(0, survivors).ToArray();
        var order = new int[n];
        for (var s = 0; s < nodes; s++)
        {
            ref var slot = ref next[position[number[root[s]]]];
            for (var j = start[s]; j < start[s + 1]; j++) order[slot++] = j;
        }

        return new(order, firstColumn, newParent);
    }
}

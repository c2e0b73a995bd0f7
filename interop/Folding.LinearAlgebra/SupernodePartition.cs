namespace Folding.LinearAlgebra;

/// <summary>
/// Groups the columns of a postordered factor into supernodes, sets of columns treated as one dense trapezoid. A column joins its only
/// successor when their patterns agree (maximal supernodes); then a child is merged into its parent where the zeros this stores are few
/// (relaxed amalgamation, Ashcraft and Grimes, ACM TOMS 15, 1989). The result is a new elimination order in which every supernode is a
/// range of columns and children precede parents.
/// </summary>
internal sealed class SupernodePartition
{
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

    /// <summary>Forms the supernodes.</summary>
    /// <param name="parent">Elimination tree of the postordered matrix.</param>
    /// <param name="counts">Entries below the diagonal of each column of the factor.</param>
    public static SupernodePartition Create(int[] parent, int[] counts)
    {
        var n = parent.Length;
        var nodeOf = new int[n];
        var start = new int[n + 1];
        var nodes = 0;
        for (var j = 0; j < n; j++)
        {
            var continues = j > 0 && parent[j - 1] == j && counts[j - 1] == counts[j] + 1;
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
        return Renumber(start, nodeParent, mergedInto, n);
    }

    /// <summary>Decides which supernode is merged into its parent; entry s is the parent, or -1 where s stays.</summary>
    private static int[] Amalgamate(int[] parent, int[] columns, int[] below)
    {
        var nodes = parent.Length;
        var mergedInto = new int[nodes];
        var zeros = new long[nodes];
        Array.Fill(mergedInto, -1);
        for (var s = 0; s < nodes; s++)
        {
            var p = parent[s];
            if (p == -1) continue;
            var width = columns[s] + columns[p];
            var total = Trapezoid(width, below[p]);
            var stored = total - (Trapezoid(columns[s], below[s]) - zeros[s]) - (Trapezoid(columns[p], below[p]) - zeros[p]);
            if (!Worthwhile(width, stored, total)) continue;
            mergedInto[s] = p;
            columns[p] = width;
            zeros[p] = stored;
        }

        return mergedInto;
    }

    /// <summary>Narrow blocks cost more in overhead than in arithmetic, so they may hold many zeros.</summary>
    private static bool Worthwhile(int width, long zeros, long total) => width switch
    {
        <= 4 => zeros <= 0.7 * total,
        <= 16 => zeros <= 0.4 * total,
        <= 48 => zeros <= 0.1 * total,
        _ => zeros <= 0.05 * total,
    };

    private static long Trapezoid(long columns, long below) => (columns * (columns + 1) / 2) + (columns * below);

    private static SupernodePartition Renumber(int[] start, int[] parent, int[] mergedInto, int n)
    {
        var nodes = parent.Length;
        var root = new int[nodes];
        for (var s = nodes - 1; s >= 0; s--) root[s] = mergedInto[s] == -1 ? s : root[mergedInto[s]];

        // Survivors keep their relative order, which is a postorder of the new tree as well.
        var number = new int[nodes];
        var survivors = 0;
        for (var s = 0; s < nodes; s++)
        {
            if (mergedInto[s] == -1) number[s] = survivors++;
        }

        var newParent = new int[survivors];
        var firstColumn = new int[survivors + 1];
        for (var s = 0; s < nodes; s++)
        {
            firstColumn[number[root[s]] + 1] += start[s + 1] - start[s];
            if (mergedInto[s] == -1) newParent[number[s]] = parent[s] == -1 ? -1 : number[root[parent[s]]];
        }

        for (var s = 0; s < survivors; s++) firstColumn[s + 1] += firstColumn[s];
        var next = firstColumn.AsSpan(0, survivors).ToArray();
        var order = new int[n];
        for (var s = 0; s < nodes; s++)
        {
            ref var slot = ref next[number[root[s]]];
            for (var j = start[s]; j < start[s + 1]; j++) order[slot++] = j;
        }

        return new(order, firstColumn, newParent);
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// The layout of a factor stored as dense blocks, one per supernode. A supernode of k columns with r rows below them is a
/// column-major block of <c>k8 + r8</c> slots by k columns, where r8 is r rounded up to a multiple of eight, and so is k8 unless k is less
/// than eight: pivot i sits in slot i, the i-th row below in slot k8 + i. The padding lets every kernel work on whole vectors.
/// The Schur complement a supernode passes to its parent (multifrontal method, Duff and Reid, ACM TOMS 9, 1983) is a column-major
/// r8 by r block. A parent is opened when its first child, the one with the largest subtree, is done, and takes every child's complement
/// at once; so the blocks alive are those of a few ancestors. Even and odd depths use two stacks, which keeps parent and child apart.
/// </summary>
internal sealed class SupernodeStructure
{
    /// <summary>Blocks and vectors are padded to this many entries.</summary>
    public const int Tile = 8;

    public SupernodeStructure(PermutedPattern matrix, SupernodePartition partition)
    {
        var nodes = partition.Parent.Length;
        FirstColumn = partition.FirstColumn;
        Parent = partition.Parent;
        RowPointers = new int[nodes + 1];
        ValuePointers = new int[nodes + 1];
        UpdatePointers = new int[nodes];
        EntryPointers = new int[nodes + 1];
        FirstChild = new int[nodes];
        NextSibling = new int[nodes];
        Array.Fill(FirstChild, -1);
        for (var s = nodes - 1; s >= 0; s--)
        {
            if (Parent[s] == -1) continue;
            NextSibling[s] = FirstChild[Parent[s]];
            FirstChild[Parent[s]] = s;
        }

        var nodeOf = new int[matrix.Order.Length];
        for (var s = 0; s < nodes; s++) nodeOf.AsSpan(FirstColumn[s], Columns(s)).Fill(s);
        Rows = BuildRows(matrix, nodeOf);
        RelativeSlots = BuildRelativeSlots();
        RunStarts = BuildRunStarts();
        var entryCount = matrix.Pointers[^1];
        EntrySources = GC.AllocateUninitializedArray<int>(entryCount);
        EntryTargets = GC.AllocateUninitializedArray<int>(entryCount);
        LayOutValues();
        BuildEntries(matrix, nodeOf);
        UpdateLength = LayOutUpdates();
    }

    /// <summary>Number of supernodes.</summary>
    public int Count => Parent.Length;

    /// <summary>First column of each supernode, and the order of the matrix at the end.</summary>
    public int[] FirstColumn { get; }

    /// <summary>Parent supernode, -1 for a root.</summary>
    public int[] Parent { get; }

    /// <summary>First child of each supernode, -1 for a leaf.</summary>
    public int[] FirstChild { get; }

    /// <summary>Next child of the same parent, -1 for the last.</summary>
    public int[] NextSibling { get; }

    /// <summary>Where the rows below the pivots of each supernode begin in <see cref="Rows"/>.</summary>
    public int[] RowPointers { get; }

    /// <summary>Rows below the pivots, increasing within a supernode.</summary>
    public int[] Rows { get; }

    /// <summary>Slot of each of those rows in the block of the parent.</summary>
    public int[] RelativeSlots { get; }

    /// <summary>From which of its rows on each supernode's rows are consecutive slots of the parent.</summary>
    public int[] RunStarts { get; }

    /// <summary>Where each block begins among the values; the total number at the end.</summary>
    public int[] ValuePointers { get; }

    /// <summary>Where the Schur complement of each supernode begins in the workspace.</summary>
    public int[] UpdatePointers { get; }

    /// <summary>Length of the workspace for Schur complements.</summary>
    public int UpdateLength { get; }

    /// <summary>Matrix entries of each supernode: a range of <see cref="EntrySources"/> and <see cref="EntryTargets"/>.</summary>
    public int[] EntryPointers { get; }

    /// <summary>Index among the given values.</summary>
    public int[] EntrySources { get; }

    /// <summary>Index among the values of the factor.</summary>
    public int[] EntryTargets { get; }

    /// <summary>Largest number of rows of a block, pivots and rows below padded to multiples of eight.</summary>
    public int LargestBlock { get; private set; }

    /// <summary>Largest padded number of rows below the pivots.</summary>
    public int LargestBelow { get; private set; }

    public int Columns(int s) => FirstColumn[s + 1] - FirstColumn[s];

    public int Below(int s) => RowPointers[s + 1] - RowPointers[s];

    public static int Pad(int length) => (length + Tile - 1) & -Tile;

    /// <summary>Slots of the pivots of a block with the given number of columns.</summary>
    public static int PivotSlots(int columns) => columns < Tile ? columns : Pad(columns);

    public int Slots(int s) => PivotSlots(Columns(s)) + Pad(Below(s));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] BuildRows(PermutedPattern matrix, int[] nodeOf)
    {
        // Entries below the pivots, by supernode: column c of the upper triangle names row c below each of its rows.
        var pointers = new int[Count + 1];
        int[] columnPointers = matrix.Pointers, matrixRows = matrix.Rows;
        for (var c = 0; c < nodeOf.Length; c++)
        {
            var first = FirstColumn[nodeOf[c]];
            for (var p = columnPointers[c]; p < columnPointers[c + 1]; p++)
            {
                if (matrixRows[p] < first) pointers[nodeOf[matrixRows[p]] + 1]++;
            }
        }

        for (var s = 0; s < Count; s++) pointers[s + 1] += pointers[s];
        var entries = ArrayPool<int>.Shared.Rent(pointers[Count]);
        var next = pointers.AsSpan(0, Count).ToArray();
        for (var c = 0; c < nodeOf.Length; c++)
        {
            var first = FirstColumn[nodeOf[c]];
            for (var p = columnPointers[c]; p < columnPointers[c + 1]; p++)
            {
                if (matrixRows[p] < first) entries[next[nodeOf[matrixRows[p]]]++] = c;
            }
        }

        var mark = new int[nodeOf.Length];
        Array.Fill(mark, -1);
        var rows = ArrayPool<int>.Shared.Rent(Math.Max(16, 2 * pointers[Count]));
        var count = 0;
        for (var s = 0; s < Count; s++)
        {
            RowPointers[s] = count;
            var end = FirstColumn[s + 1];
            var sorted = true;
            for (var child = FirstChild[s]; child != -1; child = NextSibling[child])
                Add(rows.AsSpan(RowPointers[child], Below(child)));
            Add(entries.AsSpan(pointers[s], pointers[s + 1] - pointers[s]));
            if (!sorted) rows.AsSpan(RowPointers[s], count - RowPointers[s]).Sort();
            RowPointers[s + 1] = count;

            void Add(ReadOnlySpan<int> candidates)
            {
                if (count + candidates.Length > rows.Length) Grow(count + candidates.Length);
                foreach (var row in candidates)
                {
                    if (row < end || mark[row] == s) continue;
                    mark[row] = s;
                    sorted &= count == RowPointers[s] || rows[count - 1] < row;
                    rows[count++] = row;
                }
            }
        }

        void Grow(int needed)
        {
            // The array before stays alive: candidates may lie in it.
            var larger = ArrayPool<int>.Shared.Rent(Math.Max(2 * rows.Length, needed));
            rows.AsSpan(0, count).CopyTo(larger);
            rows = larger;
        }

        var result = rows.AsSpan(0, count).ToArray();
        ArrayPool<int>.Shared.Return(entries);
        ArrayPool<int>.Shared.Return(rows);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] BuildRelativeSlots()
    {
        var slots = new int[Rows.Length];
        for (var s = 0; s < Count; s++)
        {
            var p = Parent[s];
            if (p == -1) continue;
            var first = FirstColumn[p];
            var end = FirstColumn[p + 1];
            var padded = PivotSlots(end - first);
            var position = RowPointers[p];
            for (var k = RowPointers[s]; k < RowPointers[s + 1]; k++)
            {
                if (Rows[k] < end)
                {
                    slots[k] = Rows[k] - first;
                    continue;
                }

                while (Rows[position] != Rows[k]) position++;
                slots[k] = padded + position - RowPointers[p];
            }
        }

        return slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] BuildRunStarts()
    {
        var starts = new int[Count];
        for (var s = 0; s < Count; s++)
        {
            var i = Below(s) - 1;
            var slots = RelativeSlots.AsSpan(RowPointers[s], Below(s));
            while (i > 0 && slots[i - 1] == slots[i] - 1) i--;
            starts[s] = Math.Max(i, 0);
        }

        return starts;
    }

    private void LayOutValues()
    {
        for (var s = 0; s < Count; s++)
        {
            ValuePointers[s + 1] = checked(ValuePointers[s] + (Slots(s) * Columns(s)));
            LargestBlock = Math.Max(LargestBlock, Pad(Columns(s)) + Pad(Below(s)));
            LargestBelow = Math.Max(LargestBelow, Pad(Below(s)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BuildEntries(PermutedPattern matrix, int[] nodeOf)
    {
        int[] columnPointers = matrix.Pointers, matrixRows = matrix.Rows, sources = matrix.Sources;
        for (var c = 0; c < nodeOf.Length; c++)
        {
            for (var p = columnPointers[c]; p < columnPointers[c + 1]; p++) EntryPointers[nodeOf[matrixRows[p]] + 1]++;
        }

        for (var s = 0; s < Count; s++) EntryPointers[s + 1] += EntryPointers[s];
        var next = EntryPointers.AsSpan(0, Count).ToArray();
        var position = RowPointers.AsSpan(0, Count).ToArray();
        for (var c = 0; c < nodeOf.Length; c++)
        {
            for (var p = columnPointers[c]; p < columnPointers[c + 1]; p++)
            {
                var s = nodeOf[matrixRows[p]];
                int slot;
                if (c < FirstColumn[s + 1])
                {
                    slot = c - FirstColumn[s];
                }
                else
                {
                    // Columns come in increasing order, so the search in the rows of s only moves forward.
                    while (Rows[position[s]] != c) position[s]++;
                    slot = PivotSlots(Columns(s)) + position[s] - RowPointers[s];
                }

                var target = ValuePointers[s] + ((matrixRows[p] - FirstColumn[s]) * Slots(s)) + slot;
                EntrySources[next[s]] = sources[p];
                EntryTargets[next[s]++] = target;
            }
        }
    }

    private int LayOutUpdates()
    {
        var depth = new int[Count];
        for (var s = Count - 1; s >= 0; s--) depth[s] = Parent[s] == -1 ? 0 : depth[Parent[s]] + 1;
        Span<int> top = stackalloc int[2];
        Span<int> high = stackalloc int[2];
        for (var s = 0; s < Count; s++)
        {
            if (FirstChild[s] == -1) Open(s, top, high);
            if (Parent[s] == -1) continue;
            if (FirstChild[Parent[s]] == s) Open(Parent[s], top, high);
            top[depth[s] & 1] = UpdatePointers[s];
        }

        for (var s = 0; s < Count; s++)
        {
            if ((depth[s] & 1) == 1) UpdatePointers[s] += high[0];
        }

        return checked(high[0] + high[1]);

        void Open(int s, Span<int> top, Span<int> high)
        {
            var stack = depth[s] & 1;
            UpdatePointers[s] = top[stack];
            top[stack] = checked(top[stack] + (Pad(Below(s)) * Below(s)));
            high[stack] = Math.Max(high[stack], top[stack]);
        }
    }
}

using System.Buffers;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// The part of an LDL' factorization that depends on the pattern alone: a fill-reducing order Q, the elimination tree and the pattern of
/// L in <c>Q K Q' = L D L'</c>, L unit lower triangular and D diagonal. Immutable and thread-safe: analyse once per pattern and share it
/// among any number of <see cref="LdlFactor"/>.
/// </summary>
/// <remarks>
/// There is no numerical pivoting, so the factorization exists in every order for quasi-definite matrices (Vanderbei, SIAM J. Optim. 5,
/// 1995): symmetric, with a positive and a negative definite block on the diagonal. Other indefinite matrices are made so by
/// <see cref="LdlRegularization"/>.
/// </remarks>
public sealed class LdlSymbolic
{
    // Dense blocks beat working entry by entry where there is arithmetic enough and most of it lies in blocks of some width. Measured.
    private const double FlopsPerEntry = 15;
    private const double BlockWidth = 6;

    private const int SmallOrder = 16;
    private const double NearlyFull = 0.6;

    /// <summary>Blocks store some zeros besides the entries, and all of them go into one array.</summary>
    internal const int MostEntries = int.MaxValue / 4;

    private readonly int[] _order;

    private LdlSymbolic(SparsityPattern pattern, int[] order, int[] counts, PermutedPattern? permuted, ScalarStructure? scalar, SupernodeStructure? blocks)
    {
        Pattern = pattern;
        _order = order;
        Permuted = permuted;
        Scalar = scalar;
        Blocks = blocks;
        (FactorCount, FactorFlops) = Measure(counts);
    }

    /// <summary>The pattern that was analysed: the upper triangle of K.</summary>
    public SparsityPattern Pattern { get; }

    /// <summary>Number of rows of K.</summary>
    public int Order => Pattern.Columns;

    /// <summary>Number of entries of L below its unit diagonal. Dense blocks may store explicit zeros besides.</summary>
    public long FactorCount { get; }

    /// <summary>Multiplications and additions of one numeric factorization: the sum over the columns of L of c^2 + 2c, c entries each.</summary>
    public double FactorFlops { get; }

    /// <summary>The elimination order: entry k is the row of K that is eliminated k-th.</summary>
    public ReadOnlySpan<int> EliminationOrder => _order;

    /// <summary>Null where the factor is stored in blocks.</summary>
    internal PermutedPattern? Permuted { get; }

    internal ScalarStructure? Scalar { get; }

    internal SupernodeStructure? Blocks { get; }

    /// <summary>Analyses the pattern of a symmetric matrix.</summary>
    /// <param name="upper">The upper triangle of K, square; entries of the diagonal may be missing and count as zero.</param>
    /// <param name="ordering">How to permute K.</param>
    /// <exception cref="ArgumentException">The pattern is not square, has an entry below the diagonal, or its factor is too large to store.</exception>
    public static LdlSymbolic Analyze(SparsityPattern upper, FillReducingOrdering ordering = FillReducingOrdering.ApproximateMinimumDegree) =>
        Analyze(upper, ordering, blocks: null);

    /// <summary>As above, with the storage scheme forced; for tests and measurements.</summary>
    internal static LdlSymbolic Analyze(SparsityPattern upper, FillReducingOrdering ordering, bool? blocks) =>
        AnalyzeWithin(upper, ordering, blocks, MostEntries)
        ?? throw new ArgumentException($"The factor would have more than the {MostEntries} entries this factorization stores; a fill-reducing ordering or a sparser matrix is needed.", nameof(upper));

    /// <summary>As above, or null where the factor has more entries than told.</summary>
    internal static LdlSymbolic? AnalyzeWithin(SparsityPattern upper, FillReducingOrdering ordering, bool? blocks, long mostEntries)
    {
        CheckUpper(upper);
        var order = ordering switch
        {
            FillReducingOrdering.Natural => NaturalOrder(upper.Columns),
            FillReducingOrdering.ApproximateMinimumDegree => HasNothingToSave(upper) ? NaturalOrder(upper.Columns) : ApproximateMinimumDegree.Order(upper),
            _ => throw new ArgumentException($"{ordering} is not an ordering.", nameof(ordering)),
        };
        var (postorder, parent, counts) = AnalyzeTree(upper, order);
        var (entries, flops) = Measure(counts);
        if (entries > mostEntries) return null;
        var partition = (blocks ?? flops > FlopsPerEntry * (entries + counts.Length)) ? SupernodePartition.Create(parent, counts) : null;
        order = Compose(order, postorder);
        if (partition is null || (blocks is null && partition.TypicalWidth < BlockWidth))
        {
            var permuted = new PermutedPattern(upper, order);
            return new(upper, order, counts, permuted, new ScalarStructure(permuted, parent, counts), null);
        }

        order = Compose(order, partition.Order);
        return new(upper, order, counts, null, null, PermutedPattern.Use(upper, order, permuted => new SupernodeStructure(permuted, partition)));
    }

    /// <summary>Postorder, and parents and column counts in it.</summary>
    private static (int[] Postorder, int[] Parent, int[] Counts) AnalyzeTree(SparsityPattern upper, int[] order)
    {
        var rows = ArrayPool<int>.Shared.Rent(upper.Count);
        try
        {
            var pointers = PermutedPattern.Permute(upper, order, rows);
            var parent = EliminationTree.Parents(pointers, rows);
            var postorder = EliminationTree.Postorder(parent);
            var position = new int[postorder.Length];
            for (var k = 0; k < postorder.Length; k++) position[postorder[k]] = k;
            parent = Relabel(parent, postorder, position);
            return (postorder, parent, EliminationTree.ColumnCounts(parent, pointers, rows, position));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rows);
        }
    }

    /// <summary>Systems so small or so full that no order is much better than the given one.</summary>
    private static bool HasNothingToSave(SparsityPattern upper) =>
        upper.Columns <= SmallOrder || upper.Count > NearlyFull * upper.Columns * (upper.Columns + 1.0) / 2;

    internal NumericFactor CreateFactor() => Blocks is { } blocks ? new BlockFactor(blocks) : new ScalarFactor(Permuted!, Scalar!);

    internal static void CheckUpper(SparsityPattern upper)
    {
        ArgumentNullException.ThrowIfNull(upper);
        if (upper.IsUpperTriangular) return;
        if (upper.Rows != upper.Columns)
            throw new ArgumentException($"The matrix to factor is {upper.Rows} x {upper.Columns}; it must be square.", nameof(upper));
        for (var j = 0; j < upper.Columns; j++)
        {
            for (var k = upper.ColumnPointers[j]; k < upper.ColumnPointers[j + 1]; k++)
            {
                if (upper.RowIndices[k] > j)
                    throw new ArgumentException($"Entry ({upper.RowIndices[k]}, {j}) lies below the diagonal; store the upper triangle only.", nameof(upper));
            }
        }
    }

    private static (long Entries, double Flops) Measure(ReadOnlySpan<int> counts)
    {
        long entries = 0;
        double flops = 0;
        foreach (var c in counts)
        {
            entries += c;
            flops += c * (c + 2.0);
        }

        return (entries, flops);
    }

    private static int[] NaturalOrder(int n)
    {
        var order = new int[n];
        for (var i = 0; i < n; i++) order[i] = i;
        return order;
    }

    private static int[] Compose(int[] first, int[] second)
    {
        var order = new int[second.Length];
        for (var k = 0; k < order.Length; k++) order[k] = first[second[k]];
        return order;
    }

    private static int[] Relabel(int[] parent, int[] postorder, int[] position)
    {
        var relabelled = new int[parent.Length];
        for (var k = 0; k < postorder.Length; k++)
        {
            var p = parent[postorder[k]];
            relabelled[k] = p == -1 ? -1 : position[p];
        }

        return relabelled;
    }
}

using Folding.Problems;

namespace Folding.LinearAlgebra.Tests;

public class LdlSymbolicTests
{
    [Fact]
    public void Minimum_degree_fills_a_grid_far_less_than_the_natural_order()
    {
        var pattern = Matrices.Grid(50).Matrix.Pattern;
        var natural = LdlSymbolic.Analyze(pattern, FillReducingOrdering.Natural);
        var reduced = LdlSymbolic.Analyze(pattern);
        Assert.InRange(reduced.FactorCount, 1, natural.FactorCount / 3);
        Assert.InRange(reduced.FactorFlops, 1, natural.FactorFlops / 5);
    }

    [Fact]
    public void Minimum_degree_leaves_an_arrow_and_a_band_without_fill()
    {
        // The arrow is turned round so that its natural order fills completely.
        var entries = Enumerable.Range(1, 99).SelectMany(static j => new[] { (j, j, 1.0), (0, j, 1.0) });
        var arrow = CscMatrix.FromTriplets(100, 100, [(0, 0, 1.0), .. entries]).Pattern;
        Assert.Equal(99, LdlSymbolic.Analyze(arrow).FactorCount);
        Assert.Equal(99 * 100 / 2, LdlSymbolic.Analyze(arrow, FillReducingOrdering.Natural).FactorCount);
        Assert.Equal(99, LdlSymbolic.Analyze(Matrices.Banded(100, 1).Matrix.Pattern).FactorCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Elimination_order_is_a_permutation_in_both_storages(int seed)
    {
        var pattern = Matrices.QuasiDefinite(50 * seed, seed, seed).Matrix.Pattern;
        foreach (var blocks in new[] { false, true })
        {
            var order = LdlSymbolic.Analyze(pattern, FillReducingOrdering.ApproximateMinimumDegree, blocks).EliminationOrder.ToArray();
            Assert.Equal(Enumerable.Range(0, pattern.Columns), order.Order());
        }
    }

    [Theory]
    [InlineData(30, 2, 1)]
    [InlineData(80, 1, 2)]
    [InlineData(120, 3, 3)]
    public void Factor_count_and_flops_are_those_of_eliminating_the_graph(int order, int perColumn, int seed)
    {
        var pattern = Matrices.QuasiDefinite(order, perColumn, seed).Matrix.Pattern;
        foreach (var ordering in Enum.GetValues<FillReducingOrdering>())
        {
            var symbolic = LdlSymbolic.Analyze(pattern, ordering);
            var counts = EliminateGraph(pattern, symbolic.EliminationOrder);
            Assert.Equal(counts.Sum(), symbolic.FactorCount);
            Assert.Equal(counts.Sum(static c => c * (c + 2.0)), symbolic.FactorFlops);
        }
    }

    [Fact]
    public void Dense_rows_are_eliminated_last()
    {
        // Two rows touch everything; the rest is a path.
        const int order = 2000;
        var entries = new List<(int, int, double)>();
        for (var j = 0; j < order; j++)
        {
            entries.Add((j, j, 1));
            if (j > 2) entries.Add((j - 1, j, 1));
            if (j > 0) entries.Add((0, j, 1));
            if (j > 1) entries.Add((1, j, 1));
        }

        var symbolic = LdlSymbolic.Analyze(CscMatrix.FromTriplets(order, order, entries).Pattern);
        Assert.Equal([0, 1], symbolic.EliminationOrder[^2..].ToArray().Order());
        Assert.InRange(symbolic.FactorCount, 3 * (order - 2), (3 * order) + 10);
    }

    [Fact]
    public void Bound_rows_are_eliminated_before_the_columns_that_touch_dense_rows()
    {
        // Every variable has a bound row of its own and lies in two dense rows: the order bounds, variables, dense rows has no fill.
        const int variables = 1000;
        var entries = new List<(int, int, double)>();
        for (var j = 0; j < variables; j++)
        {
            entries.Add((j, j, 1));
            entries.Add((j, variables, 1));
            entries.Add((j, variables + 1, 1));
            entries.Add((j, variables + 2 + j, 1));
        }

        var order = (2 * variables) + 2;
        var symbolic = LdlSymbolic.Analyze(CscMatrix.FromTriplets(order, order, entries).Pattern);
        Assert.Equal((3 * variables) + 1, symbolic.FactorCount);
    }

    [Fact]
    public void Pattern_that_is_not_an_upper_triangle_is_refused()
    {
        var lower = CscMatrix.FromTriplets(3, 3, [(0, 0, 1), (2, 1, 1)]).Pattern;
        Assert.Contains("(2, 1)", Assert.Throws<ArgumentException>(() => LdlSymbolic.Analyze(lower)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LdlSymbolic.Analyze(SparsityPattern.Empty(2, 3)));
    }

    /// <summary>Entries below the diagonal of each column of the factor, by playing the elimination on sets of neighbours.</summary>
    private static int[] EliminateGraph(SparsityPattern upper, ReadOnlySpan<int> order)
    {
        var neighbours = Enumerable.Range(0, upper.Columns).Select(static _ => new HashSet<int>()).ToArray();
        for (var j = 0; j < upper.Columns; j++)
        {
            for (var k = upper.ColumnPointers[j]; k < upper.ColumnPointers[j + 1]; k++)
            {
                if (upper.RowIndices[k] == j) continue;
                neighbours[j].Add(upper.RowIndices[k]);
                neighbours[upper.RowIndices[k]].Add(j);
            }
        }

        var counts = new int[upper.Columns];
        for (var step = 0; step < order.Length; step++)
        {
            var pivot = order[step];
            counts[step] = neighbours[pivot].Count;
            foreach (var i in neighbours[pivot])
            {
                neighbours[i].Remove(pivot);
                neighbours[i].UnionWith(neighbours[pivot].Where(j => j != i));
            }
        }

        return counts;
    }
}

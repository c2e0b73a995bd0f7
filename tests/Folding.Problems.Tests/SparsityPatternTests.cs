namespace Folding.Problems.Tests;

public sealed class SparsityPatternTests
{
    // Rows 0, 2 in column 0; nothing in column 1; rows 0, 1, 2 in column 2.
    private static SparsityPattern Example() => new(3, 3, [0, 2, 2, 5], [0, 2, 0, 1, 2]);

    public static TheoryData<int, int, int[], int[], string> Wrong => new()
    {
        { 2, 2, [0, 1], [0], "colptr has 2 entries; a matrix with 2 columns needs 3" },
        { 2, 1, [1, 1], [0], "colptr must start at 0, not 1" },
        { 2, 1, [0, 2], [0], "colptr ends at 2, but there are 1 row indices" },
        { 2, 3, [0, 2, 1, 2], [0, 1], "colptr decreases from 2 to 1 at column 1" },
        { 2, 3, [0, 5, 1, 2], [0, 1], "column 0" },
        { 2, 1, [0, 1], [2], "row index 2 in column 0 is outside 0..1" },
        { 2, 2, [0, 0, 1], [-1], "row index -1 in column 1 is outside 0..1" },
        { 3, 2, [0, 0, 2], [1, 1], "row 1 occurs twice in column 1" },
        { 3, 2, [0, 2, 2], [2, 0], "row indices of column 0 are not sorted: 0 follows 2" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_wrong_array_is_refused_with_its_place(int rows, int columns, int[] pointers, int[] indices, string expected)
    {
        var copied = Assert.Throws<ArgumentException>(() => new SparsityPattern(rows, columns, pointers, indices));
        Assert.Contains(expected, copied.Message, StringComparison.Ordinal);
        var adopted = Assert.Throws<ArgumentException>(() => SparsityPattern.Adopt(rows, columns, pointers, indices));
        Assert.Equal(copied.Message, adopted.Message);
    }

    [Fact]
    public void Negative_sizes_and_missing_arrays_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SparsityPattern(-1, 0, [0], []));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SparsityPattern(0, -1, [], []));
        Assert.Throws<ArgumentNullException>(static () => SparsityPattern.Adopt(1, 1, null!, []));
        Assert.Throws<ArgumentNullException>(static () => SparsityPattern.Adopt(1, 1, [0, 0], null!));
    }

    [Fact]
    public void The_constructor_copies_and_Adopt_does_not()
    {
        int[] pointers = [0, 1], indices = [0];
        var copy = new SparsityPattern(2, 1, pointers, indices);
        var adopted = SparsityPattern.Adopt(2, 1, pointers, indices);
        indices[0] = 1;
        Assert.Equal(0, copy.RowIndices[0]);
        Assert.Equal(1, adopted.RowIndices[0]);
    }

    [Fact]
    public void Sizes_and_count_are_those_given()
    {
        var pattern = Example();
        Assert.Equal((3, 3, 5), (pattern.Rows, pattern.Columns, pattern.Count));
        Assert.Equal("3 x 3, 5 entries", pattern.ToString());
        Assert.Equal(0, SparsityPattern.Empty(4, 2).Count);
        Assert.Equal(0, SparsityPattern.Empty(0, 0).Columns);
    }

    [Fact]
    public void IndexOf_finds_stored_entries_and_only_those()
    {
        var pattern = Example();
        Assert.Equal(0, pattern.IndexOf(0, 0));
        Assert.Equal(1, pattern.IndexOf(2, 0));
        Assert.Equal(4, pattern.IndexOf(2, 2));
        Assert.Equal(-1, pattern.IndexOf(1, 0));
        Assert.Equal(-1, pattern.IndexOf(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pattern.IndexOf(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => pattern.IndexOf(0, -1));
    }

    [Theory]
    [InlineData(new[] { 0, 1, 3 }, new[] { 0, 0, 1 }, true)]
    [InlineData(new[] { 0, 2, 3 }, new[] { 0, 1, 1 }, false)]
    [InlineData(new[] { 0, 0, 0 }, new int[0], true)]
    public void IsUpperTriangular_looks_below_the_diagonal(int[] pointers, int[] indices, bool expected) =>
        Assert.Equal(expected, new SparsityPattern(2, 2, pointers, indices).IsUpperTriangular);

    [Fact]
    public void A_pattern_that_is_not_square_is_not_upper_triangular() => Assert.False(SparsityPattern.Empty(2, 3).IsUpperTriangular);

    [Fact]
    public void Transpose_swaps_rows_and_columns_and_maps_every_entry()
    {
        var pattern = new SparsityPattern(3, 2, [0, 2, 5], [0, 2, 0, 1, 2]);
        var (transposed, map) = pattern.Transpose();
        Assert.Equal((2, 3, 5), (transposed.Rows, transposed.Columns, transposed.Count));
        for (var column = 0; column < transposed.Columns; column++)
        {
            for (var k = transposed.ColumnPointers[column]; k < transposed.ColumnPointers[column + 1]; k++)
                Assert.Equal(pattern.IndexOf(column, transposed.RowIndices[k]), map[k]);
        }

        var (back, _) = transposed.Transpose();
        Assert.Equal(pattern, back);
    }

    [Fact]
    public void Equality_and_hash_follow_the_stored_positions()
    {
        Assert.Equal(Example(), Example());
        Assert.Equal(Example().GetHashCode(), Example().GetHashCode());
        Assert.True(Example().Equals((object)Example()));
        SparsityPattern[] others =
        [
            new(4, 3, [0, 2, 2, 5], [0, 2, 0, 1, 2]),
            new(3, 4, [0, 2, 2, 5, 5], [0, 2, 0, 1, 2]),
            new(3, 3, [0, 2, 3, 5], [0, 2, 0, 1, 2]),
            new(3, 3, [0, 2, 2, 5], [0, 1, 0, 1, 2]),
        ];
        Assert.All(others, static other => Assert.NotEqual(Example(), other));
        Assert.All(others, static other => Assert.NotEqual(Example().GetHashCode(), other.GetHashCode()));
        Assert.False(Example().Equals(null));
    }
}

namespace Folding.Problems.Tests;

public sealed class CscMatrixTests
{
    private static readonly double[,] Dense = { { 1, 0, 2, 0 }, { 0, 0, -3, 0 }, { 4, 0, 0, 5 } };
    private static readonly double[,] Symmetric = { { 4, 1, 0 }, { 1, 3, -2 }, { 0, -2, 5 } };

    [Fact]
    public void A_dense_matrix_comes_back_and_only_its_nonzeros_are_stored()
    {
        var matrix = CscMatrix.FromDense(Dense);
        Assert.Equal(Dense, matrix.ToDense());
        Assert.Equal([1, 4, 2, -3, 5], matrix.Values.ToArray());
        Assert.Equal([0, 2, 2, 4, 5], matrix.Pattern.ColumnPointers.ToArray());
        Assert.Equal("3 x 4, 5 entries", matrix.ToString());
    }

    [Fact]
    public void The_indexer_reads_stored_entries_and_zeros()
    {
        var matrix = CscMatrix.FromDense(Dense);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 4; j++) Assert.Equal(Dense[i, j], matrix[i, j]);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[3, 0]);
    }

    [Fact]
    public void Values_must_match_the_pattern()
    {
        var pattern = SparsityPattern.Empty(2, 2);
        Assert.Contains("1 values for 0 stored entries", Assert.Throws<ArgumentException>(() => new CscMatrix(pattern, [1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CscMatrix.FromDense(Dense).WithValues([1]));
        Assert.Throws<ArgumentNullException>(static () => new CscMatrix(null!, []));
        Assert.Throws<ArgumentNullException>(static () => CscMatrix.Adopt(SparsityPattern.Empty(1, 1), null!));
    }

    [Fact]
    public void WithValues_shares_the_pattern_and_copies_the_values()
    {
        var matrix = CscMatrix.FromDense(Dense);
        double[] values = [9, 8, 7, 6, 5];
        var other = matrix.WithValues(values);
        values[0] = 0;
        Assert.Same(matrix.Pattern, other.Pattern);
        Assert.Equal([9, 8, 7, 6, 5], other.ValueArray);
    }

    [Fact]
    public void Identity_diagonal_and_zero()
    {
        Assert.Equal(new double[,] { { 1, 0 }, { 0, 1 } }, CscMatrix.Identity(2).ToDense());
        var diagonal = CscMatrix.Diagonal([2, 0, -1]);
        Assert.Equal(3, diagonal.Pattern.Count);
        Assert.Equal(new double[,] { { 2, 0, 0 }, { 0, 0, 0 }, { 0, 0, -1 } }, diagonal.ToDense());
        Assert.Equal(new double[2, 3], CscMatrix.Zero(2, 3).ToDense());
        Assert.Equal(0, CscMatrix.Identity(0).Rows);
    }

    [Fact]
    public void UpperTriangleOf_stores_the_triangle_of_a_symmetric_matrix()
    {
        var matrix = CscMatrix.UpperTriangleOf(Symmetric);
        Assert.Equal([4, 1, 3, -2, 5], matrix.Values.ToArray());
        Assert.True(matrix.Pattern.IsUpperTriangular);
        var notSymmetric = Assert.Throws<ArgumentException>(static () => CscMatrix.UpperTriangleOf(new double[,] { { 1, 2 }, { 3, 4 } }));
        Assert.Contains("Entry (1, 0) = 3 differs from entry (0, 1) = 2", notSymmetric.Message, StringComparison.Ordinal);
        var notSquare = Assert.Throws<ArgumentException>(static () => CscMatrix.UpperTriangleOf(new double[2, 3]));
        Assert.Contains("2 x 3", notSquare.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTriplets_sorts_adds_repeated_places_and_keeps_zeros()
    {
        var matrix = CscMatrix.FromTriplets(2, 3, [(1, 2, 5), (0, 0, 1), (1, 0, 0), (0, 0, 2), (1, 2, -5)]);
        Assert.Equal(new double[,] { { 3, 0, 0 }, { 0, 0, 0 } }, matrix.ToDense());
        Assert.Equal([(0, 0, 3), (1, 0, 0), (1, 2, 0)], matrix.Entries());
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 3)]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void FromTriplets_refuses_places_outside(int row, int column)
    {
        var error = Assert.Throws<ArgumentException>(() => CscMatrix.FromTriplets(2, 3, [(row, column, 1)]));
        Assert.Contains($"Entry ({row}, {column}) is outside a 2 x 3 matrix", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stack_puts_blocks_on_top_of_each_other()
    {
        var stacked = CscMatrix.Stack(CscMatrix.FromDense(Dense), CscMatrix.Zero(0, 4), CscMatrix.Identity(4));
        Assert.Equal(7, stacked.Rows);
        for (var i = 0; i < 7; i++)
        {
            for (var j = 0; j < 4; j++) Assert.Equal(i < 3 ? Dense[i, j] : i - 3 == j ? 1 : 0, stacked[i, j]);
        }

        Assert.Contains("3 columns under one of 4", Assert.Throws<ArgumentException>(static () => CscMatrix.Stack(CscMatrix.Identity(4), CscMatrix.Identity(3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => CscMatrix.Stack());
    }

    [Fact]
    public void Transpose_equals_the_dense_transpose()
    {
        var transposed = CscMatrix.FromDense(Dense).Transpose();
        Assert.Equal((4, 3), (transposed.Rows, transposed.Columns));
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 4; j++) Assert.Equal(Dense[i, j], transposed[j, i]);
        }
    }

    [Fact]
    public void Multiply_equals_the_dense_product_and_overwrites()
    {
        double[] result = [99, 99, 99];
        CscMatrix.FromDense(Dense).Multiply([1, 7, 2, -1], result);
        Assert.Equal([5, -6, -1], result);
    }

    [Fact]
    public void AddTransposedMultiply_equals_the_dense_product_and_adds()
    {
        double[] result = [1, 1, 1, 1];
        CscMatrix.FromDense(Dense).AddTransposedMultiply([1, 2, 3], result);
        Assert.Equal([1 + 13, 1, 1 - 4, 1 + 15], result);
    }

    [Fact]
    public void Symmetric_products_see_both_triangles()
    {
        var matrix = CscMatrix.UpperTriangleOf(Symmetric);
        double[] x = [1, -2, 3], result = [99, 99, 99];
        matrix.MultiplySymmetric(x, result);
        Assert.Equal([2, -11, 19], result);
        Assert.Equal(2 + 22 + 57, matrix.QuadraticForm(x));
    }

    [Fact]
    public void Symmetric_products_with_a_sparse_vector_are_columns_of_the_matrix()
    {
        const int n = 20;
        var dense = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            // Full columns, and beyond the tenth every second entry of the upper triangle.
            for (var j = i; j < n; j++) dense[i, j] = dense[j, i] = j > 10 && (i + j) % 2 == 1 ? 0 : 1 + i + (100 * j);
        }

        var matrix = CscMatrix.UpperTriangleOf(dense);
        double[] x = new double[n], result = new double[n];
        foreach (var column in new[] { 0, 7, 10, 15, 19 })
        {
            Array.Clear(x);
            x[column] = 2;
            matrix.MultiplySymmetric(x, result);
            for (var i = 0; i < n; i++) Assert.Equal(2 * dense[i, column], result[i]);
        }
    }

    [Fact]
    public void Symmetric_products_of_a_matrix_with_a_lower_entry_are_refused()
    {
        var full = CscMatrix.FromDense(Symmetric);
        Assert.Throws<InvalidOperationException>(() => full.MultiplySymmetric(new double[3], new double[3]));
        Assert.Throws<InvalidOperationException>(() => full.QuadraticForm(new double[3]));
    }

    [Fact]
    public void Products_refuse_vectors_of_wrong_length()
    {
        var matrix = CscMatrix.FromDense(Dense);
        Assert.Throws<ArgumentException>(() => matrix.Multiply(new double[3], new double[3]));
        Assert.Throws<ArgumentException>(() => matrix.Multiply(new double[4], new double[4]));
        Assert.Throws<ArgumentException>(() => matrix.AddTransposedMultiply(new double[4], new double[4]));
        Assert.Throws<ArgumentException>(() => matrix.AddTransposedMultiply(new double[3], new double[3]));
        var square = CscMatrix.Identity(3);
        Assert.Throws<ArgumentException>(() => square.MultiplySymmetric(new double[2], new double[3]));
        Assert.Throws<ArgumentException>(() => square.MultiplySymmetric(new double[3], new double[2]));
        Assert.Throws<ArgumentException>(() => square.QuadraticForm(new double[2]));
    }

    [Fact]
    public void NaN_in_a_vector_reaches_the_products()
    {
        var result = new double[3];
        CscMatrix.FromDense(Dense).Multiply([double.NaN, 0, 0, 0], result);
        Assert.True(double.IsNaN(result[0]) && double.IsNaN(result[2]));
    }
}

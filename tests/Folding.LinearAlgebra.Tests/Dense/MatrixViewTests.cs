namespace Folding.LinearAlgebra.Tests;

public class MatrixViewTests
{
    [Fact]
    public void Entries_are_stored_by_columns_and_a_transposed_view_reads_them_the_other_way()
    {
        double[] values = [1, 2, 3, 4, 5, 6];
        var view = new MatrixView(values, 2, 3);
        Assert.Equal(4, view[1, 1]);
        Assert.Equal(3, view.Transposed.Rows);
        Assert.Equal(4, view.Transposed[1, 1]);
        Assert.Equal(5, view.Transposed[2, 0]);
        Assert.Equal(5, view.Transposed.Transposed[0, 2]);
        view[0, 2] = 7;
        Assert.Equal(7, values[4]);
    }

    [Fact]
    public void A_block_shares_the_memory_of_its_matrix()
    {
        var matrix = DenseSamples.Random(5, 4);
        var block = matrix.View.Block(2, 1, 3, 2);
        Assert.Equal(matrix[4, 2], block[2, 1]);
        Assert.Equal(5, block.Stride);
        block[0, 0] = 9;
        Assert.Equal(9, matrix[2, 1]);
        Assert.Equal(0, matrix.View.Block(5, 4, 0, 0).Rows);
    }

    [Theory]
    [InlineData(-1, 2, 0)]
    [InlineData(2, -1, 0)]
    [InlineData(3, 3, 0)]
    [InlineData(2, 3, 1)]
    [InlineData(2, 3, 4)]
    public void A_shape_that_does_not_fit_is_refused(int rows, int columns, int stride)
    {
        var values = new double[8];
        Assert.Throws<ArgumentException>(() => new MatrixView(values, rows, columns, stride));
        Assert.Throws<ArgumentException>(() => new ReadOnlyMatrixView(values, rows, columns, stride));
    }

    [Fact]
    public void Indices_and_blocks_outside_are_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => DenseSamples.Random(2, 3)[2, 0]);
        Assert.ThrowsAny<ArgumentException>(() => DenseSamples.Random(2, 3).View.Transposed[2, 2]);
        Assert.Throws<ArgumentException>(() => DenseSamples.Random(2, 3).View.Block(1, 1, 2, 1).Rows);
        Assert.Throws<ArgumentException>(() => new DenseMatrix(-1, 2));
        Assert.Throws<ArgumentException>(() => new DenseMatrix(100_000, 100_000));
    }
}

using Folding.Problems;

namespace Folding.LinearAlgebra.Tests;

public class NegativeCurvatureTests
{
    [Fact]
    public void Zero_identity_and_empty_matrices_are_convex()
    {
        Assert.Null(CurvatureTest.FindNegative(CscMatrix.Zero(0, 0)));
        Assert.Null(CurvatureTest.FindNegative(CscMatrix.Zero(4, 4)));
        Assert.Null(CurvatureTest.FindNegative(CscMatrix.Diagonal([0, 0])));
        Assert.Null(CurvatureTest.FindNegative(CscMatrix.Identity(3)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e-9)]
    [InlineData(1e9)]
    public void Singular_semidefinite_matrices_of_any_scale_are_convex(double scale)
    {
        for (var seed = 0; seed < 20; seed++) Assert.Null(CurvatureTest.FindNegative(Gram(seed, n: 30, rank: 7, scale)));
    }

    [Fact]
    public void Variables_of_very_different_units_are_no_obstacle()
    {
        // D B B' D with units from 1e-4 to 1e4.
        var dense = Gram(1, n: 9, rank: 4, scale: 1).ToDense();
        for (var i = 0; i < 9; i++)
        {
            for (var j = 0; j < 9; j++) dense[i, j] *= Math.Pow(10, i - 4) * Math.Pow(10, j - 4);
        }

        Assert.Null(CurvatureTest.FindNegative(CscMatrix.FromTriplets(9, 9, from i in Enumerable.Range(0, 9) from j in Enumerable.Range(i, 9 - i) select (i, j, dense[i, j]))));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-1e-6)]
    public void A_negative_diagonal_entry_is_named(double entry)
    {
        var finding = CurvatureTest.FindNegative(CscMatrix.Diagonal([1, 2, entry, 3]));
        Assert.Equal(new NegativeCurvature(2, null, null), finding);
        Assert.Equal("P[2,2] is negative", finding!.ToString());
    }

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 1, 5)]
    public void A_pair_with_a_negative_determinant_is_named(double first, double cross, double second)
    {
        var finding = CurvatureTest.FindNegative(CscMatrix.FromTriplets(3, 3, [(0, 0, first), (0, 2, cross), (1, 1, 1), (2, 2, second)]));
        Assert.Equal(new NegativeCurvature(0, 2, null), finding);
    }

    [Fact]
    public void Curvature_that_no_pair_shows_is_counted()
    {
        // Ones on the diagonal, −0.6 elsewhere: eigenvalues 1.6 twice and −0.2.
        var finding = CurvatureTest.FindNegative(CscMatrix.UpperTriangleOf(new double[,] { { 1, -0.6, -0.6 }, { -0.6, 1, -0.6 }, { -0.6, -0.6, 1 } }));
        Assert.Equal(new NegativeCurvature(null, null, 1), finding);
        Assert.Equal("P has 1 negative eigenvalue", finding!.ToString());
    }

    [Fact]
    public void A_small_negative_eigenvalue_in_a_large_matrix_is_found()
    {
        // A Gram matrix minus 1e-4 of the identity: the null space turns negative.
        var gram = Gram(3, n: 120, rank: 60, scale: 1);
        var shifted = CscMatrix.FromTriplets(120, 120, gram.Entries().Concat(Enumerable.Range(0, 120).Select(static j => (j, j, -1e-4))));
        Assert.Equal(60, CurvatureTest.FindNegative(shifted)?.NegativeEigenvalues);
    }

    [Fact]
    public void A_matrix_that_is_not_square_is_refused() =>
        Assert.Throws<ArgumentException>(() => CurvatureTest.FindNegative(CscMatrix.Zero(2, 3)));

    /// <summary>scale B B' with B n x rank, uniform in [-1, 1].</summary>
    private static CscMatrix Gram(int seed, int n, int rank, double scale)
    {
        var random = new Random(seed);
        var b = new double[n, rank];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < rank; k++) b[i, k] = (2 * random.NextDouble()) - 1;
        }

        return CscMatrix.FromTriplets(n, n, from i in Enumerable.Range(0, n) from j in Enumerable.Range(i, n - i) select (i, j, scale * Enumerable.Range(0, rank).Sum(k => b[i, k] * b[j, k])));
    }
}

using Folding.Problems;

namespace Folding.Osqp.Tests;

public sealed class ConvexityScreenTests
{
    [Fact]
    public void A_positive_semidefinite_P_passes_at_every_rank()
    {
        for (var rank = 0; rank <= 12; rank++)
        {
            Assert.False(ConvexityScreen.IsIndefinite(Gram(rank, shift: 0)), $"rank {rank}");
            Assert.False(ConvexityScreen.IsIndefinite(Gram(rank, shift: 1)), $"rank {rank}");
        }
    }

    [Fact]
    public void A_negative_eigenvalue_is_found_where_diagonal_and_minors_show_none()
    {
        // Eigenvalues -0.2, 1.6, 1.6; every 2 x 2 minor is positive.
        Assert.True(ConvexityScreen.IsIndefinite(CscMatrix.UpperTriangleOf(new[,] { { 1, -0.6, -0.6 }, { -0.6, 1, -0.6 }, { -0.6, -0.6, 1 } })));
        for (var rank = 1; rank < 12; rank++) Assert.True(ConvexityScreen.IsIndefinite(Gram(rank, shift: -1e-3)), $"rank {rank}");
    }

    [Fact]
    public void A_large_P_is_left_to_the_solver()
    {
        const int n = 700;
        var dense = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) dense[i, j] = i == j ? 1 : -0.6;
        }

        Assert.False(ConvexityScreen.IsIndefinite(CscMatrix.UpperTriangleOf(dense)));
    }

    private static CscMatrix Gram(int rank, double shift)
    {
        const int n = 12;
        var random = new Random(rank);
        var factor = new double[n, rank];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < rank; k++) factor[i, k] = random.NextDouble() < 0.5 ? random.NextDouble() - 0.5 : 0;
        }

        var gram = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                for (var k = 0; k < rank; k++) gram[i, j] += factor[i, k] * factor[j, k];
            }

            gram[i, i] += shift;
        }

        return CscMatrix.UpperTriangleOf(gram);
    }
}

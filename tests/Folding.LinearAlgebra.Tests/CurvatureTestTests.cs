using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.LinearAlgebra.Tests;

public sealed class CurvatureTestTests
{
    [Fact]
    public void Definite_semidefinite_and_indefinite_matrices_are_told_apart()
    {
        Assert.Equal(Curvature.PositiveDefinite, Of(new double[,] { { 4, 1 }, { 1, 2 } }));
        Assert.Equal(Curvature.PositiveSemidefinite, Of(new double[,] { { 1, 1 }, { 1, 1 } }));
        Assert.Equal(Curvature.Indefinite, Of(new double[,] { { 1, 2 }, { 2, 1 } }));
        Assert.Equal(Curvature.Indefinite, Of(new double[,] { { 1, 0 }, { 0, -1e-3 } }));
        Assert.Equal(Curvature.Indefinite, Of(new double[,] { { 0, 1 }, { 1, 0 } }));
        Assert.Equal(Curvature.PositiveSemidefinite, CurvatureTest.Of(CscMatrix.Zero(3, 3)));
        Assert.Equal(Curvature.PositiveDefinite, CurvatureTest.Of(CscMatrix.Zero(0, 0)));
    }

    [Fact]
    public void Scale_does_not_matter()
    {
        Assert.Equal(Curvature.PositiveDefinite, Of(new double[,] { { 4e12, 1e3 }, { 1e3, 2e-6 } }));
        Assert.Equal(Curvature.Indefinite, Of(new double[,] { { 1e12, 0, 0 }, { 0, 1e-9, 2e-9 }, { 0, 2e-9, 1e-9 } }));
    }

    [Fact]
    public void Gram_matrices_of_any_rank_are_never_indefinite()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            int n = 1 + random.Next(30), rank = 1 + random.Next(n);
            var gram = new double[n, n];
            for (var k = 0; k < rank; k++)
            {
                var v = Enumerable.Range(0, n).Select(_ => random.NextDouble() < 0.3 ? 0 : random.NextDouble() - 0.5).ToArray();
                for (var i = 0; i < n; i++)
                    for (var j = 0; j < n; j++)
                        gram[i, j] += v[i] * v[j];
            }

            var curvature = Of(gram);
            Assert.NotEqual(Curvature.Indefinite, curvature);
            if (rank < n) Assert.Equal(Curvature.PositiveSemidefinite, curvature);
            // More negative in one direction than the whole trace is positive.
            var trace = Enumerable.Range(0, n).Sum(i => gram[i, i]);
            gram[0, 0] -= trace + 1;
            Assert.Equal(Curvature.Indefinite, Of(gram));
        }
    }

    private static Curvature Of(double[,] symmetric) => CurvatureTest.Of(CscMatrix.UpperTriangleOf(symmetric));
}

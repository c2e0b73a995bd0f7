using Folding.Problems;

namespace Folding.LinearAlgebra.Tests;

public class AugmentedHessianTests
{
    private static readonly double[] Rho = [0.5, 2, 10];

    private static readonly CscMatrix A = CscMatrix.FromDense(new double[,] { { 1, 2, 0, -1 }, { 0, 1, 1, 0 }, { 3, 0, -1, 1 } });

    /// <summary>Definite, or singular along the last variable, which A moves.</summary>
    private static CscMatrix P(bool definite) => CscMatrix.FromTriplets(4, 4, [(0, 0, 4), (0, 1, 1), (1, 1, 3), (2, 2, 2), (3, 3, definite ? 1 : 0)]);

    [Theory]
    [InlineData(true, true, 0)]
    [InlineData(true, false, 0)]
    [InlineData(true, true, 0.1)]
    [InlineData(false, true, 0)]
    [InlineData(false, false, 0)]
    [InlineData(false, false, 0.1)]
    public void Solves_with_the_matrix_it_stands_for(bool dense, bool definite, double sigma)
    {
        var p = P(definite);
        AugmentedHessian hessian = dense ? new DenseAugmentedHessian(p.Pattern, A.Pattern) : new SparseAugmentedHessian(p.Pattern, A.Pattern);
        Assert.Equal(LdlOutcome.Factored, hessian.Factor(p, A, Rho, sigma));
        if (hessian is DenseAugmentedHessian form) Assert.Equal(definite && sigma == 0, form.FactorsP);
        double[] b = [1, -2, 0.5, 3], x = new double[4], ax = new double[3], back = new double[4], rows = new double[3];
        hessian.Solve(b, x, ax);
        A.Multiply(x, rows);
        p.MultiplySymmetric(x, back);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(rows[i], ax[i], 1e-12);
            rows[i] *= Rho[i];
        }

        A.AddTransposedMultiply(rows, back);
        for (var j = 0; j < 4; j++) Assert.Equal(b[j], back[j] + (sigma * x[j]), 1e-11);
    }

    [Fact]
    public void Where_P_is_factored_the_response_is_that_of_the_rows_to_multipliers()
    {
        var p = P(definite: true);
        var hessian = new DenseAugmentedHessian(p.Pattern, A.Pattern);
        Assert.Equal(LdlOutcome.Factored, hessian.Factor(p, A, Rho, 0));
        for (var j = 0; j < 3; j++)
        {
            double[] multipliers = new double[3], x = new double[4], back = new double[4], expected = new double[4], rows = new double[3];
            multipliers[j] = 1;
            A.AddTransposedMultiply(multipliers, x);
            x.CopyTo(expected, 0);
            hessian.SolveP(x);
            p.MultiplySymmetric(x, back);
            for (var i = 0; i < 4; i++) Assert.Equal(expected[i], back[i], 1e-13);
            A.Multiply(x, rows);
            for (var i = j; i < 3; i++) Assert.Equal(rows[i], hessian.RowResponse[i, j], 1e-13);
            // (H + 1/ρ)⁻¹ of its own column j.
            double[] column = [.. Enumerable.Range(0, 3).Select(i => rows[i] + (i == j ? 1 / Rho[i] : 0))];
            hessian.SolveRows(column);
            for (var i = 0; i < 3; i++) Assert.Equal(i == j ? 1 : 0, column[i], 1e-13);
        }
    }

    [Fact]
    public void Without_a_factor_of_P_there_is_no_row_space()
    {
        var p = P(definite: false);
        var hessian = new DenseAugmentedHessian(p.Pattern, A.Pattern);
        Assert.Equal(LdlOutcome.Factored, hessian.Factor(p, A, Rho, 0));
        Assert.Throws<InvalidOperationException>(() => hessian.RowResponse.Rows);
        Assert.Throws<InvalidOperationException>(() => hessian.SolveP(new double[4]));
        Assert.Throws<InvalidOperationException>(() => hessian.SolveRows(new double[3]));
    }

    [Fact]
    public void Released_it_has_no_factor_until_it_gets_the_next_one()
    {
        var p = P(definite: true);
        var hessian = new DenseAugmentedHessian(p.Pattern, A.Pattern);
        hessian.Factor(p, A, Rho, 0);
        hessian.Release();
        Assert.Throws<InvalidOperationException>(() => hessian.Solve(new double[4], new double[4], []));
        Assert.Equal(LdlOutcome.Factored, hessian.Factor(p, A, Rho, 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_direction_that_P_and_A_leave_alone_makes_it_singular(bool dense)
    {
        var p = CscMatrix.Diagonal([1, 0]);
        var a = CscMatrix.FromDense(new double[,] { { 1, 0 } });
        AugmentedHessian hessian = dense ? new DenseAugmentedHessian(p.Pattern, a.Pattern) : new SparseAugmentedHessian(p.Pattern, a.Pattern);
        Assert.Equal(LdlOutcome.ZeroPivot, hessian.Factor(p, a, [1], 0));
        Assert.Equal(LdlOutcome.Factored, hessian.Factor(p, a, [1], 1e-6));
    }

    [Fact]
    public void Dense_patterns_get_dense_factors()
    {
        var full = new double[60, 60];
        for (var i = 0; i < 60; i++)
        {
            for (var j = 0; j < 60; j++) full[i, j] = 1;
        }

        Assert.IsType<DenseAugmentedHessian>(AugmentedHessian.For(CscMatrix.UpperTriangleOf(full).Pattern, CscMatrix.Identity(60).Pattern));
        Assert.IsType<SparseAugmentedHessian>(AugmentedHessian.For(CscMatrix.Identity(60).Pattern, CscMatrix.Identity(60).Pattern));
    }

    [Fact]
    public void Wrong_data_are_refused()
    {
        var hessian = new SparseAugmentedHessian(P(true).Pattern, A.Pattern);
        Assert.ThrowsAny<ArgumentException>(() => hessian.Factor(P(true), A, [1, 1], 0));
        Assert.ThrowsAny<ArgumentException>(() => hessian.Factor(P(true), A, [1, 0, 1], 0));
        Assert.ThrowsAny<ArgumentException>(() => hessian.Factor(P(true), A, [1, double.NaN, 1], 0));
        Assert.ThrowsAny<ArgumentException>(() => hessian.Factor(P(true), A, Rho, -1));
        Assert.ThrowsAny<ArgumentException>(() => new SparseAugmentedHessian(A.Pattern, A.Pattern));
    }
}

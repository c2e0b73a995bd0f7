namespace Folding.LinearAlgebra.Tests;

public class DenseCholeskyTests
{
    public static TheoryData<string> Backends => DenseSamples.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void The_factor_times_its_transpose_is_the_matrix(string name)
    {
        var backend = DenseSamples.Backend(name);
        foreach (var n in (int[])[0, 1, 2, 8, 9, 24, 25, 49, 130])
        {
            var a = DenseSamples.Definite(n);
            var factor = new DenseCholesky(n, backend);
            Assert.Equal(DenseOutcome.Factored, factor.Factor(a.View));
            var lower = new DenseMatrix(n, n);
            for (var j = 0; j < n; j++)
            {
                for (var i = j; i < n; i++) lower[i, j] = factor.Lower[i, j];
            }

            Assert.True(DenseSamples.Distance(a.View, DenseSamples.Product(lower.View, lower.View.Transposed).View) <= 1e-14 * Math.Max(1, n) * n, $"{n}");
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Solves_for_one_and_for_many_right_hand_sides_and_inverts(string name)
    {
        const int n = 90;
        var a = DenseSamples.Definite(n);
        var factor = new DenseCholesky(n, DenseSamples.Backend(name));
        factor.Factor(a.View.Transposed);
        DenseMatrix b = DenseSamples.Random(n, 5, 2), x = DenseSamples.Copy(b);
        factor.Solve(x.View);
        Assert.True(DenseSamples.Distance(b.View, DenseSamples.Product(a.View, x.View).View) <= 1e-13);
        var one = b.View.Column(3).ToArray();
        factor.Solve(one);
        for (var i = 0; i < n; i++) Assert.Equal(x[i, 3], one[i], 1e-15);

        var inverse = new DenseMatrix(n, n);
        factor.Invert(inverse.View);
        var identity = DenseSamples.Product(a.View, inverse.View);
        for (var i = 0; i < n; i++) identity[i, i] -= 1;
        Assert.True(DenseSamples.Distance(identity.View, new DenseMatrix(n, n).View) <= 1e-13);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_matrix_is_factored_in_its_own_memory_and_large_memory_serves_again(string name)
    {
        const int n = 300;
        for (var round = 0; round < 3; round++)
        {
            DenseMatrix a = DenseSamples.Definite(n), own = DenseSamples.Copy(a);
            DenseCholesky factor = new(n, DenseSamples.Backend(name)), expected = new(n, DenseSamples.Backend(name));
            Assert.Equal(DenseOutcome.Factored, factor.FactorInPlace(own));
            expected.Factor(a.View);
            for (var j = 0; j < n; j++)
            {
                for (var i = j; i < n; i++) Assert.Equal(expected.Lower[i, j], own[i, j]);
            }

            factor.Release();
            Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[n]));
            var next = new DenseMatrix(n, n);
            Assert.Equal(-1, next.Values.IndexOfAnyExcept(0));
            next.Release();
        }

        Assert.ThrowsAny<ArgumentException>(() => new DenseCholesky(2, DenseSamples.Backend(name)).FactorInPlace(new DenseMatrix(3, 3)));
        var nan = new DenseMatrix(2, 2);
        nan[1, 0] = double.NaN;
        Assert.ThrowsAny<ArgumentException>(() => new DenseCholesky(2, DenseSamples.Backend(name)).FactorInPlace(nan));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void The_logarithm_of_the_determinant_is_that_of_the_eigenvalues(string name)
    {
        // [2 1; 1 2] and 5 have the eigenvalues 1, 3 and 5.
        var factor = new DenseCholesky(3, DenseSamples.Backend(name));
        factor.Factor(new ReadOnlyMatrixView([2, 1, 0, 1, 2, 0, 0, 0, 5], 3, 3));
        Assert.Equal(Math.Log(15), factor.LogDeterminant, 1e-14);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void An_indefinite_matrix_is_an_outcome_that_names_the_column(string name)
    {
        foreach (var n in (int[])[3, 60])
        {
            var a = DenseSamples.Definite(n);
            var bad = n / 2;
            a[bad, bad] = -1;
            var factor = new DenseCholesky(n, DenseSamples.Backend(name));
            Assert.Equal(DenseOutcome.NotPositiveDefinite, factor.Factor(a.View));
            Assert.Equal(bad, factor.FailedColumn);
            Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[n]));

            // The object serves again.
            Assert.Equal(DenseOutcome.Factored, factor.Factor(DenseSamples.Definite(n).View));
            Assert.Equal(-1, factor.FailedColumn);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_zero_matrix_is_not_positive_definite(string name)
    {
        var factor = new DenseCholesky(20, DenseSamples.Backend(name));
        Assert.Equal(DenseOutcome.NotPositiveDefinite, factor.Factor(new DenseMatrix(20, 20).View));
        Assert.Equal(0, factor.FailedColumn);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Entries_that_are_not_finite_are_refused_in_the_lower_triangle_and_ignored_above(double value)
    {
        var a = DenseSamples.Definite(4);
        var factor = new DenseCholesky(4, DenseBackend.Managed);
        a[1, 3] = value;
        Assert.Equal(DenseOutcome.Factored, factor.Factor(a.View));
        a[3, 1] = value;
        Assert.Contains("column 1", Assert.Throws<ArgumentException>(() => factor.Factor(a.View)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[4]));
    }

    [Fact]
    public void Sizes_that_do_not_fit_and_solving_too_early_are_refused()
    {
        var factor = new DenseCholesky(4, DenseBackend.Managed);
        Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[4]));
        Assert.Throws<InvalidOperationException>(() => factor.LogDeterminant);
        Assert.Throws<InvalidOperationException>(() => factor.Lower.Rows);
        Assert.Throws<ArgumentException>(() => factor.Factor(DenseSamples.Definite(3).View));
        Assert.Throws<ArgumentException>(() => factor.Factor(DenseSamples.Random(4, 3).View));
        factor.Factor(DenseSamples.Definite(4).View);
        Assert.Throws<ArgumentException>(() => factor.Solve(new double[3]));
        Assert.Throws<ArgumentException>(() => factor.Invert(new DenseMatrix(3, 3).View));
        Assert.ThrowsAny<ArgumentException>(() => new DenseCholesky(-1, DenseBackend.Managed));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Two_threads_factor_and_solve_at_once(string name)
    {
        var backend = DenseSamples.Backend(name);
        var a = DenseSamples.Definite(100);
        var shared = new DenseCholesky(100, backend);
        shared.Factor(a.View);
        var expected = DenseSamples.Random(100, 1, 2);
        shared.Solve(expected.View);
        var wrong = 0;
        Parallel.For(0, 50, _ =>
        {
            DenseMatrix x = DenseSamples.Random(100, 1, 2), y = DenseSamples.Random(100, 1, 2);
            var own = new DenseCholesky(100, backend);
            own.Factor(a.View);
            own.Solve(x.View);
            shared.Solve(y.View);
            if (DenseSamples.Distance(expected.View, x.View) > 1e-15 || DenseSamples.Distance(expected.View, y.View) > 1e-15) Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Managed_and_native_code_agree()
    {
        var native = DenseSamples.Native();
        var a = DenseSamples.Definite(120);
        DenseCholesky first = new(120, DenseBackend.Managed), second = new(120, native);
        first.Factor(a.View);
        second.Factor(a.View);
        Assert.True(DenseSamples.Distance(first.Lower, second.Lower, lowerOnly: true) <= 1e-13);
    }
}

namespace Folding.LinearAlgebra.Tests;

public class DenseLdlTests
{
    public static TheoryData<string> Backends => DenseSamples.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Solves_indefinite_systems(string name)
    {
        foreach (var n in (int[])[1, 2, 3, 8, 9, 40, 111])
        {
            for (var seed = 1; seed <= 5; seed++)
            {
                var a = DenseSamples.Symmetric(n, seed);
                // Zeros on the diagonal make blocks of order two.
                if (seed > 2 && n > 1) for (var i = 0; i < n; i++) a[i, i] = 0;
                var factor = new DenseLdl(n, DenseSamples.Backend(name));
                Assert.Equal(DenseOutcome.Factored, factor.Factor(a.View));
                DenseMatrix b = DenseSamples.Random(n, 3, 7), x = DenseSamples.Copy(b);
                factor.Solve(x.View);
                double size = 1;
                foreach (var value in x.Values) size = Math.Max(size, Math.Abs(value));
                Assert.True(DenseSamples.Distance(b.View, DenseSamples.Product(a.View, x.View).View) <= 1e-14 * n * size, $"{n} {seed}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Inertia_counts_the_signs_that_a_congruence_cannot_change(string name)
    {
        // C diag(signs) C' has the inertia of the signs, by Sylvester's law.
        foreach (var (positive, negative) in ((int, int)[])[(1, 0), (0, 1), (3, 4), (20, 30), (0, 25), (60, 1)])
        {
            var n = positive + negative;
            DenseMatrix c = DenseSamples.Random(n, n, 5), scaled = DenseSamples.Copy(c);
            for (var i = 0; i < n; i++) c[i, i] += 2;
            c.Values.CopyTo(scaled.Values);
            for (var j = positive; j < n; j++) foreach (ref var value in scaled.View.Column(j)) value = -value;
            var a = DenseSamples.Product(scaled.View, c.View.Transposed);
            var factor = new DenseLdl(n, DenseSamples.Backend(name));
            Assert.Equal(DenseOutcome.Factored, factor.Factor(a.View));
            Assert.Equal(new Inertia(positive, negative, 0), factor.CountInertia());
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_saddle_point_matrix_without_a_diagonal_in_one_block_is_factored(string name)
    {
        // [I A'; A 0] with A of full row rank: as many negative eigenvalues as rows of A.
        const int n = 30, m = 12;
        var k = new DenseMatrix(n + m, n + m);
        var a = DenseSamples.Random(m, n);
        for (var i = 0; i < n; i++)
        {
            k[i, i] = 1;
            for (var r = 0; r < m; r++) k[n + r, i] = a[r, i];
        }

        var factor = new DenseLdl(n + m, DenseSamples.Backend(name));
        Assert.Equal(DenseOutcome.Factored, factor.Factor(k.View));
        Assert.Equal(new Inertia(n, m, 0), factor.CountInertia());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_singular_matrix_is_an_outcome_and_its_inertia_is_known(string name)
    {
        foreach (var n in (int[])[3, 30])
        {
            var a = new DenseMatrix(n, n);
            a[0, 0] = 2;
            a[n - 1, n - 1] = -3;
            var factor = new DenseLdl(n, DenseSamples.Backend(name));
            Assert.Equal(DenseOutcome.Singular, factor.Factor(a.View));
            Assert.Equal(new Inertia(1, 1, n - 2), factor.CountInertia());
            Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[n]));
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_matrix_of_low_rank_has_zeros_within_the_tolerance(string name)
    {
        const int n = 25, rank = 9;
        var b = DenseSamples.Random(n, rank);
        var a = DenseSamples.Product(b.View, b.View.Transposed);
        var factor = new DenseLdl(n, DenseSamples.Backend(name));
        factor.Factor(a.View);
        Assert.Equal(new Inertia(rank, 0, n - rank), factor.CountInertia(1e-12));
    }

    [Fact]
    public void Both_codes_choose_the_same_pivots()
    {
        var native = DenseSamples.Native();
        for (var seed = 1; seed <= 10; seed++)
        {
            var a = DenseSamples.Symmetric(50, seed);
            DenseLdl first = new(50, DenseBackend.Managed), second = new(50, native);
            first.Factor(a.View);
            second.Factor(a.View);
            Assert.Equal(first.CountInertia(), second.CountInertia());
            DenseMatrix x = DenseSamples.Random(50, 2, 3), y = DenseSamples.Copy(x);
            first.Solve(x.View);
            second.Solve(y.View);
            double size = 1;
            foreach (var value in x.Values) size = Math.Max(size, Math.Abs(value));
            Assert.True(DenseSamples.Distance(x.View, y.View) <= 1e-10 * size);
        }
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var factor = new DenseLdl(3, DenseBackend.Managed);
        Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[3]));
        Assert.Throws<InvalidOperationException>(() => factor.CountInertia());
        Assert.Throws<ArgumentException>(() => factor.Factor(DenseSamples.Symmetric(4).View));
        var a = DenseSamples.Symmetric(3);
        a[2, 0] = double.NaN;
        Assert.Throws<ArgumentException>(() => factor.Factor(a.View));
        factor.Factor(DenseSamples.Symmetric(3).View);
        Assert.Throws<ArgumentException>(() => factor.Solve(new double[4]));
        Assert.Throws<ArgumentException>(() => factor.CountInertia(-1));
        Assert.Throws<ArgumentException>(() => factor.CountInertia(double.NaN));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void An_overflow_is_an_outcome(string name)
    {
        // The second pivot is 1 - 1e400.
        var factor = new DenseLdl(2, DenseSamples.Backend(name));
        var outcome = factor.Factor(new ReadOnlyMatrixView([1e-200, 1e-200, 1e-200, 1e200], 2, 2));
        Assert.Equal(DenseOutcome.Factored, outcome);
        outcome = factor.Factor(new ReadOnlyMatrixView([1e308, 1e308, 1e308, -1.7e308], 2, 2));
        Assert.Equal(DenseOutcome.NotFinite, outcome);
    }
}

namespace Folding.LinearAlgebra.Tests;

public class DenseLuTests
{
    public static TheoryData<string> Backends => DenseSamples.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Solves_with_the_matrix_and_with_its_transpose(string name)
    {
        foreach (var n in (int[])[0, 1, 2, 8, 9, 17, 64, 121])
        {
            var a = DenseSamples.Random(n, n);
            var factor = new DenseLu(n, DenseSamples.Backend(name));
            Assert.Equal(DenseOutcome.Factored, factor.Factor(a.View));
            Assert.Equal(-1, factor.FailedColumn);
            DenseMatrix b = DenseSamples.Random(n, 4, 2), x = DenseSamples.Copy(b), y = DenseSamples.Copy(b);
            factor.Solve(x.View);
            factor.SolveTransposed(y.View);
            double size = 1;
            foreach (var value in x.Values) size = Math.Max(size, Math.Abs(value));
            foreach (var value in y.Values) size = Math.Max(size, Math.Abs(value));
            Assert.True(DenseSamples.Distance(b.View, DenseSamples.Product(a.View, x.View).View) <= 1e-14 * n * size);
            Assert.True(DenseSamples.Distance(b.View, DenseSamples.Product(a.View.Transposed, y.View).View) <= 1e-14 * n * size);
            if (n == 0) continue;
            var one = b.View.Column(0).ToArray();
            factor.Solve(one);
            for (var i = 0; i < n; i++) Assert.Equal(x[i, 0], one[i], 1e-12 * size);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_singular_matrix_is_an_outcome(string name)
    {
        foreach (var n in (int[])[2, 5, 40])
        {
            var a = DenseSamples.Random(n, n);
            a.View.Column(n - 1).Clear();
            var factor = new DenseLu(n, DenseSamples.Backend(name));
            Assert.Equal(DenseOutcome.Singular, factor.Factor(a.View));
            Assert.Equal(n - 1, factor.FailedColumn);
            Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[n]));
        }
    }

    [Fact]
    public void The_managed_factor_of_a_wide_or_tall_matrix_is_that_of_LAPACK()
    {
        var native = DenseSamples.Native();
        foreach (var (m, n) in ((int, int)[])[(30, 50), (50, 30), (9, 100), (100, 9), (33, 33)])
        {
            DenseMatrix first = DenseSamples.Random(m, n), second = DenseSamples.Copy(first);
            int[] p = new int[Math.Min(m, n)], q = new int[Math.Min(m, n)];
            unsafe
            {
                fixed (double* a = first.Values, b = second.Values)
                fixed (int* i = p, j = q)
                {
                    Assert.Equal(0, DenseBackend.Managed.Getrf(m, n, a, m, i));
                    Assert.Equal(0, native.Getrf(m, n, b, m, j));
                }
            }

            Assert.Equal(q, p);
            Assert.True(DenseSamples.Distance(first.View, second.View) <= 1e-12);
        }
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var factor = new DenseLu(3, DenseBackend.Managed);
        Assert.Throws<InvalidOperationException>(() => factor.Solve(new double[3]));
        Assert.Throws<ArgumentException>(() => factor.Factor(DenseSamples.Random(3, 4).View));
        Assert.Throws<ArgumentException>(() => factor.Factor(DenseSamples.Random(4, 4).View));
        var a = DenseSamples.Random(3, 3);
        a[0, 2] = double.NegativeInfinity;
        Assert.Throws<ArgumentException>(() => factor.Factor(a.View));
        factor.Factor(DenseSamples.Random(3, 3).View);
        Assert.Throws<ArgumentException>(() => factor.Solve(new double[4]));
    }
}

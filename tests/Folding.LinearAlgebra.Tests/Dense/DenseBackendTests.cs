using Folding.Natives;

namespace Folding.LinearAlgebra.Tests;

public class DenseBackendTests
{
    private const double Tolerance = 1e-12; // inner products of at most 400 terms in [-1, 1]

    public static TheoryData<string> Backends => DenseSamples.Backends;

    // Sizes around the register tile (24 x 8), the depth of a block (256) and its rows (240).
    public static TheoryData<string, int, int, int> Products
    {
        get
        {
            var data = new TheoryData<string, int, int, int>();
            foreach (var (m, n, k) in ((int, int, int)[])[(0, 3, 2), (3, 0, 2), (3, 2, 0), (1, 1, 1), (1, 40, 7), (40, 1, 70), (5, 7, 3), (24, 8, 30), (25, 9, 31), (23, 17, 64), (70, 65, 300), (260, 30, 257), (33, 270, 10)])
            {
                data.Add("managed", m, n, k);
                data.Add("native", m, n, k);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void A_product_is_the_sum_of_the_products_of_entries(string name, int m, int n, int k)
    {
        var backend = DenseSamples.Backend(name);
        foreach (var (transA, transB) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
        {
            var a = transA ? DenseSamples.Random(k, m).View.Transposed : DenseSamples.Random(m, k).View;
            var b = transB ? DenseSamples.Random(n, k, 2).View.Transposed : DenseSamples.Random(k, n, 2).View;
            var expected = DenseSamples.Product(a, b);

            var c = DenseSamples.Random(m, n, 3);
            c.Values.Fill(double.NaN);
            backend.Multiply(1, a, b, 0, c.View);
            Assert.True(DenseSamples.Distance(expected.View, c.View) <= Tolerance, $"{transA} {transB}");

            c = DenseSamples.Random(m, n, 3);
            var combined = DenseSamples.Copy(c);
            for (var i = 0; i < combined.Values.Length; i++) combined.Values[i] = (-2 * expected.Values[i]) + (0.5 * combined.Values[i]);
            backend.Multiply(-2, a, b, 0.5, c.View);
            Assert.True(DenseSamples.Distance(combined.View, c.View) <= 2 * Tolerance, $"{transA} {transB}");
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_product_of_blocks_leaves_the_rest_alone(string name)
    {
        var backend = DenseSamples.Backend(name);
        var a = DenseSamples.Random(60, 50);
        var c = DenseSamples.Random(60, 60, 2);
        var before = DenseSamples.Copy(c);
        backend.Multiply(1, a.View.Block(3, 4, 30, 20), a.View.Block(7, 1, 20, 40), 1, c.View.Block(10, 15, 30, 40));
        var expected = DenseSamples.Product(a.View.Block(3, 4, 30, 20), a.View.Block(7, 1, 20, 40));
        for (var j = 0; j < 60; j++)
        {
            for (var i = 0; i < 60; i++)
            {
                var added = i is >= 10 and < 40 && j is >= 15 and < 55 ? expected[i - 10, j - 15] : 0;
                Assert.Equal(before[i, j] + added, c[i, j], Tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Products_with_a_vector_and_with_a_symmetric_matrix_agree_with_the_general_one(string name)
    {
        var backend = DenseSamples.Backend(name);
        foreach (var (m, n) in ((int, int)[])[(1, 1), (0, 4), (4, 0), (3, 5), (90, 61), (17, 130)])
        {
            var a = DenseSamples.Random(m, n);
            var x = DenseSamples.Random(n, 1, 2);
            var y = DenseSamples.Random(m, 1, 3);
            var expected = DenseSamples.Product(a.View, x.View);
            for (var i = 0; i < m; i++) expected[i, 0] = (3 * expected[i, 0]) - y[i, 0];
            backend.Multiply(3, a.View, x.Values, -1, y.Values);
            Assert.True(DenseSamples.Distance(expected.View, y.View) <= Tolerance);
            backend.Multiply(1, a.View.Transposed, y.Values, 0, x.Values);
            Assert.True(DenseSamples.Distance(DenseSamples.Product(a.View.Transposed, y.View).View, x.View) <= 100 * Tolerance);
        }

        foreach (var n in (int[])[0, 1, 5, 16, 17, 100])
        {
            var s = DenseSamples.Symmetric(n);
            var x = DenseSamples.Random(n, 1, 2);
            var y = new DenseMatrix(n, 1);
            var expected = DenseSamples.Product(s.View, x.View);
            for (var j = 1; j < n; j++) s.View.Column(j)[..j].Fill(double.NaN);
            backend.MultiplySymmetric(1, s.View, x.Values, 0, y.Values);
            Assert.True(DenseSamples.Distance(expected.View, y.View) <= Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_Gram_matrix_fills_the_lower_triangle_alone(string name)
    {
        var backend = DenseSamples.Backend(name);
        foreach (var (n, k) in ((int, int)[])[(1, 1), (4, 0), (5, 3), (50, 7), (100, 130)])
        {
            var a = DenseSamples.Random(n, k);
            var transposed = DenseSamples.Random(k, n, 2);
            var c = DenseSamples.Random(n, n, 3);
            var before = DenseSamples.Copy(c);
            backend.AddGram(2, a.View, 0, c.View);
            backend.AddGram(1, transposed.View.Transposed, 1, c.View);
            DenseMatrix first = DenseSamples.Product(a.View, a.View.Transposed), second = DenseSamples.Product(transposed.View.Transposed, transposed.View);
            for (var j = 0; j < n; j++)
            {
                for (var i = 0; i < n; i++) Assert.Equal(i >= j ? (2 * first[i, j]) + second[i, j] : before[i, j], c[i, j], 2 * Tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Triangular_systems_are_solved_from_both_sides(string name)
    {
        var backend = DenseSamples.Backend(name);
        foreach (var n in (int[])[1, 3, 16, 17, 75])
        {
            foreach (var sides in (int[])[0, 1, 2, 70])
            {
                foreach (var triangle in (Triangle[])[Triangle.Lower, Triangle.Upper])
                {
                    foreach (var transpose in (bool[])[false, true])
                    {
                        foreach (var unit in (bool[])[false, true])
                            SolveBothWays(backend, n, sides, triangle, transpose, unit);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Sizes_that_do_not_fit_are_refused(string name)
    {
        var backend = DenseSamples.Backend(name);
        DenseMatrix a = DenseSamples.Random(3, 4), b = DenseSamples.Random(3, 5), square = DenseSamples.Random(4, 4);
        Assert.Throws<ArgumentException>(() => backend.Multiply(1, a.View, b.View, 0, square.View));
        Assert.Throws<ArgumentException>(() => backend.Multiply(1, a.View.Transposed, b.View, 0, square.View));
        Assert.Throws<ArgumentException>(() => backend.Multiply(1, a.View, new double[3], 0, new double[3]));
        Assert.Throws<ArgumentException>(() => backend.Multiply(1, a.View, new double[4], 0, new double[4]));
        Assert.Throws<ArgumentException>(() => backend.AddGram(1, a.View, 0, square.View));
        Assert.Throws<ArgumentException>(() => backend.AddGram(1, a.View, 0, b.View));
        Assert.Throws<ArgumentException>(() => backend.MultiplySymmetric(1, a.View, new double[3], 0, new double[3]));
        Assert.Throws<ArgumentException>(() => backend.MultiplySymmetric(1, square.View.Transposed, new double[4], 0, new double[4]));
        Assert.Throws<ArgumentException>(() => backend.SolveTriangular(Triangle.Lower, square.View, b.View));
        Assert.Throws<ArgumentException>(() => backend.SolveTriangularFromRight(Triangle.Lower, square.View, b.View));
        Assert.Throws<ArgumentException>(() => backend.SolveTriangular((Triangle)5, square.View, square.View));
        Assert.ThrowsAny<ArgumentException>(() => backend.Threads = 0);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void NaN_passes_through_a_product(string name)
    {
        var a = DenseSamples.Random(30, 30);
        a[3, 4] = double.NaN;
        var c = new DenseMatrix(30, 30);
        DenseSamples.Backend(name).Multiply(1, a.View, a.View, 0, c.View);
        Assert.True(double.IsNaN(c[3, 0]));
        Assert.True(double.IsNaN(c[0, 4]));
        Assert.False(double.IsNaN(c[0, 0]));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Many_threads_at_once_get_the_same_numbers_as_one(string name)
    {
        var backend = DenseSamples.Backend(name);
        DenseMatrix a = DenseSamples.Random(150, 150), expected = new(150, 150);
        backend.Multiply(1, a.View, a.View.Transposed, 0, expected.View);
        var wrong = 0;
        Parallel.For(0, 40, _ =>
        {
            var c = new DenseMatrix(150, 150);
            backend.Multiply(1, a.View, a.View.Transposed, 0, c.View);
            if (DenseSamples.Distance(expected.View, c.View) > Tolerance) Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void More_threads_give_the_same_product(string name)
    {
        var backend = DenseSamples.Backend(name);
        Assert.SkipUnless(backend.Name != "BLAS", "the threads of this library cannot be set");
        DenseMatrix a = DenseSamples.Random(200, 170), one = new(200, 200), two = new(200, 200);
        var before = backend.Threads;
        backend.Multiply(1, a.View, a.View.Transposed, 0, one.View);
        backend.Threads = 2;
        try
        {
            backend.Multiply(1, a.View, a.View.Transposed, 0, two.View);
        }
        finally
        {
            backend.Threads = before;
        }

        Assert.Equal(before, backend.Threads);
        Assert.True(DenseSamples.Distance(one.View, two.View) <= Tolerance);
    }

    [Fact]
    public void The_managed_backend_is_always_there()
    {
        Assert.Equal("managed", DenseBackend.Managed.Name);
        Assert.Null(DenseBackend.Managed.Library);
        Assert.Equal(1, DenseBackend.Managed.Threads);
    }

    [Fact]
    public void The_native_backend_tells_what_it_is()
    {
        var native = DenseSamples.Native();
        Assert.Contains(native.Name, (string[])["MKL", "OpenBLAS", "BLAS"]);
        Assert.NotNull(native.Library);
        Assert.NotEmpty(native.Version);
        Assert.True(native.Threads >= 1);
    }

    [Fact]
    public void MKL_works_under_its_own_name()
    {
        var native = DenseSamples.Native();
        Assert.SkipUnless(native.Name == "MKL", $"the BLAS found is {native}, not MKL; name libmkl_rt with FOLDING_BLAS_LIBRARY");
        Assert.Matches(@"^\d{4}\.\d", native.Version);
    }

    [Fact]
    public void Without_an_order_the_native_library_is_chosen_and_without_one_the_managed_code()
    {
        var ordered = Environment.GetEnvironmentVariable(DenseBackend.Requirement.EnvironmentVariable);
        Assert.SkipWhen(ordered == "managed", "FOLDING_BLAS_LIBRARY says managed");
        DenseBackend expected;
        try
        {
            expected = DenseBackend.Native;
        }
        catch (NativeLibraryException)
        {
            expected = DenseBackend.Managed;
        }

        Assert.Same(expected, DenseBackend.Current);
        Assert.Throws<ArgumentNullException>(() => DenseBackend.Current = null!);
    }

    private static void SolveBothWays(DenseBackend backend, int n, int sides, Triangle triangle, bool transpose, bool unit)
    {
        // The other triangle holds NaN, and the diagonal as well where it counts as ones.
        var full = new DenseMatrix(n, n);
        var t = DenseSamples.Random(n, n);
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < n; i++)
            {
                var stored = (triangle == Triangle.Lower) != transpose ? i > j : i < j;
                if (i == j) t[i, j] = unit ? double.NaN : t[i, j] + 2;
                else t[i, j] = stored ? t[i, j] / n : double.NaN;
                full[i, j] = i == j ? (unit ? 1 : t[i, j]) : stored ? t[i, j] : 0;
            }
        }

        var view = transpose ? t.View.Transposed : t.View;
        var fullView = transpose ? full.View.Transposed : full.View;
        DenseMatrix b = DenseSamples.Random(n, sides, 2), x = DenseSamples.Copy(b);
        backend.SolveTriangular(triangle, view, x.View, unit);
        Assert.True(DenseSamples.Distance(b.View, DenseSamples.Product(fullView, x.View).View) <= Tolerance, $"left {n} {sides} {triangle} {transpose} {unit}");

        DenseMatrix c = DenseSamples.Random(sides, n, 3), y = DenseSamples.Copy(c);
        backend.SolveTriangularFromRight(triangle, view, y.View, unit);
        Assert.True(DenseSamples.Distance(c.View, DenseSamples.Product(y.View, fullView).View) <= Tolerance, $"right {n} {sides} {triangle} {transpose} {unit}");
    }
}

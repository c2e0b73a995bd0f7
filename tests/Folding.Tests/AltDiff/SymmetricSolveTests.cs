namespace Folding.Tests;

public sealed class SymmetricSolveTests
{
    [Fact]
    public void Minres_solves_an_indefinite_system_in_as_many_products_as_it_has_rows()
    {
        const int N = 12;
        double[] diagonal = [.. Enumerable.Range(0, N).Select(static i => i % 2 == 0 ? i + 1.0 : -i - 0.5)], b = Make.Normals(1, N), x = new double[N];
        var products = SymmetricSolve.Minres(Apply, b, x, 1e-13, 100);
        Assert.InRange(products, 1, N + 2);
        var back = new double[N];
        Apply(x, back);
        Assert.True(Make.Distance(back, b) < 1e-11);

        // A rank-one coupling on top of the diagonal.
        void Apply(ReadOnlySpan<double> v, Span<double> product)
        {
            var sum = Vectors.Sum(v);
            for (var i = 0; i < v.Length; i++) product[i] = (diagonal[i] * v[i]) + (0.3 * sum);
        }
    }

    [Fact]
    public void Minres_gives_the_least_norm_solution_of_a_singular_consistent_system()
    {
        var x = new double[3];
        SymmetricSolve.Minres(static (v, product) => (product[0], product[1], product[2]) = (v[0] + v[1], v[0] + v[1], -v[2]), [2, 2, 3], x, 1e-14, 50);
        Assert.Equal([1, 1, -3], x, static (p, q) => Math.Abs(p - q) < 1e-12);
    }

    [Fact]
    public void Minres_leaves_zero_for_zero()
    {
        var x = new double[2];
        Assert.Equal(0, SymmetricSolve.Minres(static (v, product) => v.CopyTo(product), [0, 0], x, 1e-12, 10));
        Assert.Equal([0, 0], x);
    }
}

using Folding.Problems;

namespace Folding.Tests.Rules;

public sealed class JacobianRuleTests
{
    [Fact]
    public void A_known_pattern_needs_one_product_per_colour()
    {
        // Tridiagonal: three colours, whatever the length.
        const int n = 40;
        var matrix = new double[n, n];
        List<(int, int, double)> entries = [];
        for (var i = 0; i < n; i++)
        {
            for (var j = Math.Max(0, i - 1); j <= Math.Min(n - 1, i + 1); j++)
            {
                matrix[i, j] = 0.1 * ((i + (2 * j)) % 7);
                entries.Add((i, j, 1));
            }
        }

        var coloured = new DenseJacobian(matrix, CscMatrix.FromTriplets(n, n, entries).Pattern);
        double[] g = Make.Normals(1, n), v = new double[n], plain = new double[n];
        Assert.Equal(3, new JacobianRule().On(coloured).Solve(g, v).Iterations);
        Assert.Equal(n, new JacobianRule().On(new DenseJacobian(matrix)).Solve(g, plain).Iterations);
        Assert.InRange(Make.Distance(v, plain), 0, 1e-14);
    }

    [Fact]
    public void The_matrix_is_extracted_once_for_all_right_hand_sides()
    {
        var jacobian = DenseJacobian.Random(3, 10, 0.9);
        var solver = new JacobianRule().On(jacobian);
        for (var seed = 0; seed < 5; seed++) solver.Solve(Make.Normals(seed, 10), new double[10]);
        // Ten columns, and one product per answer to check it.
        Assert.Equal(15, jacobian.Products);
    }

    [Fact]
    public void A_state_too_long_for_a_dense_matrix_is_refused_with_the_numbers()
    {
        var outcome = new JacobianRule { MaximumSize = 5 }.On(DenseJacobian.Random(1, 6, 0.5)).Solve(new double[] { 1, 1, 1, 1, 1, 1 }, new double[6]);
        Assert.Equal(StopReason.Refused, outcome.Reason);
        Assert.Contains("6 numbers", outcome.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_long_state_of_known_pattern_is_factored_sparse(bool transposed)
    {
        var map = new Upwind(20_000, 0.9);
        double[] g = Make.Normals(1, map.StateCount), v = new double[g.Length], product = new double[g.Length];
        var outcome = new JacobianRule().On(map).Solve(g, v, transposed);
        Assert.Equal(StopReason.Converged, outcome.Reason);
        Assert.Equal(2, outcome.Iterations);
        Assert.Contains("sparse factorization", outcome.Note, StringComparison.Ordinal);
        map.Multiply(v, product, transposed);
        Assert.InRange(Make.Distance([.. v.Select((value, k) => value - product[k])], g), 0, 1e-11);
    }

    [Fact]
    public void Sparse_and_dense_factorizations_agree_where_the_step_expands()
    {
        var map = new Upwind(60, -1.5);
        double[] g = Make.Normals(2, 60), dense = new double[60], sparse = new double[60];
        new JacobianRule().On(map).Solve(g, dense);
        new JacobianRule { MaximumSize = 10 }.On(map).Solve(g, sparse);
        Assert.InRange(Make.Distance(sparse, dense), 0, 1e-11);
    }

    [Fact]
    public void A_sparse_system_without_a_solution_is_reported()
    {
        var outcome = new JacobianRule { MaximumSize = 10 }.On(new Upwind(60, 1, wind: 0)).Solve(Make.Normals(2, 60), new double[60]);
        Assert.Equal(StopReason.Stagnated, outcome.Reason);
        Assert.True(outcome.Residual > 1e-3);
    }

    /// <summary>Φ has one number on its diagonal and another below it.</summary>
    private sealed class Upwind(int n, double diagonal, double wind = 0.05) : StateJacobian
    {
        public override int StateCount => n;

        public override SparsityPattern? Pattern { get; } =
            CscMatrix.FromTriplets(n, n, [.. Enumerable.Range(0, n).Select(static k => (k, k, 1.0)), .. Enumerable.Range(1, n - 1).Select(static k => (k, k - 1, 1.0))]).Pattern;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            for (var k = 0; k < n; k++) result[k] = (diagonal * v[k]) + (k > 0 ? wind * v[k - 1] : 0);
        }

        public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result)
        {
            for (var k = 0; k < n; k++) result[k] = (diagonal * v[k]) + (k < n - 1 ? wind * v[k + 1] : 0);
        }
    }
}

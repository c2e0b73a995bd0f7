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
}

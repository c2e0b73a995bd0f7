namespace Folding.Tests.Rules;

/// <summary>What every rule must do.</summary>
public sealed class RuleTests
{
    public static TheoryData<string> Names => ["lfpi", "anderson", "gmres", "restarted", "preconditioned", "jacobian"];

    private static Rule Named(string name, StateJacobian? preconditioner = null) => name switch
    {
        "lfpi" => new FixedPointRule(),
        "anderson" => new FixedPointRule { Anderson = 4 },
        "gmres" => new GmresRule(),
        "restarted" => new GmresRule { Restart = 6 },
        "preconditioned" => new GmresRule { Preconditioner = preconditioner },
        _ => new JacobianRule(),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_directions_of_a_contraction_are_solved(string name)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var n = 1 + seed;
            var jacobian = DenseJacobian.Random(seed, n, 0.8);
            var g = Make.Normals(seed + 100, n);
            // Any nonsingular matrix is a valid preconditioner.
            var rule = Named(name, new Scaled(n, 0.7)).On(jacobian);
            foreach (var transposed in (bool[])[true, false])
            {
                var v = new double[n];
                var outcome = rule.Solve(g, v, transposed);
                Assert.Equal(StopReason.Converged, outcome.Reason);
                Assert.InRange(outcome.Residual, 0, 1e-10);
                Assert.InRange(jacobian.Residual(g, v, transposed), 0, 1e-9);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_of_one_number_is_solved(string name)
    {
        var v = new double[1];
        var outcome = Named(name, new Scaled(1, 2)).On(new DenseJacobian(new double[,] { { 0.5 } })).Solve([3], v);
        Assert.Equal(StopReason.Converged, outcome.Reason);
        Assert.Equal(6, v[0], 9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_right_hand_side_of_zero_has_the_answer_zero_without_a_product(string name)
    {
        var jacobian = DenseJacobian.Random(1, 3, 0.5);
        var v = new double[] { 1, 2, 3 };
        Assert.Equal(0, Named(name, new Scaled(3, 1)).On(jacobian).Solve(new double[3], v).Residual);
        Assert.Equal([0, 0, 0], v);
        Assert.Equal(0, jacobian.Products);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Wrong_lengths_and_numbers_that_are_not_finite_are_refused(string name)
    {
        var solver = Named(name, new Scaled(2, 1)).On(DenseJacobian.Random(1, 2, 0.5));
        Assert.Throws<ArgumentException>(() => solver.Solve([1, 2, 3], new double[2]));
        Assert.Throws<ArgumentException>(() => solver.Solve([1, 2], new double[3]));
        Assert.Throws<ArgumentException>(() => solver.Solve([1, double.NaN], new double[2]));
        Assert.Throws<ArgumentException>(() => solver.Solve([double.PositiveInfinity, 1], new double[2]));
    }

    [Theory]
    [InlineData("gmres")]
    [InlineData("jacobian")]
    public void A_rotation_and_an_expansion_are_solved_where_fixed_point_iteration_refuses(string name)
    {
        // Eigenvalues ±i, and 1.5.
        foreach (var matrix in (double[][,])[new double[,] { { 0, -1 }, { 1, 0 } }, new double[,] { { 1.5, 0.2 }, { 0, -0.3 } }])
        {
            var jacobian = new DenseJacobian(matrix);
            double[] v = new double[2], g = [1, 2];
            var refused = new FixedPointRule().On(jacobian).Solve(g, v);
            Assert.Equal(StopReason.Refused, refused.Reason);
            Assert.True(refused.Contraction >= 1 - 1e-4, $"contraction {refused.Contraction}");
            Assert.Contains("spectral radius", refused.Note, StringComparison.Ordinal);
            Assert.Equal(new double[2], v);
            Assert.Equal(StopReason.Converged, Named(name).On(jacobian).Solve(g, v).Reason);
            Assert.InRange(jacobian.Residual(g, v, transposed: true), 0, 1e-12);
        }
    }

    [Theory]
    [InlineData("gmres")]
    [InlineData("jacobian")]
    public void A_singular_system_is_solved_where_it_is_consistent_and_reported_where_it_is_not(string name)
    {
        // Φ = 1 on the second coordinate: (I − Φ)'v = g has a solution iff g_2 = 0.
        var jacobian = new DenseJacobian(new double[,] { { 0.5, 0, 0.1 }, { 0, 1, 0 }, { 0, 0, -0.2 } });
        var v = new double[3];
        Assert.Equal(StopReason.Refused, new FixedPointRule().On(jacobian).Solve([1, 0, 1], v).Reason);
        Assert.Equal(StopReason.Converged, Named(name).On(jacobian).Solve([1, 0, 1], v).Reason);
        Assert.InRange(jacobian.Residual([1, 0, 1], v, transposed: true), 0, 1e-12);
        var none = Named(name).On(jacobian).Solve([1, 1, 1], v);
        Assert.Equal(StopReason.Stagnated, none.Reason);
        Assert.InRange(none.Residual, 0.3, 1);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(3)]
    public void Truncated_gmres_takes_the_products_asked_for_and_improves_with_each(int restart)
    {
        var g = Make.Normals(7, 12);
        var before = 1.0;
        for (var products = 1; products <= 8; products++)
        {
            var jacobian = DenseJacobian.Random(6, 12, 0.8);
            var v = new double[12];
            var outcome = new GmresRule { Truncation = products, Restart = restart }.On(jacobian).Solve(g, v);
            Assert.Equal(StopReason.Truncated, outcome.Reason);
            Assert.Equal(products, outcome.Iterations);
            var product = new double[12];
            jacobian.MultiplyTransposed(v, product);
            double[] left = [.. g.Select((value, k) => value - v[k] + product[k])];
            Assert.Equal(Math.Sqrt(left.Sum(static x => x * x) / g.Sum(static x => x * x)), outcome.Residual, 1e-12);
            Assert.InRange(outcome.Residual, 0, before);
            before = outcome.Residual;
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new GmresRule { Truncation = 0 });
    }

    [Fact]
    public void A_zero_map_is_solved_at_once()
    {
        var jacobian = new DenseJacobian(new double[4, 4]);
        foreach (var name in (string[])["lfpi", "gmres", "jacobian"])
        {
            var v = new double[4];
            var outcome = Named(name).On(jacobian).Solve([1, 2, 3, 4], v);
            Assert.Equal(StopReason.Converged, outcome.Reason);
            Assert.InRange(Make.Distance(v, [1, 2, 3, 4]), 0, 1e-15);
        }
    }

    /// <summary>A multiple of the identity.</summary>
    private sealed class Scaled(int n, double factor) : StateJacobian
    {
        public override int StateCount => n;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            for (var k = 0; k < n; k++) result[k] = factor * v[k];
        }

        public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result) => Multiply(v, result);
    }
}

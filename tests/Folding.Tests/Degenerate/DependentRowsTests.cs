using Folding.Problems;

namespace Folding.Tests.Degenerate;

/// <summary>Linearly dependent active rows: x* has a derivative in the cost, multipliers and bound gradients are not unique.</summary>
public sealed class DependentRowsTests
{
    [Fact]
    public void Two_equal_bounds_share_the_gradient_evenly()
    {
        // min (x − 2)²/2, x ≤ 1 twice.
        var problem = new QuadraticProgram(CscMatrix.Identity(1), [-2], CscMatrix.FromDense(new double[,] { { 1 }, { 1 } }), [double.NegativeInfinity, double.NegativeInfinity], [1, 1]);
        var gradient = Make.Tape(problem, [1], [0.5, 0.5]).Vjp(Seed.OnPrimal([1]));
        Assert.Equal(0, gradient.Data.Q[0]);
        Assert.Equal(0.5, gradient.Data.Upper[0], 1e-12);
        Assert.Equal(0.5, gradient.Data.Upper[1], 1e-12);
        Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
        Assert.True(gradient.Report.RankDeficient);
    }

    [Fact]
    public void Where_the_solver_puts_the_whole_force_on_one_of_two_bounds_including_the_other_shares_the_gradient()
    {
        var problem = new QuadraticProgram(CscMatrix.Identity(1), [-2], CscMatrix.FromDense(new double[,] { { 1 }, { 1 } }), [double.NegativeInfinity, double.NegativeInfinity], [1, 1]);
        foreach (var policy in Enum.GetValues<DegeneratePolicy>())
        {
            var gradient = Make.Tape(problem, [1], [1, 0], new Kkt { Degenerate = policy }).Vjp(Seed.OnPrimal([1]));
            Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
            Assert.Equal(0, gradient.Data.Q[0]);
            Assert.Equal(1, gradient.Data.Upper[0] + gradient.Data.Upper[1], 1e-12);
            if (policy == DegeneratePolicy.Include) Assert.Equal(0.5, gradient.Data.Upper[0], 1e-12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Duplicated_rows_leave_the_cost_gradient_alone_and_split_the_bounds_gradient(int item)
    {
        var (problem, x, y) = Make.StrictlyComplementary(item, 15, 3, 16);
        var (doubled, doubledY) = Make.WithEveryRowTwice(problem, y);
        var seed = Seed.OnPrimal(Make.Normals(item, 15));
        var single = Make.Tape(problem, x, y).Vjp(seed);
        var twice = Make.Tape(doubled, x, doubledY).Vjp(seed);
        Assert.Equal(TrustLevel.Exact, single.Report.Trust);
        Assert.Equal(TrustLevel.Subgradient, twice.Report.Trust);
        Assert.True(twice.Report.RankDeficient);
        Assert.True(Make.Distance(twice.Data.Q.AsSpan(), single.Data.Q.AsSpan()) < 1e-10);
        Assert.True(Make.Distance(twice.Data.P.Values, single.Data.P.Values) < 1e-10);
        for (var i = 0; i < y.Length; i++)
        {
            Assert.Equal(single.Data.Upper[i] / 2, twice.Data.Upper[i], 1e-9);
            Assert.Equal(single.Data.Upper[i] / 2, twice.Data.Upper[y.Length + i], 1e-9);
            Assert.Equal(single.Data.Lower[i] / 2, twice.Data.Lower[i], 1e-9);
            Assert.Equal(single.Data.Lower[i] / 2, twice.Data.Lower[y.Length + i], 1e-9);
        }
    }

    [Fact]
    public void An_active_row_that_is_the_sum_of_two_others_has_the_least_norm_gradient()
    {
        // (1, 1) with x1 ≤ 1, x2 ≤ 1, x1 + x2 ≤ 2: every r with r1 + r3 = r2 + r3 = 1 is a gradient, (1, 1, 2)/3 the least.
        var problem = new QuadraticProgram(
            CscMatrix.Identity(2), [-3, -3], CscMatrix.FromDense(new double[,] { { 1, 0 }, { 0, 1 }, { 1, 1 } }),
            [double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity], [1, 1, 2]);
        var gradient = Make.Tape(problem, [1, 1], [1, 1, 1]).Vjp(Seed.OnPrimal([1, 1]));
        Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
        Assert.Equal(0, Vectors.MaxNorm(gradient.Data.Q.AsSpan()), 1e-12);
        Assert.Equal(1, gradient.Data.Upper[0] + gradient.Data.Upper[2], 1e-10);
        Assert.Equal(1, gradient.Data.Upper[1] + gradient.Data.Upper[2], 1e-10);
        Assert.Equal(gradient.Data.Upper[0], gradient.Data.Upper[1], 1e-10);
    }

    [Fact]
    public void Redundant_equality_rows_leave_the_cost_gradient_alone()
    {
        var (problem, x, y) = Make.StrictlyComplementary(5, 12, 3, 8);
        var (redundant, redundantY) = Make.WithSumOfEqualities(problem, y, equalities: 3);
        var seed = Seed.OnPrimal(Make.Normals(5, 12));
        var gradient = Make.Tape(redundant, x, redundantY).Vjp(seed);
        Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
        Assert.True(gradient.Report.RankDeficient);
        Assert.True(Make.Distance(gradient.Data.Q.AsSpan(), Make.Tape(problem, x, y).Vjp(seed).Data.Q.AsSpan()) < 1e-9);
    }

    [Fact]
    public void A_seed_on_multipliers_that_are_not_unique_never_claims_to_be_exact()
    {
        var (problem, x, y) = Make.StrictlyComplementary(6, 10, 2, 8);
        var (doubled, doubledY) = Make.WithEveryRowTwice(problem, y);
        var gradient = Make.Tape(doubled, x, doubledY).Vjp(Seed.OnDual(Make.Normals(6, doubledY.Length)));
        Assert.True(gradient.Report.Trust < TrustLevel.Exact, $"{gradient.Report}");
        Assert.True(double.IsFinite(gradient.Data.Inner(gradient.Data)));
    }
}

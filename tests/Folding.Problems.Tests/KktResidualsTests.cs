namespace Folding.Problems.Tests;

public sealed class KktResidualsTests
{
    private const double Inf = double.PositiveInfinity;

    private static readonly QuadraticProgram Quadratic = new(
        CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }), [1, 1],
        CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 0 }, { 0, 1 } }), [1, 0, 0], [1, 0.7, 0.7]);

    private static readonly LinearProgram Linear = new(
        [-1, -2], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 3 } }), [-Inf, -Inf], [4, 6], [0, 0], [Inf, 3]);

    [Fact]
    public void At_a_solution_they_vanish()
    {
        Assert.InRange(Quadratic.ResidualsAt([0.3, 0.7], [-2.9, 0, 0.2]).Worst, 0, 1e-15);
        Assert.Equal(new KktResiduals(0, 0, 0, 0, 0, 0), Linear.ResidualsAt([3, 1], [0.5, 0.5, 0, 0]));
    }

    [Fact]
    public void A_quadratic_program_by_hand()
    {
        // Ax = (3, 1, 2): row 0 off by 2, row 1 by 0.3, row 2 by 1.3. Px = (6, 5); gradient + A'y = (6 + 1 + 2, 5 + 1 + 2 - 1).
        // Gap: x'Px 16 + q'x 3 + u'y+ (2 · 1) - l'y- (0 · 1).
        var r = Quadratic.ResidualsAt([1, 2], [2, 0, -1]);
        Assert.Equal((2.0, 9.0, 21.0), (r.Primal, r.Dual!.Value, r.Gap!.Value));
        Assert.Equal(2.0 / (1 + 3), r.RelativePrimal);
        Assert.Equal(9.0 / (1 + 6), r.RelativeDual);
        // Objectives: 1/2 16 + 3 = 11 and -1/2 16 - 2 = -10.
        Assert.Equal(21.0 / (1 + 11), r.RelativeGap);
        Assert.Equal(21, r.Worst);
    }

    [Fact]
    public void A_linear_program_by_hand()
    {
        // Rows (4, 8): off by 2; x2 = 2 within. c + A'y + y_bounds = (-1 + 1 + 0.25, -2 + 3 + 0); 0.25 points at an infinite bound.
        var r = Linear.ResidualsAt([2, 2], [0, 1, 0.25, 0]);
        Assert.Equal((2.0, 1.0, 0.0), (r.Primal, r.Dual!.Value, r.Gap!.Value));
        Assert.Equal(2.0 / 9, r.RelativePrimal);
    }

    [Fact]
    public void A_nonlinear_program_by_hand()
    {
        var problem = new QuadraticNonlinearProgram(Quadratic);
        // As above; products of multipliers and distances: 2 · |1 - 3| and 1 · |0 - 2|.
        var r = problem.ResidualsAt([1, 2], [2, 0, -1, 0, 0]);
        Assert.Equal((2.0, 9.0, 4.0), (r.Primal, r.Dual!.Value, r.Gap!.Value));
        Assert.Equal(4.0 / (1 + 11), r.RelativeGap);
    }

    [Fact]
    public void A_multiplier_at_an_infinite_bound_is_a_dual_violation()
    {
        var problem = new QuadraticProgram(CscMatrix.Identity(1), [0], CscMatrix.FromDense(new double[,] { { 1 } }), [-Inf], [Inf]);
        var r = problem.ResidualsAt([3], [-3]);
        Assert.Equal((0.0, 3.0, 9.0), (r.Primal, r.Dual!.Value, r.Gap!.Value));
    }

    [Fact]
    public void Integrality_is_a_primal_violation()
    {
        var problem = new LinearProgram([1, 1], CscMatrix.Zero(0, 2), [], [], [0, 0], [9, 9], [1]);
        Assert.Equal(0.25, problem.ResidualsAt([0.5, 2.25], []).Primal);
        Assert.Equal(0.25, problem.ResidualsAt([0.5, 2.75], []).Primal);
        Assert.Equal(0, problem.ResidualsAt([0.5, 3], []).Primal);
    }

    [Fact]
    public void Without_multipliers_only_the_primal_residual_is_known()
    {
        foreach (var r in new[] { Quadratic.ResidualsAt([1, 2], []), Linear.ResidualsAt([2, 2], []), new QuadraticNonlinearProgram(Quadratic).ResidualsAt([1, 2], []) })
        {
            Assert.Equal(2, r.Primal);
            Assert.Null(r.Dual);
            Assert.Null(r.Gap);
            Assert.Null(r.RelativeDual);
            Assert.Null(r.RelativeGap);
            Assert.Equal(2, r.Worst);
            Assert.Equal(r.RelativePrimal, r.WorstRelative);
        }
    }

    [Fact]
    public void Without_rows_the_gradient_is_judged_with_empty_multipliers()
    {
        var problem = new QuadraticProgram(CscMatrix.Identity(2), [1, -2], CscMatrix.Zero(0, 2), [], []);
        Assert.Equal(0, problem.ResidualsAt([-1, 2], []).Worst);
        Assert.Equal(2, problem.ResidualsAt([-1, 0], []).Dual);
    }

    [Fact]
    public void NaN_anywhere_surfaces()
    {
        Assert.True(double.IsNaN(Quadratic.ResidualsAt([double.NaN, 0], [0, 0, 0]).Worst));
        Assert.True(double.IsNaN(Quadratic.ResidualsAt([0, 0], [0, double.NaN, 0]).Worst));
        Assert.True(double.IsNaN(Linear.ResidualsAt([0, double.NaN], []).Worst));
        Assert.True(double.IsNaN(Linear.ResidualsAt([0, 0], [0, 0, 0, double.NaN]).Worst));
        Assert.True(double.IsNaN(Linear.ResidualsAt([0, 0], [0, double.NaN, 0, 0]).WorstRelative));
        Assert.True(double.IsNaN(new QuadraticNonlinearProgram(Quadratic).ResidualsAt([double.NaN, 0], new double[5]).Worst));
        // A variable in no row.
        var free = new QuadraticProgram(CscMatrix.Identity(1), [0], CscMatrix.Zero(1, 1), [0], [0]);
        Assert.True(double.IsNaN(free.ResidualsAt([double.NaN], []).Primal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Multipliers_of_wrong_length_are_refused(int length)
    {
        Assert.Throws<ArgumentException>(() => Quadratic.ResidualsAt([0, 0], new double[length]));
        Assert.Throws<ArgumentException>(() => Linear.ResidualsAt([0, 0], new double[length]));
        Assert.Throws<ArgumentException>(() => new QuadraticNonlinearProgram(Quadratic).ResidualsAt([0, 0], new double[length]));
    }

    [Fact]
    public void Points_of_wrong_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Quadratic.ResidualsAt([0], []));
        Assert.Throws<ArgumentException>(() => Linear.ResidualsAt([0, 0, 0], []));
        Assert.Throws<ArgumentException>(() => new QuadraticNonlinearProgram(Quadratic).ResidualsAt([0, 0, 0], []));
    }

    [Fact]
    public void They_print_in_one_line() => Assert.Equal("primal 1, dual 2, gap 0.5", new KktResiduals(1, 2, 0.5, 0, 0, 0).ToString());
}

namespace Folding.Problems.Tests;

public sealed class CertificateCheckTests
{
    private const double Inf = double.PositiveInfinity;

    /// <summary>x1 + x2 ≤ 1 and x1 + x2 ≥ 2.</summary>
    private static readonly QuadraticProgram Contradiction = new(
        CscMatrix.Identity(2), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 1 } }), [-Inf, 2], [1, Inf]);

    /// <summary>min x1²/2 − x2 with x1 ≤ 1 and x2 ≥ 0.</summary>
    private static readonly QuadraticProgram Descent = new(
        CscMatrix.Diagonal([1, 0]), [0, -1], CscMatrix.Identity(2), [-Inf, 0], [1, Inf]);

    [Fact]
    public void A_Farkas_ray_proves_infeasibility_at_any_length()
    {
        Assert.Equal(0, CertificateCheck.Infeasibility(Contradiction, [1, -1]));
        Assert.Equal(0, CertificateCheck.Infeasibility(Contradiction, [1e-9, -1e-9]));
    }

    [Fact]
    public void An_error_is_measured_against_the_support()
    {
        // A'y = (-0.25, -0.25), support 1 - 2.5 = -1.5.
        Assert.Equal(0.25 / 1.5, CertificateCheck.Infeasibility(Contradiction, [1, -1.25]), 15);
        Assert.Equal(CertificateCheck.Infeasibility(Contradiction, [1, -1.25]), CertificateCheck.Infeasibility(Contradiction, [8, -10]), 15);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(double.NaN, -1)]
    public void What_proves_nothing_is_infinitely_wrong(double y0, double y1) =>
        Assert.Equal(Inf, CertificateCheck.Infeasibility(Contradiction, [y0, y1]));

    [Fact]
    public void A_multiplier_at_an_infinite_bound_is_an_error()
    {
        var problem = new QuadraticProgram(CscMatrix.Zero(1, 1), [0], CscMatrix.FromDense(new double[,] { { 1 }, { 0 } }), [-Inf, 1], [1, 2]);
        // Row 1 alone proves it; row 0 has no lower bound for its multiplier to point at.
        Assert.Equal(0, CertificateCheck.Infeasibility(problem, [0, -1]));
        Assert.Equal(0.5, CertificateCheck.Infeasibility(problem, [-0.5, -1]));
    }

    [Fact]
    public void A_linear_program_takes_rows_and_bounds()
    {
        var problem = new LinearProgram([1, 1], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [-Inf], [1], [1, 1], [2, 2]);
        Assert.Equal(0, CertificateCheck.Infeasibility(problem, [1, -1, -1]));
        Assert.Equal(Inf, CertificateCheck.Infeasibility(problem, [1, 0, 0]));
    }

    [Fact]
    public void An_unbounded_direction_is_judged_by_curvature_rows_and_slope()
    {
        Assert.Equal(0, CertificateCheck.Unboundedness(Descent, [0, 1]));
        Assert.Equal(0, CertificateCheck.Unboundedness(Descent, [0, 1e-9]));
        // Along x1 there is curvature 0.5 and, upwards, a row.
        Assert.Equal(0.5, CertificateCheck.Unboundedness(Descent, [-0.5, 1]));
        Assert.Equal(0.5, CertificateCheck.Unboundedness(Descent, [0.5, 1]));
        Assert.Equal(Inf, CertificateCheck.Unboundedness(Descent, [0, -1]));
        Assert.Equal(Inf, CertificateCheck.Unboundedness(Descent, [0, 0]));
        Assert.Equal(Inf, CertificateCheck.Unboundedness(Descent, [0, double.NaN]));
    }

    [Fact]
    public void An_unbounded_direction_of_a_linear_program_respects_its_bounds()
    {
        var problem = new LinearProgram([-1, 0], CscMatrix.FromDense(new double[,] { { 1, -1 } }), [-Inf], [1], [0, 0], [Inf, 5]);
        Assert.Equal(1, CertificateCheck.Unboundedness(problem, [1, 1]));
        Assert.Equal(1, CertificateCheck.Unboundedness(problem, [1, 0]));
        var open = problem.WithBounds([-Inf], [1], [0, 0], [Inf, Inf]);
        Assert.Equal(0, CertificateCheck.Unboundedness(open, [1, 1]));
    }

    [Fact]
    public void Rays_of_wrong_length_are_refused()
    {
        Assert.Throws<ArgumentException>(static () => CertificateCheck.Infeasibility(Contradiction, [1]));
        Assert.Throws<ArgumentException>(static () => CertificateCheck.Unboundedness(Contradiction, [1]));
    }
}

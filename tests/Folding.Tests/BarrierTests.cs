using Folding.Problems;

namespace Folding.Tests;

/// <summary>The barrier-smoothed derivative: exact for its own smoothed solution, the derivative of the true one in the limit.</summary>
public sealed class BarrierTests
{
    private static (QuadraticProgram Problem, double[] X, double[] Y) Case(int item) => Make.StrictlyComplementary(item, 12, 2, 15);

    [Theory]
    [InlineData(1e-1)]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    public void The_smoothed_point_satisfies_its_own_conditions(double mu)
    {
        for (var item = 0; item < 5; item++)
        {
            var (problem, x, y) = Case(item);
            var point = BarrierPoint.At(problem, x, y, mu, new());
            Assert.True(point.Residual < 1e-10, $"item {item}: residual {point.Residual}");

            // y_i = μ/(u − s) − μ/(s − l) on inequality rows, Px + q + A'y = 0.
            double[] ax = new double[y.Length], force = new double[x.Length];
            problem.A.Multiply(point.X, ax);
            problem.P.MultiplySymmetric(point.X, force);
            problem.A.AddTransposedMultiply(point.Y, force);
            for (var j = 0; j < force.Length; j++) Assert.Equal(0, force[j] + problem.Q[j], 1e-9);
            for (var i = 2; i < y.Length; i++)
                Assert.Equal(1, (mu / (problem.Upper[i] - ax[i]) - mu / (ax[i] - problem.Lower[i])) / point.Y[i], 1e-4);
            for (var i = 0; i < 2; i++) Assert.Equal(problem.Upper[i], ax[i], 1e-9);
        }
    }

    [Theory]
    [InlineData(1e-1)]
    [InlineData(1e-2)]
    [InlineData(1e-3)]
    public void The_derivative_is_that_of_the_smoothed_solution(double mu)
    {
        for (var item = 0; item < 4; item++)
        {
            var (problem, x, y) = Case(item);
            double[] gx = Make.Normals(item, x.Length), gy = Make.Normals(item + 9, y.Length);
            var gradient = Make.Tape(problem, x, y, new Barrier { Mu = mu }).Vjp(Seed.On(gx, gy));
            Assert.Equal("barrier", gradient.Report.Method);
            Assert.Equal(TrustLevel.Approximate, gradient.Report.Trust);
            foreach (var (block, direction) in QuadraticSpace.Instance.Directions(problem, new Random(item), 1))
            {
                var h = 1e-3 * mu;
                double wide = Difference(h), narrow = Difference(h / 2), expected = (4 * narrow - wide) / 3;
                var product = gradient.Data.Inner(direction);
                Assert.True(Math.Abs(product - expected) <= 1e-5 * Math.Max(1, Math.Abs(expected)), $"{item} {block}: {product} and {expected}");

                double Loss(double step)
                {
                    var point = BarrierPoint.At(direction.Move(problem, step), x, y, mu, new());
                    return Vectors.Dot(gx, point.X) + Vectors.Dot(gy, point.Y);
                }

                double Difference(double step) => (Loss(step) - Loss(-step)) / (2 * step);
            }
        }
    }

    [Theory]
    [InlineData(1e-1)]
    [InlineData(1e-4)]
    [InlineData(1e-8)]
    public void Reverse_mode_is_the_adjoint_of_forward_mode(double mu)
    {
        for (var item = 0; item < 5; item++)
        {
            var (problem, x, y) = Case(item);
            double[] gx = Make.Normals(item, x.Length), gy = Make.Normals(item + 9, y.Length);
            var tape = Make.Tape(problem, x, y, new Barrier { Mu = mu });
            var gradient = tape.Vjp(Seed.On(gx, gy)).Data;
            foreach (var (block, direction) in QuadraticSpace.Instance.Directions(problem, new Random(item), 2))
            {
                var tangent = tape.Jvp(direction);
                double forward = Vectors.Dot(gx, tangent.Primal.AsSpan()) + Vectors.Dot(gy, tangent.Dual.AsSpan()), reverse = gradient.Inner(direction);
                var scale = Math.Sqrt(gradient.Inner(gradient) * direction.Inner(direction));
                Assert.True(Math.Abs(forward - reverse) <= 1e-10 * scale, $"{item} {block}: {forward} and {reverse}");
            }
        }
    }

    [Fact]
    public void The_bias_vanishes_in_proportion_to_mu()
    {
        for (var item = 0; item < 4; item++)
        {
            var (problem, x, y) = Case(item);
            var seed = Seed.OnPrimal(Make.Normals(item, x.Length));
            var exact = Make.Tape(problem, x, y).Vjp(seed).Data;
            double Bias(double mu) => Make.Distance(Make.Tape(problem, x, y, new Barrier { Mu = mu }).Vjp(seed).Data.Q.AsSpan(), exact.Q.AsSpan());
            double coarse = Bias(1e-5), fine = Bias(1e-7);
            Assert.True(coarse < 1e-1, $"item {item}: {coarse}");
            Assert.InRange(coarse / fine, 50, 200);
        }
    }

    [Fact]
    public void A_kink_has_a_smoothed_derivative_between_its_one_sided_ones()
    {
        // min x²/2 − x, x ≤ 1: one-sided slopes 0 and 1. At μ the slope is 1/(1 + μ/s²) with s² = μ: one half for every μ.
        var problem = new QuadraticProgram(CscMatrix.Identity(1), [-1], CscMatrix.Identity(1), [double.NegativeInfinity], [1]);
        foreach (var mu in new[] { 1e-2, 1e-4, 1e-6 })
            Assert.Equal(-0.5, Make.Tape(problem, [1], [0], new Barrier { Mu = mu }).Vjp(Seed.OnPrimal([1])).Data.Q[0], 1e-6);
    }

    [Fact]
    public void Degenerate_programs_have_finite_smoothed_derivatives()
    {
        var (vertex, vertexX, vertexY) = Make.Vertex(3, 6);
        var (plain, x, y) = Case(3);
        var (twice, twiceY) = Make.WithEveryRowTwice(plain, y);
        foreach (var (problem, px, py) in new[] { (vertex, vertexX, vertexY), (twice, x, twiceY) })
        {
            foreach (var mu in new[] { 1e-2, 1e-6, 1e-10 })
            {
                var gradient = Make.Tape(problem, px, py, new Barrier { Mu = mu }).Vjp(Seed.OnPrimal(Make.Normals(1, px.Length)));
                Assert.True(double.IsFinite(gradient.Data.Inner(gradient.Data)));
                Assert.Equal(TrustLevel.Approximate, gradient.Report.Trust);
            }
        }
    }

    [Fact]
    public void A_mu_that_is_not_positive_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(static () => new Barrier { Mu = 0 });
}

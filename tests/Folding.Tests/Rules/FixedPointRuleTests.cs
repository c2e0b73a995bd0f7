namespace Folding.Tests.Rules;

public sealed class FixedPointRuleTests
{
    [Fact]
    public void The_measured_rate_is_the_logarithm_of_the_spectral_radius()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            // Projected gradient with half the best stepsize: a symmetric contraction whose curvature is known.
            var (problem, x, y) = Make.StrictlyComplementary(seed, 12, 2, 10);
            var map = new ProjectedGradientStep().On(new(problem, x, y, null, new SymbolicCache()), out _);
            var best = ((ProjectedGradientMap)map).Stepsize;
            var point = new QuadraticPoint(problem, x, y, null, new SymbolicCache());
            var step = new ProjectedGradientStep { Stepsize = 0.5 * best }.On(point, out _).At(point.X)!;
            var radius = LongPowerIteration(step);
            Assert.InRange(step.SpectralRadius, 0.97 * radius, 1.01 * radius);
            var g = Make.Normals(seed, 12);
            var steps = (int)Math.Ceiling(Math.Log(1e-12) / Math.Log(radius));
            var early = Truncated(step, g, steps / 2);
            var late = Truncated(step, g, steps);
            var rate = Math.Log(early / late) / (steps - (steps / 2));
            Assert.InRange(rate / -Math.Log(radius), 0.95, 1.05);
        }
    }

    [Fact]
    public void Truncation_takes_exactly_the_steps_asked_for()
    {
        var jacobian = new DenseJacobian(new double[,] { { 0.5 } });
        var v = new double[1];
        foreach (var (steps, expected) in ((int, double)[])[(0, 1), (1, 1.5), (2, 1.75), (3, 1.875)])
        {
            var outcome = new FixedPointRule { Truncation = steps }.On(jacobian).Solve([1], v);
            Assert.Equal(StopReason.Truncated, outcome.Reason);
            Assert.Equal(steps, outcome.Iterations);
            Assert.Equal(expected, v[0]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Anderson_acceleration_never_takes_more_steps_on_symmetric_contractions(int depth)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(seed, 15, 2, 12);
            var point = new QuadraticPoint(problem, x, y, null, new SymbolicCache());
            var step = new ProjectedGradientStep().On(point, out _).At(point.X)!;
            double[] g = Make.Normals(seed, 15), plain = new double[15], mixed = new double[15];
            var without = new FixedPointRule().On(step).Solve(g, plain);
            var with = new FixedPointRule { Anderson = depth }.On(step).Solve(g, mixed);
            Assert.Equal(StopReason.Converged, with.Reason);
            Assert.True(with.Iterations <= without.Iterations, $"{with.Iterations} steps with, {without.Iterations} without");
            Assert.InRange(Make.Distance(mixed, plain), 0, 1e-8);
        }
    }

    [Fact]
    public void The_limit_of_iterations_is_reported()
    {
        var v = new double[1];
        var outcome = new FixedPointRule { MaximumIterations = 3 }.On(new DenseJacobian(new double[,] { { 0.9 } })).Solve([1], v);
        Assert.Equal(StopReason.IterationLimit, outcome.Reason);
        Assert.Equal(3, outcome.Iterations);
        Assert.Equal(0.9, outcome.Contraction!.Value, 6);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointRule { Tolerance = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointRule { MaximumIterations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointRule { Anderson = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointRule { Truncation = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GmresRule { Restart = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GmresRule { Tolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new JacobianRule { MaximumSize = 0 });
    }

    /// <summary>Φ is symmetric here on the space it maps to, so the last ratio of a long iteration is its radius.</summary>
    private static double LongPowerIteration(StateJacobian step)
    {
        double[] z = Make.Normals(77, step.StateCount), next = new double[z.Length];
        var ratio = 0.0;
        for (var k = 0; k < 4000; k++)
        {
            step.MultiplyTransposed(z, next);
            ratio = Vectors.Norm(next) / Vectors.Norm(z);
            var size = Vectors.Norm(next);
            for (var j = 0; j < z.Length; j++) z[j] = next[j] / size;
        }

        return ratio;
    }

    private static double Truncated(StateJacobian step, double[] g, int steps) => new FixedPointRule { Truncation = steps }.On(step).Solve(g, new double[g.Length]).Residual;
}

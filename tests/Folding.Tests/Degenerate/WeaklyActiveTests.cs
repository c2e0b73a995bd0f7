using Folding.Problems;

namespace Folding.Tests.Degenerate;

/// <summary>A row that holds its bound without a force: x* has one-sided derivatives only.</summary>
public sealed class WeaklyActiveTests
{
    /// <summary>min x²/2 − x, x ≤ 1: the bound is touched at x = 1 with y = 0. Seen from below (x ≥ −1, cost + x) it is the same.</summary>
    private static QuadraticProgram Touching(bool fromBelow) => new(
        CscMatrix.Identity(1), [fromBelow ? 1 : -1], CscMatrix.Identity(1),
        [fromBelow ? -1 : double.NegativeInfinity], [fromBelow ? double.PositiveInfinity : 1]);

    [Theory]
    [InlineData(DegeneratePolicy.Exclude, 1)]
    [InlineData(DegeneratePolicy.Include, 0)]
    [InlineData(DegeneratePolicy.Average, 0.5)]
    public void Each_policy_gives_its_element_of_the_generalised_jacobian_and_a_flag(DegeneratePolicy policy, double slope)
    {
        foreach (var fromBelow in new[] { false, true })
        {
            var tape = Make.Tape(Touching(fromBelow), [fromBelow ? -1 : 1], [0], new Kkt { Degenerate = policy });
            var gradient = tape.Vjp(Seed.OnPrimal([1]));
            Assert.Equal(-slope, gradient.Data.Q[0], 1e-12);
            Assert.Equal(1 - slope, gradient.Data.Lower[0] + gradient.Data.Upper[0], 1e-12);
            Assert.Equal(0, fromBelow ? gradient.Data.Upper[0] : gradient.Data.Lower[0]);
            Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
            Assert.Equal(1, gradient.Report.WeaklyActive);
            Assert.Throws<UntrustedGradientException>(() => gradient.EnsureTrusted());
            Assert.Same(gradient, gradient.EnsureTrusted(TrustLevel.Subgradient));
            Assert.Equal(-slope, tape.Jvp(new(tape.Problem, q: [1])).Primal[0], 1e-12);
        }
    }

    [Fact]
    public void The_default_policy_picks_one_side_and_says_so()
    {
        var gradient = Make.Tape(Touching(fromBelow: false), [1], [0]).Vjp(Seed.OnPrimal([1]));
        Assert.True(Math.Min(Math.Abs(gradient.Data.Q[0]), Math.Abs(gradient.Data.Q[0] + 1)) < 1e-12, $"{gradient.Data.Q[0]}");
        Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
        Assert.Contains(gradient.Report.Notes, static n => n.Contains("kink", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_average_is_the_central_difference_across_a_single_kink(int item)
    {
        var (problem, x, y) = Make.WithWeakRow(item, 12, 2, 14);
        var layer = DifferentiableSolver.ForQuadratic(new Make.KnownAnswer(x, y), new Kkt { Degenerate = DegeneratePolicy.Average });
        var gx = Make.Normals(item, 12);
        var gradient = layer.Forward(problem).Vjp(Seed.OnPrimal(gx));
        Assert.Equal(1, gradient.Report.WeaklyActive);
        var direction = new QuadraticData(problem, q: Make.Normals(item + 50, 12));
        const double Step = 1e-4;
        var ahead = layer.Forward(direction.Move(problem, Step)).Solution.Primal;
        var behind = layer.Forward(direction.Move(problem, -Step)).Solution.Primal;
        // A quadratic program's x is piecewise linear in q: on either side of the kink the difference is exact.
        Assert.Equal((Vectors.Dot(gx, ahead.AsSpan()) - Vectors.Dot(gx, behind.AsSpan())) / (2 * Step), gradient.Data.Inner(direction), 1e-8);
    }
}

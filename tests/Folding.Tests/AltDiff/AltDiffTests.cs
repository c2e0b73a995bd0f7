using Folding.Problems;

namespace Folding.Tests;

/// <summary>The method <c>altdiff</c> at solutions of any solver.</summary>
public sealed class AltDiffTests
{
    [Fact]
    public void It_agrees_with_the_kkt_adjoint_on_200_random_layers()
    {
        for (var item = 0; item < 200; item++)
        {
            var random = new Random(item);
            var n = random.Next(2, 40);
            var (problem, x, y) = Make.StrictlyComplementary(item, n, random.Next(n / 3), random.Next(1, 2 * n), density: 0.2 + (0.7 * random.NextDouble()));
            var seed = Seed.On(Make.Normals(item, n), Make.Normals(item + 1000, y.Length));
            var exact = Make.Tape(problem, x, y, new Kkt()).Vjp(seed);
            var gradient = Make.Tape(problem, x, y, new AltDiff()).Vjp(seed);
            Assert.True(gradient.Report.Trust == TrustLevel.Exact, $"item {item}: {gradient.Report}");
            Assert.True(Layers.Distance(gradient.Data, exact.Data) < 1e-8, $"item {item}: off by {Layers.Distance(gradient.Data, exact.Data)}; {gradient.Report}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forward_and_reverse_mode_satisfy_the_inner_product_identity(bool accelerate)
    {
        for (var item = 0; item < 20; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 14, 3, 18);
            var tape = Make.Tape(problem, x, y, new AltDiff { Accelerate = accelerate, MaximumIterations = 200_000 });
            var direction = Layers.Direction(problem, item);
            double[] gx = Make.Normals(item, 14), gy = Make.Normals(item + 9, 21);
            var tangent = tape.Jvp(direction);
            var reverse = tape.Vjp(Seed.On(gx, gy)).Data.Inner(direction);
            var forward = Vectors.Dot(gx, tangent.Primal.AsSpan()) + Vectors.Dot(gy, tangent.Dual.AsSpan());
            Assert.Equal(forward, reverse, 1e-10 * (1 + (Vectors.Norm(gx) * Vectors.Norm(tangent.Primal.AsSpan())) + (Vectors.Norm(gy) * Vectors.Norm(tangent.Dual.AsSpan()))));
        }
    }

    [Fact]
    public void The_penalty_does_not_change_the_limit()
    {
        var (problem, x, y) = Make.StrictlyComplementary(5, 14, 3, 18);
        var seed = Seed.OnPrimal(Make.Normals(5, 14));
        var expected = Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data;
        foreach (var penalty in new[] { 0.01, 0.3, 10 })
            Assert.True(Layers.Distance(Make.Tape(problem, x, y, new AltDiff { Penalty = penalty }).Vjp(seed).Data, expected) < 1e-8);
    }

    [Fact]
    public void Units_of_rows_do_not_matter()
    {
        var (problem, x, y) = Make.StrictlyComplementary(6, 14, 3, 18);
        double[] scale = [.. Make.Normals(3, 21).Select(static v => Math.Pow(10, 2 * v))];
        var (scaled, _, scaledY) = Make.WithScaledRows(problem, x, y, scale);
        var seed = Seed.OnPrimal(Make.Normals(6, 14));
        var expected = Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data;
        var actual = Make.Tape(scaled, x, scaledY, new AltDiff()).Vjp(seed);
        Assert.Equal(TrustLevel.Exact, actual.Report.Trust);
        Assert.True(Make.Distance(actual.Data.Q.AsSpan(), expected.Q.AsSpan()) < 1e-8);
    }

    [Fact]
    public void Stopped_early_it_is_approximate_and_tells_its_error()
    {
        var (problem, x, y) = Make.StrictlyComplementary(7, 14, 3, 18);
        var seed = Seed.OnPrimal(Make.Normals(7, 14));
        var gradient = Make.Tape(problem, x, y, new AltDiff { MaximumIterations = 15, Accelerate = false, Tolerance = 1e-14 }).Vjp(seed);
        var exact = Make.Tape(problem, x, y, new Kkt()).Vjp(seed);
        if (gradient.Report.Trust == TrustLevel.None)
        {
            Assert.Equal(0, gradient.Data.Inner(gradient.Data));
            Assert.True(gradient.Report.Residual > 1e-2);
        }
        else
        {
            Assert.Equal(TrustLevel.Approximate, gradient.Report.Trust);
            Assert.InRange(Layers.Distance(gradient.Data, exact.Data), 1e-9, 1);
        }

        Assert.Equal(15, gradient.Report.Iterations);
        Assert.Contains(gradient.Report.Notes, static note => note.Contains("15 iterations", StringComparison.Ordinal));
    }

    [Fact]
    public void A_weakly_active_row_is_flagged()
    {
        var (problem, x, y) = Make.WithWeakRow(2, 10, 2, 12);
        var gradient = Make.Tape(problem, x, y, new AltDiff()).Vjp(Seed.OnPrimal(Make.Normals(1, 10)));
        Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
        Assert.Equal(1, gradient.Report.WeaklyActive);
    }

    [Fact]
    public void Dependent_rows_give_one_gradient_of_several_and_say_so()
    {
        var (problem, x, y) = Make.WithEveryRowTwice(Make.StrictlyComplementary(8, 10, 2, 12));
        var seed = Seed.OnPrimal(Make.Normals(1, 10));
        var gradient = Make.Tape(problem, x, y, new AltDiff()).Vjp(seed);
        Assert.Equal((TrustLevel.Subgradient, true), (gradient.Report.Trust, gradient.Report.RankDeficient));
        Assert.True(Make.Distance(gradient.Data.Q.AsSpan(), Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data.Q.AsSpan()) < 1e-8);
    }

    [Fact]
    public void A_singular_matrix_is_no_gradient_with_a_reason()
    {
        // min ½x1² over x1 ≥ 1: x2 is anything.
        var problem = new QuadraticProgram(CscMatrix.Diagonal([1, 0]), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 0 } }), [1], [double.PositiveInfinity]);
        var gradient = Make.Tape(problem, [1, 0], [-1], new AltDiff()).Vjp(Seed.OnPrimal([1, 1]));
        Assert.Equal(TrustLevel.None, gradient.Report.Trust);
        Assert.Contains("singular", Assert.Single(gradient.Report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_linear_program_at_a_vertex_has_the_gradient_of_the_kkt_system()
    {
        var (problem, x, y) = Make.Vertex(3, 6);
        var seed = Seed.OnPrimal(Make.Normals(2, 6));
        var gradient = Make.Tape(problem, x, y, new AltDiff()).Vjp(seed);
        var exact = Make.Tape(problem, x, y, new Kkt()).Vjp(seed);
        Assert.True(Layers.Distance(gradient.Data, exact.Data) < 1e-8, gradient.Report.ToString());
    }

    [Fact]
    public void It_may_be_used_from_many_threads()
    {
        var (problem, x, y) = Make.StrictlyComplementary(9, 20, 3, 25);
        var tape = Make.Tape(problem, x, y, new AltDiff());
        Seed[] seeds = [.. Enumerable.Range(0, 16).Select(k => Seed.OnPrimal(Make.Normals(k, 20)))];
        var alone = seeds.Select(seed => Layers.Flat(tape.Vjp(seed).Data)).ToArray();
        Parallel.For(0, 16, k => Assert.Equal(alone[k], Layers.Flat(tape.Vjp(seeds[k]).Data)));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new AltDiff { Tolerance = 0 });
        Assert.ThrowsAny<ArgumentException>(() => new AltDiff { MaximumIterations = 0 });
        Assert.ThrowsAny<ArgumentException>(() => new AltDiff { Penalty = -1 });
    }
}

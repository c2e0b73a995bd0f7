using Folding.Problems;

namespace Folding.Tests;

public sealed class AltDiffLayerTests
{
    /// <summary>The worked trace: x, dx/db, dx/dh, s, λ, ν after K iterations with ρ = 1.</summary>
    [Theory]
    [InlineData(1, 0.042857142857, -0.028571428571, 0.071428571429, 0.285714285714, 0.214285714286, -0.142857142857, 0.157142857143, -0.985714285714, 0)]
    [InlineData(2, 0.079591836735, 0.275510204082, 0.132653061224, 0.459183673469, 0.040816326531, -0.051020408163, 0.120408163265, -1.630612244898, 0)]
    [InlineData(3, 0.133527696793, 0.454518950437, 0.174927113703, 0.567055393586, 0.004373177843, -0.02332361516, 0.066472303207, -2.042565597668, 0)]
    [InlineData(10, 0.218537999943, 0.76013061316, 0.064632725574, 0.903000661219, 0.757835840955, -0.671705408869, 0, -2.738799226264, 0.10451661333)]
    public void The_worked_trace_has_its_digits(
        int iterations, double x1, double x2, double db1, double db2, double dh1, double dh2, double slack, double lambda, double nu)
    {
        var problem = Layers.Worked();
        var tape = Layers.Truncated(iterations).Forward(problem, TestContext.Current.CancellationToken);
        Assert.Equal(iterations, tape.Iterations);
        Close([x1, x2], tape.Primal.AsSpan());
        Close([lambda, nu], tape.Dual.AsSpan());
        Close([db1, db2], tape.Jvp(new(problem, lower: [1, 0], upper: [1, 0])).Primal.AsSpan());
        Close([dh1, dh2], tape.Jvp(new(problem, upper: [0, 1])).Primal.AsSpan());
        // s = max(0, −ν/ρ − (Gx − h)) of the next half-step is h − Π(v): zero where ν > 0.
        if (nu > 0) Assert.Equal(0, slack);
        else Assert.Equal(slack, 0.2 - x1, 1e-11);
    }

    [Fact]
    public void The_worked_trace_converges_to_its_limit()
    {
        var problem = Layers.Worked();
        var tape = Layers.Truncated(100).Forward(problem, TestContext.Current.CancellationToken);
        Assert.Equal(2.4e-10, tape.Primal[0] - 0.2, 0.05e-10);
        Assert.Equal(-3.4e-10, tape.Primal[1] - 0.8, 0.06e-10);
        Close([-2.799999999554, 0.199999998923], tape.Dual.AsSpan());
        var byB = tape.Jacobian(QuadraticBlock.Q);
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 2; j++) Assert.Equal(0, byB.Primal[i, j], 1e-7);
        }

        var limit = tape.VjpOfLimit(Seed.OnPrimal([1, 0])).Data;
        Assert.Equal(1, limit.Upper[1], 1e-8);
        Assert.Equal(0, limit.Upper[0] + limit.Lower[0], 1e-8);
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(7, 1.0)]
    [InlineData(25, 1.0)]
    [InlineData(25, 1.6)]
    public void The_truncated_reverse_is_the_transpose_of_the_truncated_forward(int iterations, double relaxation)
    {
        for (var item = 0; item < 10; item++)
        {
            var (problem, _, _) = Make.StrictlyComplementary(item, 12, 3, 14);
            var tape = Layers.Truncated(iterations, relaxation: relaxation).Forward(problem, TestContext.Current.CancellationToken);
            var direction = Layers.Direction(problem, item);
            double[] gx = Make.Normals(item, 12), gy = Make.Normals(item + 50, 17);
            var tangent = tape.Jvp(direction);
            double forward = Vectors.Dot(gx, tangent.Primal.AsSpan()) + Vectors.Dot(gy, tangent.Dual.AsSpan()), reverse = tape.Vjp(Seed.On(gx, gy)).Data.Inner(direction);
            Assert.Equal(forward, reverse, 1e-12 * (Vectors.Norm(gx) * Vectors.Norm(tangent.Primal.AsSpan()) + Vectors.Norm(gy) * Vectors.Norm(tangent.Dual.AsSpan())));
        }
    }

    [Fact]
    public void The_truncated_reverse_equals_the_rows_of_the_jacobian()
    {
        var (problem, _, _) = Make.StrictlyComplementary(4, 8, 2, 9);
        var tape = Layers.Truncated(20).Forward(problem, TestContext.Current.CancellationToken);
        var jacobian = tape.Jacobian(QuadraticBlock.A);
        double[] gx = Make.Normals(9, 8), expected = new double[problem.A.Pattern.Count];
        for (var k = 0; k < expected.Length; k++)
        {
            for (var j = 0; j < 8; j++) expected[k] += gx[j] * jacobian.Primal[j, k];
        }

        Assert.True(Make.Distance(tape.Vjp(Seed.OnPrimal(gx)).Data.A.Values, expected) < 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(40)]
    public void The_truncated_reverse_agrees_with_differences_of_the_truncated_run(int iterations)
    {
        var layer = Layers.Truncated(iterations, relaxation: 1.3);
        for (var item = 0; item < 6; item++)
        {
            var (problem, _, _) = Make.StrictlyComplementary(item, 10, 2, 12);
            var direction = Layers.Direction(problem, item);
            double[] gx = Make.Normals(item, 10), gy = Make.Normals(item + 50, 14);
            double Loss(double step)
            {
                var tape = layer.Forward(direction.Move(problem, step), TestContext.Current.CancellationToken);
                return Vectors.Dot(gx, tape.Primal.AsSpan()) + Vectors.Dot(gy, tape.Dual.AsSpan());
            }

            const double H = 1e-5;
            var difference = (Loss(H) - Loss(-H)) / (2 * H);
            var gradient = layer.Forward(problem, TestContext.Current.CancellationToken).Vjp(Seed.On(gx, gy)).Data.Inner(direction);
            Assert.Equal(difference, gradient, 1e-6 * Math.Max(1, Math.Abs(difference)));
        }
    }

    [Fact]
    public void At_a_tight_tolerance_every_mode_gives_the_kkt_gradient()
    {
        var layer = new AltDiffLayer(new() { Tolerance = 1e-13 });
        for (var item = 0; item < 20; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 15, 3, 16);
            var seed = Seed.On(Make.Normals(item, 15), Make.Normals(item + 7, 19));
            var exact = Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data;
            var tape = layer.Forward(problem, TestContext.Current.CancellationToken);
            Assert.Equal(TerminationStatus.Optimal, tape.Termination);
            Assert.True(Make.Distance(tape.Primal.AsSpan(), x) < 1e-10);
            Assert.True(Make.Distance(tape.Dual.AsSpan(), y) < 1e-9);
            var truncated = tape.Vjp(seed);
            Assert.Equal(TrustLevel.Exact, truncated.Report.Trust);
            Assert.True(Layers.Distance(truncated.Data, exact) < 1e-8, $"item {item}: truncated reverse off by {Layers.Distance(truncated.Data, exact)}");
            Assert.True(Layers.Distance(tape.VjpOfLimit(seed).Data, exact) < 1e-8, $"item {item}: adjoint off by {Layers.Distance(tape.VjpOfLimit(seed).Data, exact)}");
            Assert.True(Layers.Distance(tape.VjpOfLimit(seed, accelerate: false).Data, exact) < 1e-8, $"item {item}: plain adjoint");
        }
    }

    [Fact]
    public void The_condensed_run_of_a_dense_program_gives_the_same_solution_and_gradient()
    {
        var fast = new AltDiffLayer(new() { KeepIterates = false });
        var slow = new AltDiffLayer(new() { KeepIterates = false, Accelerate = false, Tolerance = 1e-13 });
        for (var item = 0; item < 6; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 60, 10, 40, density: 1);
            var seed = Seed.On(Make.Normals(item, 60), Make.Normals(item + 7, 50));
            var exact = Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data;
            AltDiffTape quick = fast.Forward(problem, TestContext.Current.CancellationToken), plain = slow.Forward(problem, TestContext.Current.CancellationToken);
            Assert.True(quick.Iterations < plain.Iterations, $"{quick.Iterations} iterations, {plain.Iterations} without Newton steps");
            Assert.True(Make.Distance(quick.Primal.AsSpan(), x) < 1e-10);
            Assert.True(Make.Distance(quick.Dual.AsSpan(), y) < 1e-9);
            Assert.True(Layers.Distance(quick.VjpOfLimit(seed).Data, exact) < 1e-9);
            Assert.True(Layers.Distance(plain.VjpOfLimit(seed).Data, exact) < 1e-8);
            Assert.Throws<InvalidOperationException>(() => quick.Vjp(seed));
        }
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(6, 1.0)]
    [InlineData(9, 1.6)]
    public void Truncated_before_it_finishes_the_condensed_run_is_the_same_iteration(int iterations, double relaxation)
    {
        var (problem, _, _) = Make.StrictlyComplementary(2, 60, 10, 40, density: 1);
        AltDiffTape condensed = new AltDiffLayer(new() { Tolerance = 0, MaximumIterations = iterations, Relaxation = relaxation, KeepIterates = false }).Forward(problem, TestContext.Current.CancellationToken);
        AltDiffTape kept = new AltDiffLayer(new() { Tolerance = 0, MaximumIterations = iterations, Relaxation = relaxation }).Forward(problem, TestContext.Current.CancellationToken);
        Assert.Equal(iterations, condensed.Iterations);
        Assert.True(Make.Distance(condensed.Primal.AsSpan(), kept.Primal.AsSpan()) < 1e-12);
        Assert.True(Make.Distance(condensed.Dual.AsSpan(), kept.Dual.AsSpan()) < 1e-12);
        var expected = Plain(problem, iterations, relaxation);
        Assert.True(Make.Distance(kept.Primal.AsSpan(), expected) < 1e-11);
    }

    [Fact]
    public void Forward_and_reverse_of_a_truncated_dense_run_satisfy_the_inner_product_identity()
    {
        var (problem, _, _) = Make.StrictlyComplementary(3, 60, 10, 40, density: 1);
        var tape = Layers.Truncated(20, penalty: null).Forward(problem, TestContext.Current.CancellationToken);
        var direction = Layers.Direction(problem, 3);
        double[] gx = Make.Normals(1, 60), gy = Make.Normals(2, 50);
        var tangent = tape.Jvp(direction);
        double forward = Vectors.Dot(gx, tangent.Primal.AsSpan()) + Vectors.Dot(gy, tangent.Dual.AsSpan()), reverse = tape.Vjp(Seed.On(gx, gy)).Data.Inner(direction);
        Assert.Equal(forward, reverse, 1e-11 * (Vectors.Norm(gx) * Vectors.Norm(tangent.Primal.AsSpan()) + Vectors.Norm(gy) * Vectors.Norm(tangent.Dual.AsSpan())));
    }

    [Fact]
    public void A_dense_program_whose_rows_depend_on_each_other_is_solved_without_newton_steps()
    {
        var (problem, x, y) = Make.WithEveryRowTwice(Make.StrictlyComplementary(8, 60, 4, 16, density: 1));
        var tape = new AltDiffLayer(new() { KeepIterates = false }).Forward(problem, TestContext.Current.CancellationToken);
        Assert.Equal(TerminationStatus.Optimal, tape.Termination);
        Assert.True(Make.Distance(tape.Primal.AsSpan(), x) < 1e-9);
        var seed = Seed.OnPrimal(Make.Normals(1, 60));
        Assert.True(Make.Distance(tape.VjpOfLimit(seed).Data.Q.AsSpan(), Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data.Q.AsSpan()) < 1e-7);
    }

    [Fact]
    public void A_disposed_tape_keeps_its_solution_and_gives_its_memory_away()
    {
        var (problem, x, _) = Make.StrictlyComplementary(2, 60, 10, 40, density: 1);
        var layer = new AltDiffLayer(new() { KeepIterates = false });
        var tape = layer.Forward(problem, TestContext.Current.CancellationToken);
        tape.Dispose();
        tape.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tape.VjpOfLimit(Seed.OnPrimal(x)));
        Assert.Throws<ObjectDisposedException>(() => tape.Jvp(QuadraticData.Zero(problem)));
        Assert.True(Make.Distance(tape.Primal.AsSpan(), x) < 1e-10);
        Assert.True(Make.Distance(layer.Forward(problem, TestContext.Current.CancellationToken).Primal.AsSpan(), x) < 1e-10);
    }

    [Fact]
    public void The_error_of_the_gradient_is_proportional_to_that_of_x()
    {
        // Theorem 4.1: slope 1 of log |gradient error| against log |x error|.
        var slopes = new List<double>();
        for (var item = 0; item < 8; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 12, 3, 14);
            var seed = Seed.OnPrimal(Make.Normals(item, 12));
            var exact = Make.Tape(problem, x, y, new Kkt()).Vjp(seed).Data;
            var points = new List<(double X, double Y)>();
            for (var k = 10; k <= 400; k += 10)
            {
                var tape = Layers.Truncated(k, penalty: null).Forward(problem, TestContext.Current.CancellationToken);
                double xError = Vectors.Distance(tape.Primal.AsSpan(), x), gradientError = Vectors.Distance(Layers.Flat(tape.Vjp(seed).Data), Layers.Flat(exact));
                if (xError < 1e-2 && gradientError > 1e-9) points.Add((Math.Log(xError), Math.Log(gradientError)));
            }

            if (points.Count >= 4) slopes.Add(Slope(points));
        }

        Assert.True(slopes.Count >= 5);
        Assert.InRange(slopes.Order().ElementAt(slopes.Count / 2), 0.85, 1.15);
    }

    [Fact]
    public void A_truncated_gradient_says_so_with_its_estimated_error()
    {
        var (problem, x, _) = Make.StrictlyComplementary(3, 12, 3, 14);
        var tape = Layers.Truncated(30).Forward(problem, TestContext.Current.CancellationToken);
        Assert.Equal(TerminationStatus.IterationLimit, tape.Termination);
        var report = tape.Vjp(Seed.OnPrimal(Make.Normals(1, 12))).Report;
        Assert.Equal(("altdiff", TrustLevel.Approximate, 30), (report.Method, report.Trust, report.Iterations));
        Assert.Contains("truncated after 30 iterations", Assert.Single(report.Notes), StringComparison.Ordinal);
        var error = Vectors.Distance(tape.Primal.AsSpan(), x) / (1 + Vectors.Norm(x));
        Assert.InRange(report.EstimatedError!.Value, error / 20, error * 20);
    }

    [Fact]
    public void Problems_without_a_solution_have_defined_answers()
    {
        const double Inf = double.PositiveInfinity;
        var identity = CscMatrix.Identity(2);
        (string Name, QuadraticProgram Problem, TerminationStatus Status)[] cases =
        [
            ("infeasible", new(identity, [0, 0], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 1 } }), [-Inf, 2], [1, Inf]), TerminationStatus.Infeasible),
            ("unbounded", new(CscMatrix.Diagonal([1, 0]), [0, -1], identity, [-1, 0], [1, Inf]), TerminationStatus.Unbounded),
            ("singular", new(CscMatrix.Diagonal([1, 0]), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 0 } }), [0], [1]), TerminationStatus.NumericalError),
            ("non-convex", new(CscMatrix.Diagonal([1, -1]), [0, 0], identity, [0, 0], [1, 1]), TerminationStatus.NonConvex),
        ];
        foreach (var (name, problem, status) in cases)
        {
            var tape = new AltDiffLayer(new() { MaximumIterations = 2000 }).Forward(problem, TestContext.Current.CancellationToken);
            Assert.True(status == tape.Termination, $"{name}: {tape.Termination}");
            foreach (var gradient in new[] { tape.Vjp(Seed.OnPrimal([1, 1])), tape.VjpOfLimit(Seed.OnPrimal([1, 1])) })
            {
                Assert.Equal(TrustLevel.None, gradient.Report.Trust);
                Assert.NotEmpty(gradient.Report.Notes);
                Assert.Equal(0, gradient.Data.Inner(gradient.Data));
            }

            Assert.Equal(TrustLevel.None, tape.Jvp(QuadraticData.Zero(problem)).Report.Trust);
        }
    }

    [Fact]
    public void Without_rows_the_gradient_is_that_of_a_linear_system()
    {
        var problem = new QuadraticProgram(CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }), [1, 1], CscMatrix.Zero(0, 2), [], []);
        var tape = new AltDiffLayer().Forward(problem, TestContext.Current.CancellationToken);
        Close([-1.0 / 7, -3.0 / 7], tape.Primal.AsSpan());
        // dq = −P⁻¹ g.
        Close([-2.0 / 7, 1.0 / 7], tape.Vjp(Seed.OnPrimal([1, 0])).Data.Q.AsSpan());
        Close([-2.0 / 7, 1.0 / 7], tape.VjpOfLimit(Seed.OnPrimal([1, 0])).Data.Q.AsSpan());
    }

    [Fact]
    public void Dependent_equalities_share_their_gradient()
    {
        // x1 + x2 = 1 twice: dx/db of the pair is that of the single row, half each.
        var p = CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } });
        var single = new QuadraticProgram(p, [1, 1], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [1], [1]);
        var twice = new QuadraticProgram(p, [1, 1], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 1 } }), [1, 1], [1, 1]);
        var layer = new AltDiffLayer(new() { Tolerance = 1e-13 });
        var (one, two) = (layer.Forward(single, TestContext.Current.CancellationToken), layer.Forward(twice, TestContext.Current.CancellationToken));
        Close(one.Primal.AsSpan().ToArray(), two.Primal.AsSpan());
        QuadraticData expected = one.VjpOfLimit(Seed.OnPrimal([1, 0])).Data, actual = two.VjpOfLimit(Seed.OnPrimal([1, 0])).Data;
        Close(expected.Q.AsSpan().ToArray(), actual.Q.AsSpan());
        Assert.Equal(expected.Lower[0], actual.Lower[0] + actual.Lower[1], 1e-9);
        Assert.Equal(actual.Lower[0], actual.Lower[1], 1e-9);
    }

    [Fact]
    public void Wrong_sizes_and_NaN_are_refused()
    {
        var identity = CscMatrix.Identity(2);
        Assert.ThrowsAny<ArgumentException>(() => AltDiffLayer.OneSided(identity, [0, 0], identity, [1], identity, [1, 1]));
        Assert.ThrowsAny<ArgumentException>(() => AltDiffLayer.OneSided(identity, [0, 0], identity, [1, 1], identity, [1, double.NaN]));
        Assert.ThrowsAny<ArgumentException>(() => AltDiffLayer.OneSided(identity, [0, double.NaN], identity, [1, 1], identity, [1, 1]));
        Assert.ThrowsAny<ArgumentException>(() => new AltDiffOptions { Tolerance = -1 });
        Assert.ThrowsAny<ArgumentException>(() => new AltDiffOptions { MaximumIterations = 0 });
        Assert.ThrowsAny<ArgumentException>(() => new AltDiffOptions { Penalty = double.NaN });
        Assert.ThrowsAny<ArgumentException>(() => new AltDiffOptions { Relaxation = 2 });
        var tape = new AltDiffLayer().Forward(Layers.Worked(), TestContext.Current.CancellationToken);
        Assert.ThrowsAny<ArgumentException>(() => tape.Vjp(Seed.OnPrimal([1])));
        Assert.ThrowsAny<ArgumentException>(() => tape.VjpOfLimit(Seed.OnPrimal([1, double.NaN])));
        Assert.ThrowsAny<ArgumentException>(() => tape.Jvp(QuadraticData.Zero(new(identity, [0, 0], identity, [0, 0], [1, 1]))));
    }

    [Fact]
    public void A_cancelled_run_throws()
    {
        Assert.Throws<OperationCanceledException>(() => new AltDiffLayer().Forward(Layers.Worked(), new CancellationToken(canceled: true)));
    }

    /// <summary>x of the iteration as the page of the paper has it, with P + A'ρA in a linear solver of its own.</summary>
    private static double[] Plain(QuadraticProgram problem, int iterations, double relaxation)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        var rho = QuadraticAlternation.Penalties(problem, null);
        var hessian = new Folding.LinearAlgebra.SparseAugmentedHessian(problem.P.Pattern, problem.A.Pattern);
        hessian.Factor(problem.P, problem.A, rho, sigma: 0);
        double[] x = new double[n], ax = new double[m];
        double Project(int i, double v) => Math.Clamp(v, problem.Lower[i], problem.Upper[i]);
        double[] v = [.. Enumerable.Range(0, m).Select(i => double.IsFinite(problem.Upper[i]) ? problem.Upper[i] : double.IsFinite(problem.Lower[i]) ? problem.Lower[i] : 0)];
        for (var k = 0; k < iterations; k++)
        {
            double[] c = [.. v.Select((value, i) => rho[i] * (value - (2 * Project(i, value))))];
            Array.Clear(x);
            problem.A.AddTransposedMultiply(c, x);
            for (var j = 0; j < n; j++) x[j] = -(x[j] + problem.Q[j]);
            hessian.Solve(x, x, ax);
            for (var i = 0; i < m; i++) v[i] += relaxation * (ax[i] - Project(i, v[i]));
        }

        return x;
    }

    private static double Slope(List<(double X, double Y)> points)
    {
        double mx = points.Average(static p => p.X), my = points.Average(static p => p.Y);
        return points.Sum(p => (p.X - mx) * (p.Y - my)) / points.Sum(p => (p.X - mx) * (p.X - mx));
    }

    private static void Close(double[] expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], 1e-11);
    }
}

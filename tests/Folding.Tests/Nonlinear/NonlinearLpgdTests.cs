using System.Collections.Immutable;
using Folding.Ipopt;
using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>LPGD on nonlinear programs (folding/Folding/Nonlinear/NonlinearOracle.cs).</summary>
public sealed class NonlinearLpgdTests
{
    private const double P0 = 3, P1 = 4;

    [Theory]
    [InlineData(LpgdKind.Average, 0.5)]
    [InlineData(LpgdKind.Average, 1e-4)]
    [InlineData(LpgdKind.Lower, 0.5)]
    [InlineData(LpgdKind.Upper, 0.3)]
    public void Worked_example_on_the_unit_disc_has_the_differences_of_its_closed_form(LpgdKind kind, double tau)
    {
        // With p − tg for p: x = p/|p| and λ = (|p| − 1)/2 on the circle.
        foreach (var refine in (ReadOnlySpan<bool>)[true, false])
        {
            var tape = Programs.Layer(Method(kind, tau), refine).Forward(Programs.Disc());
            for (var j = 0; j < 2; j++)
            {
                double[] g = [1 - j, j];
                var (data, report) = tape.Vjp(Seed.OnPrimal(g));
                var (a, b, span) = (Circle(kind == LpgdKind.Upper ? 0 : tau), Circle(kind == LpgdKind.Lower ? 0 : -tau), kind == LpgdKind.Average ? 2 * tau : tau);
                var noise = (refine ? 1e-13 : 1e-7) / tau;
                Assert.Equal(TrustLevel.Approximate, report.Trust);
                Assert.Equal((b.X0 - a.X0) / span, data.Parameters[0], noise);
                Assert.Equal((b.X1 - a.X1) / span, data.Parameters[1], noise);
                Assert.Equal((b.Multiplier - a.Multiplier) / span, data.ConstraintUpper[0], noise);
                Assert.Equal(0, data.ConstraintLower[0]);

                (double X0, double X1, double Multiplier) Circle(double t)
                {
                    double p0 = P0 - (t * g[0]), p1 = P1 - (t * g[1]), norm = double.Hypot(p0, p1);
                    return (p0 / norm, p1 / norm, (norm - 1) / 2);
                }
            }
        }
    }

    [Fact]
    public void A_seed_on_a_multiplier_moves_the_bound_of_its_row()
    {
        // With gU = 1 − t: x = p √gU/|p|, λ = (|p|/√gU − 1)/2.
        const double tau = 0.2;
        var (data, _) = Programs.Layer(Method(LpgdKind.Average, tau)).Forward(Programs.Disc()).Vjp(Seed.OnDual([1, 0, 0]));
        double narrow = Math.Sqrt(1 - tau), wide = Math.Sqrt(1 + tau);
        Assert.Equal(0.6 * (wide - narrow) / (2 * tau), data.Parameters[0], 1e-12);
        Assert.Equal(0.8 * (wide - narrow) / (2 * tau), data.Parameters[1], 1e-12);
        Assert.Equal(2.5 * ((1 / wide) - (1 / narrow)) / (2 * tau), data.ConstraintUpper[0], 1e-12);
    }

    [Theory]
    [InlineData(LpgdKind.Average, 16)]
    [InlineData(LpgdKind.Lower, 4)]
    [InlineData(LpgdKind.Upper, 4)]
    public void A_quarter_of_the_temperature_has_a_sixteenth_of_the_error_of_the_average_and_a_quarter_of_the_others(LpgdKind kind, double ratio)
    {
        var compared = 0;
        for (var item = 0; item < 10; item++)
        {
            var problem = Programs.Random(item);
            var seed = Seed.On(Make.Normals(item, problem.VariableCount), Make.Normals(item + 9, problem.DualCount));
            var exact = Programs.Layer(new Kkt()).Forward(problem, null, TestContext.Current.CancellationToken).Vjp(seed).EnsureTrusted().Data;
            var errors = new double[2];
            for (var k = 0; k < 2; k++)
            {
                var (data, report) = Programs.Layer(Method(kind, k == 0 ? 4e-4 : 1e-4)).Forward(problem, null, TestContext.Current.CancellationToken).Vjp(seed);
                errors[k] = report.Notes.Any(static note => note.Contains("not asked", StringComparison.Ordinal)) ? Distance(data, exact) : double.NaN;
            }

            // A kink between the two points has an error of its own.
            if (double.IsNaN(errors[0]) || double.IsNaN(errors[1])) continue;
            Assert.InRange(errors[0] / errors[1], 0.8 * ratio, 1.25 * ratio);
            compared++;
        }

        Assert.InRange(compared, 5, 10);
    }

    [Fact]
    public void Without_refinement_the_gradient_has_the_digits_that_the_solver_leaves_it()
    {
        for (var item = 0; item < 10; item++)
        {
            var problem = Programs.Random(item, 5 + item % 4);
            var seed = Seed.On(Make.Normals(item, problem.VariableCount), Make.Normals(item + 9, problem.DualCount));
            var (data, report) = Programs.Layer(new Lpgd(), refine: false).Forward(problem, null, TestContext.Current.CancellationToken).Vjp(seed);
            var refined = Programs.Layer(Method(LpgdKind.Average, report.Temperature!.Value)).Forward(problem, null, TestContext.Current.CancellationToken).Vjp(seed).Data;
            Assert.True(Distance(data, refined) <= 1e-4, $"item {item}: {Distance(data, refined)}; {report}");
        }
    }

    [Fact]
    public void The_automatic_temperature_comes_near_the_exact_adjoint_and_claims_no_more()
    {
        for (var item = 0; item < 10; item++)
        {
            var problem = Programs.Random(item, 5 + item % 4);
            var seed = Seed.On(Make.Normals(item, problem.VariableCount), Make.Normals(item + 9, problem.DualCount));
            var exact = Programs.Layer(new Kkt()).Forward(problem, null, TestContext.Current.CancellationToken).Vjp(seed).EnsureTrusted().Data;
            var tape = Programs.Layer(new Lpgd()).Forward(problem, null, TestContext.Current.CancellationToken);
            var (data, report) = tape.Vjp(seed);
            Assert.Equal(TrustLevel.Approximate, report.Trust);
            Assert.True(Distance(data, exact) <= 1e-6, $"item {item}: {Distance(data, exact)}; {report}");
            foreach (var (block, direction) in new NonlinearSpace().Directions(problem, new Random(item), 1))
            {
                var tangent = tape.Jvp(direction);
                double forward = Vectors.Dot(seed.Primal.AsSpan(), tangent.Primal.AsSpan()) + Vectors.Dot(seed.Dual.AsSpan(), tangent.Dual.AsSpan()), scale = Math.Sqrt(exact.Inner(exact) * direction.Inner(direction));
                Assert.True(Math.Abs(forward - exact.Inner(direction)) <= 1e-5 * scale, $"item {item}, {block}: {forward} and {exact.Inner(direction)}");
            }
        }
    }

    [Fact]
    public void Augmentation_adds_its_curvature_and_gives_the_Hessian_a_diagonal()
    {
        // min ½x² − px: the perturbed solution moves by −t/(1 + ρ).
        var (data, _) = Programs.Layer(Method(LpgdKind.Average, 0.1) with { Augmentation = 3 }).Forward(PolynomialProgram.Create([2], "0.5 x0^2 - p0 x0", [], [], [0])).Vjp(Seed.OnPrimal([1]));
        Assert.Equal(0.25, data.Parameters[0], 1e-12);

        // min x0 x1 − p0 (x0 + x1)/2 on x0 − x1 = 2: no diagonal. With x = (s + 1, s − 1) it is s² − p0 s, which moves by p0 as −½(2 + 2ρ)⁻¹·(seed 2).
        var saddle = PolynomialProgram.Create([1], "x0 x1 - 0.5 p0 x0 - 0.5 p0 x1", [new("2", "x0 - x1", "2")], [], [1, 0.3]);
        foreach (var tau in (double[])[1e-3, 5])
        {
            (data, _) = Programs.Layer(Method(LpgdKind.Average, tau) with { Augmentation = 3 }).Forward(saddle).Vjp(Seed.OnPrimal([1, 1]));
            Assert.Equal(0.25, data.Parameters[0], 1e-9);
        }

        var (pattern, slots) = LocalModel.WithDiagonal(saddle.HessianPattern!);
        var tilted = new TiltedProgram(saddle, new(), [0.5, -1], 3, [1, 2], pattern, slots);
        var (values, gradient, above, below) = (new double[pattern.Count], new double[2], new double[2], new double[2]);
        double[] x = [0.3, -0.7];
        tilted.LagrangianHessian(x, 1, [0], values);
        tilted.ObjectiveGradient(x, gradient);
        var hessian = CscMatrix.Adopt(pattern, values);
        for (var j = 0; j < 2; j++)
        {
            double[] e = [1 - j, j], column = new double[2], up = Vectors.Sum(x, 1e-4, e), down = Vectors.Sum(x, -1e-4, e);
            tilted.ObjectiveGradient(up, above);
            tilted.ObjectiveGradient(down, below);
            hessian.MultiplySymmetric(e, column);
            for (var i = 0; i < 2; i++) Assert.Equal((above[i] - below[i]) / 2e-4, column[i], 1e-9);
            Assert.Equal((tilted.ObjectiveAt(up) - tilted.ObjectiveAt(down)) / 2e-4, gradient[j], 1e-9);
        }
    }

    [Fact]
    public void A_program_without_a_Hessian_has_this_gradient()
    {
        var problem = PolynomialProgram.Create([P0, P1], "0.5 x0^2 + 0.5 x1^2 - p0 x0 - p1 x1", [new(null, "x0^2 + x1^2", "1")], [], [0.1, 0.2], withHessian: false);
        foreach (var method in (Lpgd[])[Method(LpgdKind.Average, 1e-2), new Lpgd()])
        {
            var (data, report) = Programs.Layer(method).Forward(problem).Vjp(Seed.OnPrimal([1, 0]));
            Assert.Equal(TrustLevel.Approximate, report.Trust);
            Assert.Equal(0.128, data.Parameters[0], 1e-4);
            Assert.Equal(-0.096, data.Parameters[1], 1e-4);
            Assert.Equal(0.3, data.ConstraintUpper[0], 1e-4);
        }
    }

    [Fact]
    public void A_jump_into_another_valley_does_not_count()
    {
        // min ¼x⁴ − ½x² + px at p = 0, x* = 1: from p = 2/√27 = 0.385 on that valley is gone, and the solver finds the one below −1.
        var problem = PolynomialProgram.Create([0], "0.25 x0^4 - 0.5 x0^2 + p0 x0", [], [], [0.9]);
        var (data, report) = Programs.Layer(Method(LpgdKind.Lower, 1)).Forward(problem).Vjp(Seed.OnPrimal([1]));
        Assert.True(report.Temperature == 0.25, report.ToString());
        Assert.Contains(report.Notes, static note => note.Contains("halved 2 times", StringComparison.Ordinal));
        var there = 1 + (0.25 * data.Parameters[0]);
        Assert.InRange(there, 0.6, 1);
        Assert.Equal(0, Math.Pow(there, 3) - there + 0.25, 1e-12);

        // The other side stays in its valley, and is used alone.
        (data, report) = Programs.Layer(Method(LpgdKind.Average, 1)).Forward(problem).Vjp(Seed.OnPrimal([1]));
        Assert.Equal(1, report.Temperature);
        Assert.Contains(report.Notes, static note => note.Contains("+t led to another local solution", StringComparison.Ordinal) && note.Contains("other side", StringComparison.Ordinal));
        there = 1 - data.Parameters[0];
        Assert.InRange(there, 1, 1.5);
        Assert.Equal(0, Math.Pow(there, 3) - there - 1, 1e-12);
    }

    [Fact]
    public void A_valley_behind_a_hill_is_another_branch_and_a_vertex_across_a_polytope_is_none()
    {
        var wells = PolynomialProgram.Create([], "0.25 x0^4 - 0.5 x0^2", [], [], [0.9]);
        var branch = new LocalBranch(wells, [1], [0]);
        Assert.False(branch.LeadsTo(wells, [-1], [0]));
        Assert.True(branch.LeadsTo(PolynomialProgram.Create([], "0.25 x0^4 - 0.5 x0^2 - 0.528 x0", [], [], [1]), [1.2], [0]));

        // min x0 + x1 on the unit square; with the cost (−2, 1) the whole side is crossed.
        var (data, report) = Programs.Layer(Method(LpgdKind.Lower, 3)).Forward(PolynomialProgram.Create([1, 1], "p0 x0 + p1 x1", [], [("0", "1"), ("0", "1")], [0.5, 0.5])).Vjp(Seed.OnPrimal([-1, 0]));
        Assert.Equal(3, report.Temperature);
        Assert.Equal(1.0 / 3, data.Parameters[0], 1e-12);
        Assert.Equal(0, data.Parameters[1], 1e-12);
    }

    [Fact]
    public void An_infeasible_side_is_left_out_and_where_there_is_no_other_the_temperature_is_halved()
    {
        // gU = 1 − 1.5 leaves nothing.
        var (data, report) = Programs.Layer(Method(LpgdKind.Average, 1.5)).Forward(Programs.Disc()).Vjp(Seed.OnDual([1, 0, 0]));
        Assert.Contains(report.Notes, static note => note.Contains("+t ended as", StringComparison.Ordinal) && note.Contains("nfeasible", StringComparison.Ordinal));
        Assert.Equal(0.6 * (Math.Sqrt(2.5) - 1) / 1.5, data.Parameters[0], 1e-11);
        (data, report) = Programs.Layer(Method(LpgdKind.Lower, 1.5)).Forward(Programs.Disc()).Vjp(Seed.OnDual([1, 0, 0]));
        Assert.Equal(0.75, report.Temperature);
        Assert.Equal(0.6 * (1 - 0.5) / 0.75, data.Parameters[0], 1e-11);
    }

    [Fact]
    public void A_re_solve_that_runs_out_of_iterations_is_no_gradient_and_not_tried_again()
    {
        var solution = Programs.Layer().Forward(Programs.Disc()).Solution;
        var limited = DifferentiableSolver.ForNonlinear(Programs.Ipopt(IpoptOptions.ForGradients with { MaxIterations = 1 }), Method(LpgdKind.Average, 1.5));
        var (data, report) = limited.Record(Programs.Disc(), solution).Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.Equal(0, data.Inner(data));
        Assert.Contains(report.Notes, static note => note.Contains("iterationLimit", StringComparison.Ordinal));
        Assert.Equal(1.5, report.Temperature);
    }

    [Fact]
    public void Threads_share_a_tape_and_evaluate_the_program_one_at_a_time()
    {
        var problem = new OneAtATime(Programs.Random(4, 8));
        // So far that the solver is asked.
        var tape = Programs.Layer(Method(LpgdKind.Average, 0.5)).Forward(problem, null, TestContext.Current.CancellationToken);
        Seed[] seeds = [.. Enumerable.Range(0, 4).Select(k => Seed.On(Make.Normals(k, problem.VariableCount), Make.Normals(k + 50, problem.DualCount)))];
        Gradient<NonlinearData>[] alone = [.. seeds.Select(tape.Vjp)];
        Assert.Contains(alone, static gradient => !gradient.Report.Notes.Any(static note => note.Contains("not asked", StringComparison.Ordinal)));
        Parallel.For(0, 16, k => Assert.InRange(Distance(tape.Vjp(seeds[k % 4]).Data, alone[k % 4].Data), 0, 1e-9));
        Assert.False(problem.Collided);
    }

    [Fact]
    public void At_a_weakly_active_row_nothing_claims_to_be_a_derivative()
    {
        // p on the circle: the row binds without force, and moving out gives I − xx' + …, moving in I.
        foreach (var method in (GradientMethod[])[new Lpgd(), Method(LpgdKind.Lower, 1e-3), new Kkt(), new Folded(new SqpStep(), new GmresRule()), new Folded(new NewtonStep(), new FixedPointRule())])
        {
            foreach (var refine in (ReadOnlySpan<bool>)[true, false])
            {
                var problem = Programs.Disc("25");
                var gradient = Programs.Layer(method, refine).Record(problem, Make.Solved(problem, [3, 4], [0, 0, 0])).Vjp(Seed.OnPrimal([0.6, 0.8]));
                Assert.True(gradient.Report.Trust < TrustLevel.Exact, $"{method.Name}: {gradient.Report}");
                // Along x every difference lies between the two one-sided derivatives, 0 outwards and 1 inwards.
                Assert.InRange((0.6 * gradient.Data.Parameters[0]) + (0.8 * gradient.Data.Parameters[1]), -1e-3, 1 + 1e-3);
            }
        }
    }

    private static Lpgd Method(LpgdKind kind, double tau) => new() { Kind = kind, Temperature = Temperature.Fixed(tau) };

    /// <summary>Norm of the difference over that of the expected.</summary>
    private static double Distance(NonlinearData actual, NonlinearData expected)
    {
        double[] a = All(actual), b = All(expected);
        return Vectors.Norm(Vectors.Sum(a, -1, b)) / Vectors.Norm(b);

        // Of an equality the sum of both bounds counts.
        static double[] All(NonlinearData data) => [.. data.Parameters, .. Vectors.Sum(data.ConstraintLower.AsSpan(), 1, data.ConstraintUpper.AsSpan()), .. Vectors.Sum(data.VariableLower.AsSpan(), 1, data.VariableUpper.AsSpan())];
    }

    /// <summary>Notes when two threads evaluate at once.</summary>
    private sealed class OneAtATime(NonlinearProgram inner) : NonlinearProgram(
        inner.VariableLower.AsSpan(), inner.VariableUpper.AsSpan(), inner.ConstraintLower.AsSpan(), inner.ConstraintUpper.AsSpan(), inner.Start.AsSpan(), inner.JacobianPattern, inner.HessianPattern)
    {
        private int _inside;

        public bool Collided { get; private set; }

        public override ImmutableArray<double> Parameters => inner.Parameters;

        public override double ObjectiveAt(ReadOnlySpan<double> primal)
        {
            Enter();
            var value = inner.ObjectiveAt(primal);
            Leave();
            return value;
        }

        public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            Enter();
            inner.ObjectiveGradient(x, gradient);
            Leave();
        }

        public override void Constraints(ReadOnlySpan<double> x, Span<double> values)
        {
            Enter();
            inner.Constraints(x, values);
            Leave();
        }

        public override void Jacobian(ReadOnlySpan<double> x, Span<double> values)
        {
            Enter();
            inner.Jacobian(x, values);
            Leave();
        }

        public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values)
        {
            Enter();
            inner.LagrangianHessian(x, objectiveFactor, multipliers, values);
            Leave();
        }

        public override void ParameterGradient(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, in ParameterWeights weights, Span<double> gradient)
        {
            Enter();
            inner.ParameterGradient(x, multipliers, weights, gradient);
            Leave();
        }

        private void Enter() => Collided |= Interlocked.Increment(ref _inside) > 1;

        private void Leave() => Interlocked.Decrement(ref _inside);
    }
}

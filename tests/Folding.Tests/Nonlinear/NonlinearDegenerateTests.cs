using Folding.Ipopt;
using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>Points at which the derivative does not exist or is one of several: defined answers, never NaN.</summary>
public sealed class NonlinearDegenerateTests
{
    /// <summary>min ½x² − p x, x² ≤ 1 (or x ≤ 1) at p = 1: x = 1 with a multiplier of zero; dx/dp = 1 to the left and 0 to the right.</summary>
    private static PolynomialProgram Kink(bool curved) => curved
        ? PolynomialProgram.Create([1], "0.5 x0^2 - p0 x0", [new(null, "x0^2", "1")], [], [0.5])
        : PolynomialProgram.Create([1], "0.5 x0^2 - p0 x0 + 0.25 x0^4 - 1 x0", [], [(null, "1")], [0.5]);

    [Theory]
    [InlineData(DegeneratePolicy.Exclude, 1)]
    [InlineData(DegeneratePolicy.Include, 0)]
    [InlineData(DegeneratePolicy.Average, 0.5)]
    public void A_weakly_active_row_is_flagged_and_answered_by_policy(DegeneratePolicy policy, double expected)
    {
        var gradient = Programs.Layer(new Kkt { Degenerate = policy }).Forward(Kink(curved: true)).Vjp(Seed.OnPrimal([1]));
        Assert.Equal(1, gradient.Report.WeaklyActive);
        Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
        Assert.Equal(expected, gradient.Data.Parameters[0], 1e-7);
        // At the bound the curvature is 1 + 3x² = 4.
        gradient = Programs.Layer(new Kkt { Degenerate = policy }).Forward(Kink(curved: false)).Vjp(Seed.OnPrimal([1]));
        Assert.Equal(1, gradient.Report.WeaklyActive);
        Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
        Assert.Equal(expected / 4, gradient.Data.Parameters[0], 1e-7);
    }

    [Fact]
    public void Dependent_rows_share_their_bound_gradients_and_leave_the_others_alone()
    {
        // The disc's row twice, the second one times two.
        var problem = PolynomialProgram.Create(
            [3, 4], "0.5 x0^2 + 0.5 x1^2 - p0 x0 - p1 x1", [new(null, "x0^2 + x1^2", "1"), new(null, "2 x0^2 + 2 x1^2", "2")], [], [0.1, 0.2]);
        var gradient = Programs.Layer(new Kkt()).Forward(problem).Vjp(Seed.OnPrimal([1, 0]));
        Assert.True(gradient.Report.RankDeficient);
        Assert.Equal(TrustLevel.Subgradient, gradient.Report.Trust);
        Assert.Equal(0.128, gradient.Data.Parameters[0], 1e-9);
        Assert.Equal(-0.096, gradient.Data.Parameters[1], 1e-9);
        // Both moved together, gU by δ and 2δ, is the single row moved by δ.
        Assert.Equal(0.3, gradient.Data.ConstraintUpper[0] + 2 * gradient.Data.ConstraintUpper[1], 1e-9);
    }

    [Fact]
    public void Forward_and_reverse_mode_use_the_same_method_where_rows_are_dependent()
    {
        // The disc's row twice: bounds that move apart contradict each other, a seed on the multipliers asks for what is not unique.
        var problem = PolynomialProgram.Create(
            [3, 4], "0.5 x0^2 + 0.5 x1^2 - p0 x0 - p1 x1", [new(null, "x0^2 + x1^2", "1"), new(null, "2 x0^2 + 2 x1^2", "2")], [], [0.1, 0.2]);
        var tape = Programs.Layer().Forward(problem);
        foreach (var seed in new[] { Seed.OnPrimal([1, -2]), Seed.On([0.5, 1], [1, 0, 0, 0]) })
        {
            var gradient = tape.Vjp(seed);
            foreach (var direction in new[] { new NonlinearData(problem, constraintUpper: [1, 0]), new(problem, constraintUpper: [0.3, -0.2]), new(problem, [0.4, -1]) })
            {
                var tangent = tape.Jvp(direction);
                Assert.Equal(("kkt", TrustLevel.Subgradient), (gradient.Report.Method, gradient.Report.Trust));
                Assert.Equal(("kkt", TrustLevel.Subgradient), (tangent.Report.Method, tangent.Report.Trust));
                var forward = Vectors.Dot(seed.Primal.AsSpan(), tangent.Primal.AsSpan()) + Vectors.Dot(seed.Dual.AsSpan(), tangent.Dual.AsSpan());
                Assert.Equal(gradient.Data.Inner(direction), forward, 1e-7);
            }
        }

        Assert.Contains(tape.Jvp(new(problem, constraintUpper: [1, 0])).Report.Notes, static note => note.Contains("contradict each other", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stationary_point_that_is_no_minimiser_is_flagged_and_never_exact()
    {
        // min −½x0² + ½x1² − p x1 in |x0| ≤ 1 with x0 = 0 a stationary point, recorded as if a solver had returned it.
        var problem = PolynomialProgram.Create([1], "-0.5 x0^2 + 0.5 x1^2 - p0 x1", [], [("- 1", "1"), (null, null)], [0, 0]);
        foreach (var method in new GradientMethod[] { new Kkt(), new Auto() })
        {
            var tape = Programs.Layer(method).Record(problem, Make.Solved(problem, [0, 1], [0, 0]));
            Assert.Equal(RefinementOutcome.NotCertified, tape.Solution.Statistics.Refinement);
            var gradient = tape.Vjp(Seed.OnPrimal([1, 1]));
            Assert.True(gradient.Report.Trust <= TrustLevel.Approximate, gradient.Report.ToString());
            Assert.True(gradient.Report.RankDeficient);
            // dx1/dp is 1, and less with curvature added.
            Assert.InRange(gradient.Data.Parameters[0], 0.1, 1);
        }
    }

    [Fact]
    public void A_wrong_inertia_says_how_much_curvature_was_added()
    {
        var problem = PolynomialProgram.Create([1], "-0.5 x0^2 + 0.5 x1^2 - p0 x1", [], [], [0, 0]);
        var report = Programs.Layer(new Kkt()).Record(problem, Make.Solved(problem, [0, 1], [0, 0])).Vjp(Seed.OnPrimal([1, 1])).Report;
        Assert.True(report.Regularization >= 1, report.ToString());
        Assert.Contains("wrong inertia", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_minimiser_that_is_not_unique_falls_back_to_the_barrier_and_says_why()
    {
        // min ½(x0 + x1 − p)² in a box: only the sum is determined.
        var problem = PolynomialProgram.Create([0.5], "0.5 x0^2 + x0 x1 + 0.5 x1^2 - p0 x0 - p0 x1", [], [("- 1", "1"), ("- 1", "1")], [0.1, 0.3]);
        var tape = Programs.Layer().Forward(problem);
        var gradient = tape.Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal("barrier", gradient.Report.Method);
        Assert.Equal(TrustLevel.Approximate, gradient.Report.Trust);
        Assert.Equal("kkt", Assert.Single(gradient.Report.Rejected).Method);
        Assert.Equal(0.5, gradient.Data.Parameters[0], 1e-3);
        var sum = tape.Vjp(Seed.OnPrimal([1, 1]));
        Assert.Equal("kkt", sum.Report.Method);
        Assert.Equal(TrustLevel.Subgradient, sum.Report.Trust);
        Assert.Equal(1, sum.Data.Parameters[0], 1e-9);
    }

    [Fact]
    public void A_concave_objective_with_a_vertex_solution_is_exact()
    {
        // W is negative definite, yet no variable is free.
        var problem = PolynomialProgram.Create([0.2], "-1 x0^2 - x1^2 - p0 x0", [], [("- 1", "1 + 0.1 p0"), ("- 1", "1")], [0.5, 0.5]);
        var gradient = Programs.Layer().Forward(problem).Vjp(Seed.OnPrimal([1, 1]));
        Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
        Assert.Equal(0.1, gradient.Data.Parameters[0], 1e-14);
        Assert.Equal(1, gradient.Data.VariableUpper[1], 1e-14);
    }

    [Fact]
    public void A_saddle_of_the_Lagrangian_that_is_a_strict_minimiser_on_its_rows_is_exact()
    {
        // min x0 x1 on x0 + x1 = 2p with x0 = x1 a maximum; on x0 − x1 = 2p the minimum is (p, −p).
        var problem = PolynomialProgram.Create([1], "x0 x1", [new("2 p0", "x0 - x1", "2 p0")], [], [1, 0.3]);
        var gradient = Programs.Layer().Forward(problem).Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal(TrustLevel.Exact, gradient.Report.Trust);
        Assert.Equal(1, gradient.Data.Parameters[0], 1e-12);
    }

    [Fact]
    public void Without_a_solution_there_is_no_gradient_and_the_report_says_why()
    {
        var infeasible = PolynomialProgram.Create([1], "x0^2", [new("p0", "-1 x0^2", null)], [], [0.5]);
        NoGradient(Programs.Layer().Forward(infeasible), "nfeasible");
        var limited = DifferentiableSolver.ForNonlinear(Programs.Ipopt(IpoptOptions.ForGradients with { MaxIterations = 1 }));
        var tape = limited.Forward(Programs.Random(3));
        Assert.Equal(TerminationStatus.IterationLimit, tape.Solution.Termination);
        NoGradient(tape, "iterationLimit");

        static void NoGradient(Tape<NonlinearProgram, NonlinearData> tape, string reason)
        {
            var seed = Seed.OnPrimal(new double[tape.Problem.VariableCount]);
            foreach (var gradient in new[] { tape.Vjp(seed), tape.ValueGradient(), tape.Vjp([seed, seed])[1] })
            {
                Assert.Equal(TrustLevel.None, gradient.Report.Trust);
                Assert.Contains(reason, gradient.Report.ToString(), StringComparison.Ordinal);
                Assert.Equal(0, gradient.Data.Inner(gradient.Data));
            }

            Assert.Equal(TrustLevel.None, tape.Jvp(NonlinearData.Zero(tape.Problem)).Report.Trust);
        }
    }

    [Fact]
    public void A_program_without_Hessian_is_refused_with_the_mend_but_has_a_value_gradient()
    {
        var problem = PolynomialProgram.Create([3, 4], "0.5 x0^2 + 0.5 x1^2 - p0 x0 - p1 x1", [new(null, "x0^2 + x1^2", "1")], [], [0.1, 0.2], withHessian: false);
        var tape = Programs.Layer().Forward(problem);
        Assert.True(tape.Solution.IsSolved);
        var gradient = tape.Vjp(Seed.OnPrimal([1, 0]));
        Assert.Equal(TrustLevel.None, gradient.Report.Trust);
        Assert.Contains("override LagrangianHessian", gradient.Report.ToString(), StringComparison.Ordinal);
        Assert.Equal(-0.6, tape.ValueGradient().Data.Parameters[0], 1e-6);
    }

    [Fact]
    public void A_derivative_that_is_not_finite_is_no_gradient()
    {
        var problem = new BrokenProgram(hessian: double.NaN, byParameter: 0);
        foreach (var method in new GradientMethod[] { new Kkt(), new Barrier(), new Auto() })
        {
            var tape = Programs.Layer(method).Record(problem, Make.Solved(problem, [1], [0]));
            var gradient = tape.Vjp(Seed.OnPrimal([1]));
            Assert.Equal(TrustLevel.None, gradient.Report.Trust);
            Assert.Contains("not finite", gradient.Report.ToString(), StringComparison.Ordinal);
            Assert.Equal(0, tape.Jvp(NonlinearData.Zero(problem)).Primal[0]);
        }
    }

    [Fact]
    public void Derivatives_by_the_parameters_that_are_not_finite_are_no_gradient()
    {
        // p has the value 0, where dp^-1 is not finite; the program itself does not notice.
        var problem = new BrokenProgram(hessian: 1, byParameter: double.NaN);
        var tape = Programs.Layer().Record(problem, Make.Solved(problem, [1], [-1]));
        foreach (var report in new[] { tape.Vjp(Seed.OnDual([1])).Report, tape.ValueGradient().Report, tape.Jvp(new(problem, [1])).Report })
        {
            Assert.Equal(TrustLevel.None, report.Trust);
            Assert.Contains("not finite", report.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parameters_without_derivatives_are_a_mistake_that_is_told()
    {
        var problem = new BrokenProgram(hessian: 1, byParameter: null);
        var tape = Programs.Layer().Record(problem, Make.Solved(problem, [1], [-1]));
        Assert.Contains("override ParameterGradient", Assert.Throws<InvalidOperationException>(() => tape.Vjp(Seed.OnPrimal([1]))).Message, StringComparison.Ordinal);
        Assert.Contains("override ParameterTangent", Assert.Throws<InvalidOperationException>(() => tape.Jvp(new(problem, [1]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_for_quadratic_programs_only_is_refused_when_the_layer_is_made() =>
        Assert.Contains("does not apply to nonlinear programs", Assert.Throws<ArgumentException>(static () => Programs.Layer(new QuadraticOnly())).Message, StringComparison.Ordinal);

    [Fact]
    public void Seeds_and_directions_of_another_size_are_refused()
    {
        var tape = Programs.Layer().Forward(Programs.Disc());
        Assert.Contains("seed on x has length 3; expected 2", Assert.Throws<ArgumentException>(() => tape.Vjp(Seed.OnPrimal([1, 0, 0]))).Message, StringComparison.Ordinal);
        Assert.Contains("seed on y has length 1; expected 3", Assert.Throws<ArgumentException>(() => tape.Vjp(Seed.OnDual([1]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => tape.Vjp(Seed.OnPrimal([1, double.NaN])));
        Assert.Throws<ArgumentException>(() => tape.Jvp(NonlinearData.Zero(Programs.Random(1))));
        Assert.Contains("parameters has length 1; expected 2", Assert.Throws<ArgumentException>(() => new NonlinearData(Programs.Disc(), [1])).Message, StringComparison.Ordinal);
    }

    /// <summary>A method that has no answer for nonlinear programs.</summary>
    private sealed record QuadraticOnly : GradientMethod
    {
        public override string Name => "quadratic only";

        internal override Linearization<QuadraticData> Linearize(QuadraticPoint point) => new Kkt().Linearize(point);
    }

    /// <summary>min x at x ≥ 1, with a parameter; what its Hessian and its derivative by the parameter are said to be.</summary>
    private sealed class BrokenProgram(double hessian, double? byParameter) : NonlinearProgram([1], [double.PositiveInfinity], [], [], [1], SparsityPattern.Empty(0, 1), CscMatrix.Identity(1).Pattern)
    {
        public override System.Collections.Immutable.ImmutableArray<double> Parameters => [0];

        public override double ObjectiveAt(ReadOnlySpan<double> primal) => primal[0];

        public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient) => gradient[0] = 1;

        public override void Constraints(ReadOnlySpan<double> x, Span<double> values)
        {
        }

        public override void Jacobian(ReadOnlySpan<double> x, Span<double> values)
        {
        }

        public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values) => values[0] = hessian;

        public override void ParameterGradient(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, in ParameterWeights weights, Span<double> gradient)
        {
            if (byParameter is { } slope) gradient[0] = slope;
            else base.ParameterGradient(x, multipliers, weights, gradient);
        }

        public override void ParameterTangent(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> direction, ParameterChange change)
        {
            if (byParameter is { } slope) change.Stationarity.Span[0] = slope;
            else base.ParameterTangent(x, multipliers, direction, change);
        }
    }
}

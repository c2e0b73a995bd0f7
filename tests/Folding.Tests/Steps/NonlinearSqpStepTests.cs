using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.Tests.Steps;

public sealed class NonlinearSqpStepTests
{
    /// <summary>The worked example: min ½|x − p|² s.t. |x|² ≤ r, with parameters (p1, p2, r); p = (3, 4), r = 1.</summary>
    private sealed class NearestInBall(double[] p) : NonlinearProgram(
        [-10, double.NegativeInfinity], [double.PositiveInfinity, 10], [double.NegativeInfinity], [p[2]], [0, 0], new SparsityPattern(1, 2, [0, 1, 2], [0, 0]), new SparsityPattern(2, 2, [0, 1, 2], [0, 1]))
    {
        public override ImmutableArray<double> Parameters => [.. p];

        public override double ObjectiveAt(ReadOnlySpan<double> primal) => 0.5 * (Math.Pow(primal[0] - p[0], 2) + Math.Pow(primal[1] - p[1], 2));

        public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient) => (gradient[0], gradient[1]) = (x[0] - p[0], x[1] - p[1]);

        public override void Constraints(ReadOnlySpan<double> x, Span<double> values) => values[0] = (x[0] * x[0]) + (x[1] * x[1]);

        public override void Jacobian(ReadOnlySpan<double> x, Span<double> values) => (values[0], values[1]) = (2 * x[0], 2 * x[1]);

        public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values) =>
            values[0] = values[1] = objectiveFactor + (2 * multipliers[0]);

        public override NonlinearProgram WithParameters(ReadOnlySpan<double> parameters) => new NearestInBall(parameters.ToArray());

        public override void ParameterGradient(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, in ParameterWeights weights, Span<double> gradient)
        {
            gradient[0] = -weights.Stationarity[0];
            gradient[1] = -weights.Stationarity[1];
            gradient[2] = weights.ConstraintUpper[0];
        }

        public override void ParameterTangent(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> direction, ParameterChange change)
        {
            change.Clear();
            change.Stationarity.Span[0] = -direction[0];
            change.Stationarity.Span[1] = -direction[1];
            change.ConstraintUpper.Span[0] = direction[2];
        }
    }

    private static readonly double[] State = [0.6, 0.8, 2, 0, 0];
    private static readonly double[] Parameters = [3, 4, 1];

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.4, 0)]
    [InlineData(1, 3)]
    [InlineData(0.7, 1)]
    public void The_worked_example_has_its_jacobian_whatever_damping_and_shift(double damping, double shift)
    {
        foreach (var rule in (Rule[])[new GmresRule(), new JacobianRule(), new FixedPointRule()])
        {
            var point = new FixedPointLayer(new NonlinearSqpStep(new NearestInBall(Parameters), damping, shift), rule).Record(State, Parameters);
            Assert.InRange(point.Residual, 0, 1e-14);
            double[][] expected = [[0.128, -0.096, 0.3], [-0.096, 0.072, 0.4]];
            for (var j = 0; j < 2; j++)
            {
                var seed = new double[5];
                seed[j] = 1;
                var (gradient, report) = point.Vjp(seed);
                Assert.Equal(TrustLevel.Exact, report.Trust);
                for (var k = 0; k < 3; k++) Assert.Equal(expected[j][k], gradient[k], 9);
                for (var k = 0; k < 3; k++)
                {
                    var direction = new double[3];
                    direction[k] = 1;
                    Assert.Equal(expected[j][k], point.Jvp(direction).Primal[j], 9);
                }
            }
        }
    }

    [Fact]
    public void With_the_exact_hessian_and_a_damping_the_state_jacobian_is_a_multiple_of_the_identity()
    {
        var step = new NonlinearSqpStep(new NearestInBall(Parameters), 0.3).Linearize(State, Parameters);
        double[] v = Make.Normals(1, 5), product = new double[5], transposed = new double[5];
        step.Multiply(v, product);
        step.MultiplyTransposed(v, transposed);
        Assert.InRange(Make.Distance(product, [.. v.Select(static value => 0.7 * value)]), 0, 1e-12);
        Assert.InRange(Make.Distance(transposed, [.. v.Select(static value => 0.7 * value)]), 0, 1e-12);
    }

    [Fact]
    public void The_step_converges_to_the_solution_from_nearby()
    {
        var step = new NonlinearSqpStep(new NearestInBall(Parameters));
        double[] state = [0.7, 0.7, 1.5, 0, 0], next = new double[5];
        for (var k = 0; k < 8; k++)
        {
            step.Evaluate(state, Parameters, next);
            (state, next) = (next, state);
        }

        Assert.InRange(Make.Distance(state, State), 0, 1e-12);
    }

    [Fact]
    public void A_quadratic_program_as_a_nonlinear_one_has_the_multipliers_of_its_solution_as_fixed_point()
    {
        var (problem, x, y) = Make.StrictlyComplementary(3, 6, 1, 6);
        var point = new FixedPointLayer(new NonlinearSqpStep(new QuadraticNonlinearProgram(problem))).Record([.. x, .. y, .. new double[6]], []);
        Assert.InRange(point.Residual, 0, 1e-9);
        Assert.InRange(point.SpectralRadius, 0, 1e-6);
    }

    [Fact]
    public void A_point_that_is_no_solution_is_refused()
    {
        var report = new FixedPointLayer(new NonlinearSqpStep(new NearestInBall(Parameters))).Record([0.5, 0.5, 1, 0, 0], Parameters).Vjp([1, 0, 0, 0, 0]).Report;
        Assert.Equal(TrustLevel.None, report.Trust);
        Assert.Throws<ArgumentException>(() => new NonlinearSqpStep(new NearestInBall(Parameters), damping: 0));
        Assert.Throws<ArgumentException>(() => new NonlinearSqpStep(new NearestInBall(Parameters), hessianShift: -1));
    }
}

using Folding.Problems;

namespace Folding.Tests.Nonlinear;

/// <summary>
/// Folding with the step of sequential quadratic programming, U(x, λ; p) = (x, λ) + α(QP(x, λ; p) − (x, λ)), at the solution: with the exact Hessian
/// Φ = ∂U/∂(x, λ) = (1 − α)I, so that one differentiated step is the exact gradient.
/// </summary>
public sealed class SqpStepTests
{
    private const double H = 1e-5;

    [Theory]
    [InlineData(1)]
    [InlineData(0.6)]
    public void The_derivative_of_a_step_in_its_state_is_one_minus_alpha(double alpha)
    {
        for (var item = 0; item < 4; item++)
        {
            var problem = Programs.Random(item);
            var (x, y) = Solve(problem);
            var direction = Make.Normals(item, x.Length);
            // Fixed variables and rows that bind stay where they are only along directions that the step itself keeps; any direction will do for x.
            var plus = Step(problem, Vectors.Sum(x, H, direction), y, alpha);
            var minus = Step(problem, Vectors.Sum(x, -H, direction), y, alpha);
            for (var j = 0; j < x.Length; j++) Assert.Equal((1 - alpha) * direction[j], (plus.X[j] - minus.X[j]) / (2 * H), 1e-6);
            for (var i = 0; i < y.Length; i++) Assert.Equal(0, (plus.Y[i] - minus.Y[i]) / (2 * H), 1e-5 * Math.Max(1, Vectors.MaxNorm(y)));
        }
    }

    [Fact]
    public void The_derivative_of_one_full_step_in_the_parameters_is_the_exact_gradient()
    {
        for (var item = 0; item < 4; item++)
        {
            var problem = Programs.Random(item);
            var (x, y) = Solve(problem);
            double[] gx = Make.Normals(item, x.Length), gy = Make.Normals(item + 5, y.Length);
            var gradient = Programs.Layer(new Kkt()).Forward(problem, null, TestContext.Current.CancellationToken).Vjp(Seed.On(gx, gy)).EnsureTrusted().Data;
            foreach (var (block, direction) in new NonlinearSpace().Directions(problem, new Random(item), 2))
            {
                var plus = Step(direction.Move(problem, H), x, y, 1);
                var minus = Step(direction.Move(problem, -H), x, y, 1);
                var slope = (Vectors.Dot(gx, plus.X) + Vectors.Dot(gy, plus.Y) - Vectors.Dot(gx, minus.X) - Vectors.Dot(gy, minus.Y)) / (2 * H);
                var scale = Math.Sqrt(gradient.Inner(gradient) * direction.Inner(direction));
                Assert.True(Math.Abs(slope - gradient.Inner(direction)) <= 1e-7 * scale, $"item {item}, {block}: {slope} and {gradient.Inner(direction)}");
            }
        }
    }

    private static (double[] X, double[] Y) Solve(NonlinearProgram problem)
    {
        var solution = Programs.Layer().Forward(problem, null, TestContext.Current.CancellationToken).Solution;
        Assert.Equal(RefinementOutcome.Certified, solution.Statistics.Refinement);
        return ([.. solution.Primal], [.. solution.Dual]);
    }

    private static (double[] X, double[] Y) Step(NonlinearProgram problem, double[] x, double[] y, double alpha)
    {
        var model = new LocalModel(problem, new()).At(x, y)!;
        var (point, _) = Refinement.Run(model, x, y, new(), TestContext.Current.CancellationToken, convex: false);
        Assert.NotNull(point);
        return (Vectors.Sum(x, alpha, Vectors.Sum(point.X, -1, x)), Vectors.Sum(y, alpha, Vectors.Sum(point.Y, -1, y)));
    }
}

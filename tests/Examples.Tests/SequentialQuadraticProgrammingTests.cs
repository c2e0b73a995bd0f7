using Folding.Problems;
using SequentialQuadraticProgramming;

namespace Examples.Tests;

public sealed class SequentialQuadraticProgrammingTests
{
    [Fact]
    public void Every_problem_is_solved_the_derivatives_agree_and_a_plot_is_written()
    {
        using var run = new ExampleRun(Program.Run);
        Assert.SkipWhen(run.ExitCode == 3, "none of OSQP, HiGHS and Ipopt is on this machine");
        Assert.Equal(0, run.ExitCode);
        foreach (var problem in HockSchittkowski.All)
        {
            var rows = run.Lines.Where(line => line.StartsWith(problem.Name + " ", StringComparison.Ordinal)).ToArray();
            Assert.True(rows.Length >= 2, problem.Name);
            Assert.All(rows, static row => Assert.EndsWith("locallyOptimal", row, StringComparison.Ordinal));
        }

        Assert.Contains("the derivatives agree with central differences", run.Text, StringComparison.Ordinal);
        run.AssertDrew("sequential-quadratic-programming.png");
    }

    [Fact]
    public void Jets_have_the_derivatives_of_the_functions_they_compute()
    {
        const double H = 1e-5;
        foreach (var problem in HockSchittkowski.All)
        {
            var x = problem.Start.Select(static (v, j) => v + 0.1 * (j + 1)).ToArray();
            int n = x.Length, m = problem.ConstraintCount;
            var multipliers = Enumerable.Range(1, m).Select(static i => 0.5 * i).ToArray();
            double[] gradient = Lagrangian(x), hessian = new double[problem.HessianPattern!.Count];
            problem.LagrangianHessian(x, 1, multipliers, hessian);
            for (var j = 0; j < n; j++)
            {
                double[] plus = [.. x], minus = [.. x];
                (plus[j], minus[j]) = (x[j] + H, x[j] - H);
                var size = Math.Max(1, gradient.Max(Math.Abs));
                Assert.Equal((Value(plus) - Value(minus)) / (2 * H), gradient[j], 1e-7 * size);
                double[] above = Lagrangian(plus), below = Lagrangian(minus);
                for (var i = 0; i <= j; i++) Assert.Equal((above[i] - below[i]) / (2 * H), hessian[problem.HessianPattern.IndexOf(i, j)], 1e-6 * size);
            }

            double Value(double[] at)
            {
                var g = new double[m];
                problem.Constraints(at, g);
                return problem.ObjectiveAt(at) + g.Zip(multipliers, static (a, b) => a * b).Sum();
            }

            double[] Lagrangian(double[] at)
            {
                double[] result = new double[n], jacobian = new double[problem.JacobianPattern.Count];
                problem.ObjectiveGradient(at, result);
                problem.Jacobian(at, jacobian);
                CscMatrix.Adopt(problem.JacobianPattern, jacobian).AddTransposedMultiply(multipliers, result);
                return result;
            }
        }
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--unknown", "value")]
    public void Unknown_arguments_are_bad_usage(params string[] arguments) =>
        Assert.Equal(2, Program.Run(arguments, TextWriter.Null));
}

using Folding;
using Folding.Natives;
using Folding.Osqp;
using PolicyTuning;

namespace Examples.Tests;

public sealed class PolicyTuningTests
{
    [Fact]
    public void Every_gradient_has_a_row_and_a_plot_and_a_table_are_written()
    {
        using var run = new ExampleRun(Program.Run, "--epochs", "2", "--rollouts", "1", "--test", "1", "--months", "3");
        Assert.SkipWhen(run.ExitCode == 3, "OSQP is not on this machine");
        Assert.Equal(0, run.ExitCode);
        var rows = run.Lines.Where(static line => line.StartsWith("exact", StringComparison.Ordinal) || line.Contains(", tau ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(6, rows.Length);
        // A row at the start and one after each epoch, for every method, under a heading.
        Assert.Equal(1 + (6 * 3), run.Read("policy-tuning.csv").Length);
        run.AssertDrew("policy-tuning.png");
    }

    [Fact]
    public void The_gradient_through_months_agrees_with_central_differences()
    {
        try
        {
            var (solver, random) = (new OsqpSolver(), new Random(3));
            var returns = Training.Draw(5, rollouts: 1, months: 6)[0];
            var theta = Policy.InitialParameters(Training.Draw(6, 1, 60)[0]);
            var start = Policy.InitialWeights(theta, solver);
            var exact = Rollout.LossAndGradient(DifferentiableSolver.ForQuadratic(solver, new Kkt()), theta, start, returns);
            var average = Rollout.LossAndGradient(DifferentiableSolver.ForQuadratic(solver, new Lpgd { Temperature = Temperature.Auto }), theta, start, returns);
            // Not refined, so to the tolerance of the solver.
            Assert.Equal(Rollout.Loss(solver, theta, start, returns), exact.Loss, 1e-7);

            // Mean returns, the covariance's root and the root of the risk aversion. The steps are short as a fund or other begins or ceases to be
            // traded within 1e-6 of mean return: the loss is that full of kinks.
            foreach (var (from, to, step) in new[] { (0, 12, 1e-7), (12, 156, 1e-7), (156, 157, 1e-5) })
            {
                var direction = new double[theta.Length];
                for (var p = from; p < to; p++) direction[p] = random.NextDouble() - 0.5;
                var slope = (LossAt(step) - LossAt(-step)) / (2 * step);
                Assert.Equal(slope, Along(exact.ByTheta), 1e-4 * Math.Abs(slope));
                Assert.Equal(slope, Along(average.ByTheta), 1e-4 * Math.Abs(slope));

                double LossAt(double t) =>
                    Rollout.LossAndGradient(DifferentiableSolver.ForQuadratic(solver, new Kkt()), [.. theta.Select((v, p) => v + (t * direction[p]))], start, returns).Loss;

                double Along(double[] gradient) => gradient.Zip(direction, static (a, b) => a * b).Sum();
            }
        }
        catch (NativeLibraryException missing)
        {
            Assert.Skip(missing.Message);
        }
    }

    [Theory]
    [InlineData("--epochs", "-1")]
    [InlineData("--unknown", "value")]
    public void Unknown_arguments_are_bad_usage(params string[] arguments) => Assert.Equal(2, Program.Run(arguments, TextWriter.Null));
}

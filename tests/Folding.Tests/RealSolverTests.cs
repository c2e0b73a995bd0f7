using Folding.Problems;

namespace Folding.Tests;

/// <summary>Gradients through real solvers against central differences of the same solvers, on problems with one strictly complementary solution.</summary>
public sealed class RealSolverTests
{
    [Theory]
    [InlineData("HiGHS")]
    [InlineData("OSQP")]
    [InlineData("Ipopt")]
    public void Gradients_agree_with_central_differences(string name)
    {
        var layer = DifferentiableSolver.ForQuadratic(Solvers.Require(name));
        for (var item = 0; item < 15; item++)
        {
            var (problem, x, y) = RandomShape(item, largest: 60);
            var seed = Seed.On(Make.Normals(item, problem.VariableCount), Make.Normals(item + 1000, problem.ConstraintCount));
            var tape = layer.Forward(problem, null, TestContext.Current.CancellationToken);
            Assert.True(Make.Distance(tape.Solution.Primal.AsSpan(), x) < 1e-9, $"item {item}: x is off; {tape.Solution}");
            Assert.True(Make.Distance(tape.Solution.Dual.AsSpan(), y) < 1e-9, $"item {item}: y is off; {tape.Solution}");
            var check = GradientCheck.Run(layer, problem, seed, new() { Directions = 1 }, TestContext.Current.CancellationToken);
            Assert.Equal(TrustLevel.Exact, check.Report.Trust);
            Assert.True(check.Passed, $"item {item}: {string.Join('\n', check.Directions.AsEnumerable())}");
            Assert.True(check.WorstAdjointError < 1e-9, $"item {item}: adjoint identity {check.WorstAdjointError}");
        }
    }

    [Fact]
    public void A_hundred_programs_of_up_to_200_variables_per_solver()
    {
        Study.Require();
        foreach (var name in Solvers.Names)
        {
            var solver = Solvers.Require(name);
            var layer = DifferentiableSolver.ForQuadratic(solver);
            var tally = new Study.Tally();
            for (var item = 0; item < 100; item++)
            {
                var (problem, _, _) = RandomShape(item, largest: 200);
                var seed = Seed.On(Make.Normals(item, problem.VariableCount), Make.Normals(item + 1000, problem.ConstraintCount));
                tally.Add(GradientCheck.Run(layer, problem, seed, new() { Directions = 1 }, TestContext.Current.CancellationToken), $"{name} {item}");
            }

            Study.Write($"{name}: {tally}");
            Assert.Empty(tally.Lies);
            Assert.True(tally.WorstExact < 1e-6);
        }
    }

    /// <summary>n grows geometrically with the item, up to <paramref name="largest"/>; up to n/4 equalities, up to 3n/2 inequalities.</summary>
    private static (QuadraticProgram Problem, double[] X, double[] Y) RandomShape(int item, int largest)
    {
        var random = new Random(item);
        var n = (int)Math.Round(3 * Math.Pow(largest / 3.0, random.NextDouble()));
        return Make.StrictlyComplementary(item, n, random.Next(n / 4 + 1), random.Next(1, 3 * n / 2), density: 0.2 + 0.6 * random.NextDouble());
    }
}

using Folding.Problems;

namespace Folding.Osqp.Tests;

public sealed class OsqpSolverTests
{
    public OsqpSolverTests() => Osqp.Require();

    [Fact]
    public void Vertex_problem_has_its_known_answer() =>
        Osqp.AssertPoint(new OsqpSolver().Solve(Osqp.Vertex()), [0.3, 0.7], [-2.9, 0, 0.2]);

    [Fact]
    public void Interior_problem_has_its_known_answer() =>
        Osqp.AssertPoint(new OsqpSolver().Solve(Osqp.Interior()), [0.25, 0.75], [-2.75, 0, 0]);

    [Fact]
    public void Objective_and_residuals_are_filled_in()
    {
        var solution = new OsqpSolver().Solve(Osqp.Vertex());
        Assert.Equal(1.88, solution.Objective!.Value, 1e-9);
        Assert.InRange(solution.Residuals!.Value.Worst, 0, 1e-9);
        Assert.True(solution.Statistics.Iterations > 0);
        Assert.True(solution.Statistics.SetupTime > TimeSpan.Zero);
    }
}

namespace Folding.Problems.Tests;

public sealed class SolverExtensionsTests
{
    private static readonly QuadraticProgram Problem = new(CscMatrix.Identity(1), [1], CscMatrix.Zero(0, 1), [], []);

    [Fact]
    public void Solving_in_one_call_opens_and_disposes_a_session()
    {
        var solver = new FakeSolver();
        Assert.True(solver.Solve(Problem).IsSolved);
        Assert.Equal(1, Assert.Single(solver.Opened).Releases);
    }

    [Fact]
    public void The_session_is_disposed_after_an_exception_too()
    {
        var solver = new FakeSolver();
        Assert.Throws<ArgumentException>(() => solver.Solve(Problem, new() { TimeLimit = TimeSpan.Zero }));
        Assert.Equal(1, Assert.Single(solver.Opened).Releases);
        Assert.Throws<ArgumentNullException>(static () => ((ISolver<QuadraticProgram>)null!).Solve(Problem));
    }
}

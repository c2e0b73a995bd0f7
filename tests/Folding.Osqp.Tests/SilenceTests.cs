using Folding.Problems;
using Folding.SolverContract;

namespace Folding.Osqp.Tests;

/// <summary>
/// OSQP prints to stdout on its own in places, whatever its settings: polishing without an active row, an indefinite P. Standard output is the process's, and other tests make
/// OSQP print: these run alone.
/// </summary>
[CollectionDefinition(nameof(SilenceTests), DisableParallelization = true)]
[Collection(nameof(SilenceTests))]
public sealed class SilenceTests
{
    public SilenceTests()
    {
        Osqp.Require();
        Assert.SkipUnless(NativeOutput.CanCapture, "standard output cannot be captured here");
    }

    [Fact]
    public void A_solution_without_an_active_row_is_silent() =>
        Assert.Equal("", NativeOutput.During(static () => Osqp.AssertPoint(new OsqpSolver().Solve(Osqp.Textbook([-9, -9, -9], [9, 9, 9])), [-1.0 / 7, -3.0 / 7], [0, 0, 0])));

    [Fact]
    public void An_indefinite_P_is_silent_at_set_up_and_at_an_update()
    {
        var convex = new QuadraticProgram(CscMatrix.UpperTriangleOf(new[,] { { 1, -0.4, -0.4 }, { -0.4, 1, -0.4 }, { -0.4, -0.4, 1 } }), [1, 2, 3], CscMatrix.Identity(3), [-1, -1, -1], [1, 1, 1]);
        var indefinite = convex.WithP(convex.P.WithValues([1, -0.6, 1, -0.6, -0.6, 1]));
        Assert.Equal("", NativeOutput.During(() =>
        {
            Assert.Equal(TerminationStatus.NonConvex, new OsqpSolver().Solve(indefinite).Termination);
            using var session = new OsqpSolver().Open(convex);
            session.Update(indefinite);
            Assert.Equal(TerminationStatus.NonConvex, session.Solve().Termination);
        }));
    }

    [Fact]
    public void Limits_and_hopeless_problems_are_silent() =>
        Assert.Equal("", NativeOutput.During(static () =>
        {
            Assert.Equal(TerminationStatus.IterationLimit, new OsqpSolver(new() { MaxIterations = 3 }).Solve(Osqp.Random(1, 10, 15)).Termination);
            Assert.Equal(TerminationStatus.Infeasible, new OsqpSolver().Solve(Osqp.Textbook([3, 0, 0], [4, 1, 1])).Termination);
            Assert.Throws<ArgumentException>(static () => new OsqpSolver(OsqpOptions.Native.With("rho", "-1")).Open(Osqp.Vertex()));
            var (solver, problem) = Osqp.Endless();
            Assert.Equal(TerminationStatus.TimeLimit, solver.Solve(problem, new() { TimeLimit = TimeSpan.FromMilliseconds(1) }).Termination);
        }));
}

using Folding.Ipopt;
using Folding.Problems;

namespace Folding.Cli.Tests;

public sealed class QuadraticAsLinearSolverTests
{
    private static LinearProgram Problem(double cost, params int[] integer) => new(
        [cost, -1], CscMatrix.FromDense(new double[,] { { 1, 2 }, { 3, 1 } }), [double.NegativeInfinity, double.NegativeInfinity], [4, 6],
        [0, 0], [double.PositiveInfinity, double.PositiveInfinity], integer);

    [Fact]
    public void Updates_and_solves_linear_programs_with_multipliers_of_rows_and_bounds()
    {
        Fold.Require("ipopt");
        using var session = new QuadraticAsLinearSolver(new IpoptSolver()).Open(Problem(-2));
        session.Update(Problem(-1));
        var solution = session.Solve();
        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Fold.AssertClose([1.6, 1.2], [.. solution.Primal], 1e-6);
        Fold.AssertClose([0.4, 0.2, 0, 0], [.. solution.Dual], 1e-6);
    }

    [Fact]
    public void Refuses_integer_variables() =>
        Assert.Throws<ArgumentException>(() => new QuadraticAsLinearSolver(new IpoptSolver()).Open(Problem(-1, 0)));
}

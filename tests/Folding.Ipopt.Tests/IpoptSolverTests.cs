using Folding.Problems;

namespace Folding.Ipopt.Tests;

public sealed class IpoptSolverTests
{
    [Fact]
    public void Hs071_has_the_known_solution_and_multipliers()
    {
        var solution = new IpoptSolver().Solve(Programs.Hs071());

        Assert.Equal(TerminationStatus.LocallyOptimal, solution.Termination);
        Assert.Equal(17.0140172891563, solution.Objective!.Value, 9);
        Assert.Equal([1, 4.742999643, 3.821149984, 1.379408293], solution.Primal, Close(1e-8));
        Assert.Equal([-0.5522936594, 0.1614685641, -1.0878712139, 0, 0, 0], solution.Dual, Close(1e-8));
        Assert.True(solution.Residuals!.Value.Worst < 1e-8, solution.ToString());
    }

    [Fact]
    public void A_quadratic_program_has_row_multipliers_only()
    {
        var solution = new IpoptSolver().Solve(Programs.TwoVariables());

        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal([0.3, 0.7], solution.Primal, Close(1e-8));
        Assert.Equal([-2.9, 0, 0.2], solution.Dual, Close(1e-7));
    }

    private static Func<double, double, bool> Close(double tolerance) => (a, b) => Math.Abs(a - b) <= tolerance;
}

using Folding.Problems;

namespace Folding.Highs.Tests;

public class HighsLinearSessionTests
{
    private static readonly HighsSolver Solver = new();

    /// <summary>min −x − 2y, x + y ≤ 4, x + 3y ≤ 6, 0 ≤ x ≤ 3, y ≥ 0: x = (3, 1), y_rows = (½, ½).</summary>
    internal static LinearProgram Corner(double constant = 0) => new(
        [-1, -2], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 3 } }), [double.NegativeInfinity, double.NegativeInfinity], [4, 6],
        [0, 0], [3, double.PositiveInfinity], constant: constant);

    [Fact]
    public void An_optimal_program_has_point_multipliers_and_basis_in_the_common_signs()
    {
        var solution = Solver.Solve(Corner(10));
        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal([3, 1], solution.Primal, static (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(5.0, solution.Objective!.Value, 12);
        Assert.Equal(4, solution.Dual.Length);
        Assert.True(solution.Residuals!.Value.Worst < 1e-12, solution.Residuals.ToString());
        Assert.NotNull(solution.WarmStart!.Basis);
        Assert.Equal("HiGHS", solution.Solver.Name);
        Assert.StartsWith("1.", solution.Solver.Version, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quadratic_program_is_solved()
    {
        // min x² + y² − 2x − 5y with x + y ≤ 2 ... unconstrained optimum (1, 2.5); on the line (0.25, 1.75).
        var qp = new QuadraticProgram(CscMatrix.Diagonal([2, 2]), [-2, -5], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [double.NegativeInfinity], [2]);
        var solution = Solver.Solve(qp);
        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal([0.25, 1.75], solution.Primal, static (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(1.5, solution.Dual[0], 12);
    }
}

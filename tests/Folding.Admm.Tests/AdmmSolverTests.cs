using Folding.Problems;

namespace Folding.Admm.Tests;

public sealed class AdmmSolverTests
{
    private const double Inf = double.PositiveInfinity;

    [Fact]
    public void Sparse_and_dense_factors_give_the_same_solution()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var problem = Programs.Random(seed, 30, 45);
            var sparse = new AdmmSolver(new() { LinearSystem = AdmmLinearSystem.Sparse }).Solve(problem);
            var dense = new AdmmSolver(new() { LinearSystem = AdmmLinearSystem.Dense }).Solve(problem);
            Assert.Equal(TerminationStatus.Optimal, sparse.Termination);
            for (var j = 0; j < 30; j++) Assert.Equal(sparse.Primal[j], dense.Primal[j], 1e-9);
            for (var i = 0; i < 45; i++) Assert.Equal(sparse.Dual[i], dense.Dual[i], 1e-8);
        }
    }

    [Fact]
    public void A_polished_solution_is_exact_to_rounding()
    {
        var solution = new AdmmSolver().Solve(Programs.Random(3, 40, 60));
        Assert.Equal("solved and polished", solution.Native.Text);
        Assert.True(solution.Residuals!.Value.Worst < 1e-13, solution.ToString());
        var plain = new AdmmSolver(new() { Polish = false }).Solve(Programs.Random(3, 40, 60));
        Assert.Equal("solved", plain.Native.Text);
        Assert.True(plain.Residuals!.Value.Worst > solution.Residuals!.Value.Worst);
    }

    [Fact]
    public void Rough_points_are_offered_ever_tighter_and_the_first_accepted_one_ends_the_solve()
    {
        var problem = Programs.Random(3, 40, 60);
        var solver = new AdmmSolver(new() { Polish = false });
        var whole = solver.Solve(problem);
        var offers = new List<double>();
        var refused = solver.Solve(problem, new() { Accept = (x, y) => Offered(x, y, false) });
        Assert.True(offers.Count >= 2 && offers[^1] < 1e-2 * offers[0], string.Join(", ", offers));
        Assert.Equal(whole.Primal.AsSpan().ToArray(), refused.Primal.AsSpan().ToArray());
        offers.Clear();
        var accepted = solver.Solve(problem, new() { Accept = (x, y) => Offered(x, y, true) });
        Assert.Single(offers);
        Assert.Equal(TerminationStatus.Optimal, accepted.Termination);
        Assert.True(accepted.Statistics.Iterations < whole.Statistics.Iterations);

        bool Offered(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool answer)
        {
            offers.Add(problem.ResidualsAt(x, y).Worst);
            return answer;
        }
    }

    [Fact]
    public void A_linear_program_whose_iterates_turn_in_circles_is_solved()
    {
        // min −x1 − 2x2, x1 + x2 ≤ 4, x1 + 3x2 ≤ 6, x1 ≥ 0, 0 ≤ x2 ≤ 3.
        var problem = new QuadraticProgram(
            CscMatrix.Zero(2, 2), [-1, -2], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 3 }, { 1, 0 }, { 0, 1 } }), [-Inf, -Inf, 0, 0], [4, 6, Inf, 3]);
        var solution = new AdmmSolver().Solve(problem);
        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal([3, 1], solution.Primal, static (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([0.5, 0.5, 0, 0], solution.Dual, static (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void An_iteration_limit_returns_the_last_point()
    {
        var solution = new AdmmSolver(new() { MaxIterations = 3 }).Solve(Programs.Random(1, 20, 30));
        Assert.Equal(TerminationStatus.IterationLimit, solution.Termination);
        Assert.Equal(3, solution.Statistics.Iterations);
        Assert.Equal(PointStatus.Infeasible, solution.PrimalStatus);
        Assert.Equal(20, solution.Primal.Length);
    }

    [Fact]
    public void A_program_without_variables_is_solved_or_infeasible()
    {
        var empty = CscMatrix.Zero(0, 0);
        Assert.Equal(TerminationStatus.Optimal, new AdmmSolver().Solve(new QuadraticProgram(empty, [], CscMatrix.Zero(1, 0), [-1], [1])).Termination);
        Assert.Equal(TerminationStatus.Infeasible, new AdmmSolver().Solve(new QuadraticProgram(empty, [], CscMatrix.Zero(1, 0), [1], [2])).Termination);
    }

    [Theory]
    [InlineData("rho", "0")]
    [InlineData("alpha", "2")]
    [InlineData("sigma", "NaN")]
    [InlineData("max_iter", "1.5")]
    [InlineData("linear_system", "cg")]
    [InlineData("no_such_option", "1")]
    public void A_setting_out_of_range_is_refused_by_name(string name, string value)
    {
        var refused = Assert.ThrowsAny<ArgumentException>(() => AdmmOptions.ForGradients.With(name, value));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_reach_the_options()
    {
        var options = AdmmOptions.ForGradients.With("rho", "2").With("max_iter", "7").With("linear_system", "dense").With("polishing", "0");
        Assert.Equal((2, 7, AdmmLinearSystem.Dense, false), (options.Penalty, options.MaxIterations, options.LinearSystem, options.Polish));
        Assert.ThrowsAny<ArgumentException>(() => new AdmmSolver(new() { AbsoluteTolerance = 0, RelativeTolerance = 0 }));
    }

    [Fact]
    public void A_session_that_becomes_convex_again_solves_again()
    {
        var problem = Programs.Random(4, 3, 4, density: 1);
        using var session = new AdmmSolver().Open(problem);
        session.Update(problem.WithP(problem.P.WithValues([-1, 0, 1, 0, 0, 1])));
        Assert.Equal(TerminationStatus.NonConvex, session.Solve().Termination);
        session.Update(problem);
        Assert.Equal(TerminationStatus.Optimal, session.Solve().Termination);
    }
}

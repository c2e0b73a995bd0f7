using Folding.Problems;

namespace Folding.Highs.Tests;

public class HighsLinearSessionTests
{
    private static readonly HighsSolver Solver = new();

    [Fact]
    public void An_optimal_program_has_point_multipliers_and_basis_in_the_common_signs()
    {
        var solution = Solver.Solve(Programs.Corner(10));
        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal([3.0, 1.0], solution.Primal, static (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(4, solution.Dual.Length);
        Assert.Equal(5.0, solution.Objective!.Value, 12);
        Assert.True(solution.Residuals!.Value.Worst < 1e-12, solution.Residuals.ToString());
        Assert.NotNull(solution.WarmStart!.Basis);
        Assert.Equal("HiGHS", solution.Solver.Name);
        Assert.Matches(@"^\d+\.\d+\.\d+$", solution.Solver.Version);
    }

    [Fact]
    public void A_session_follows_costs_bounds_and_matrix_and_keeps_its_basis()
    {
        var problem = Programs.Corner();
        using var session = Solver.Open(problem);
        Assert.Equal(-5, session.Solve().Objective!.Value, 12);
        Follow(problem = problem.WithCost([-1, -4]), -8);
        Follow(problem = problem.WithBounds([-1e3, -1e3], [4, 9], [0, 0], [3, 2]), -10);
        Follow(problem.WithA(problem.A.WithValues([1, 1, 1, 6])), -7);

        void Follow(LinearProgram next, double objective)
        {
            session.Update(next);
            var warm = session.Solve();
            var cold = Solver.Solve(next);
            Assert.Equal(cold.Objective!.Value, warm.Objective!.Value, 10);
            Assert.Equal(objective, warm.Objective!.Value, 10);
        }
    }

    [Fact]
    public void A_basis_from_another_session_ends_the_solve_without_iterations()
    {
        var options = HighsOptions.ForGradients with { Presolve = false };
        var first = new HighsSolver(options).Solve(Programs.Corner());
        Assert.True(first.Statistics.Iterations > 0);
        var second = new HighsSolver(options).Solve(Programs.Corner(), new() { WarmStart = first.WarmStart });
        Assert.Equal(0, second.Statistics.Iterations);
        Assert.Equal(first.Primal, second.Primal);
    }

    [Fact]
    public void A_basis_on_a_program_without_rows_is_harmless()
    {
        var problem = new LinearProgram([1, -1], CscMatrix.Zero(0, 2), [], [], [0, 0], [1, 1]);
        var first = Solver.Solve(problem);
        Assert.Equal(-1, first.Objective);
        Assert.Equal(-1, Solver.Solve(problem, new() { WarmStart = first.WarmStart ?? new() { Basis = new([BasisStatus.AtLower, BasisStatus.AtUpper], []) } }).Objective);
    }

    [Fact]
    public void Infeasibility_comes_with_a_Farkas_certificate_with_and_without_presolve()
    {
        foreach (bool? presolve in new bool?[] { null, true, false })
        {
            var solution = new HighsSolver(HighsOptions.ForGradients with { Presolve = presolve }).Solve(Programs.Infeasible());
            Assert.Equal(TerminationStatus.Infeasible, solution.Termination);
            Assert.Equal(PointStatus.Certificate, solution.DualStatus);
            Assert.InRange(CertificateCheck.Infeasibility(Programs.Infeasible(), solution.DualRay.AsSpan()), 0, 1e-12);
            Assert.Empty(solution.Primal);
        }
    }

    [Fact]
    public void Unboundedness_comes_with_a_direction_with_and_without_presolve()
    {
        foreach (bool? presolve in new bool?[] { null, true, false })
        {
            var solution = new HighsSolver(HighsOptions.ForGradients with { Presolve = presolve }).Solve(Programs.Unbounded());
            Assert.Equal(TerminationStatus.Unbounded, solution.Termination);
            Assert.Equal(PointStatus.Certificate, solution.PrimalStatus);
            Assert.InRange(CertificateCheck.Unboundedness(Programs.Unbounded(), solution.PrimalRay.AsSpan()), 0, 1e-12);
        }
    }

    [Fact]
    public void Unboundedness_without_rows_comes_with_a_direction()
    {
        var problem = new LinearProgram([1, -1], CscMatrix.Zero(0, 2), [], [], [0, 0], [1, Programs.Inf]);
        var solution = Solver.Solve(problem);
        Assert.Equal(TerminationStatus.Unbounded, solution.Termination);
        Assert.Equal([0.0, 1.0], solution.PrimalRay);
    }

    [Fact]
    public void An_integer_program_has_an_integer_point_no_multipliers_and_a_gap()
    {
        var solution = Solver.Solve(Programs.Knapsack());
        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal(-13, solution.Objective!.Value, 9);
        Assert.Empty(solution.Dual);
        Assert.Equal(PointStatus.None, solution.DualStatus);
        Assert.InRange(solution.Statistics.RelativeGap!.Value, 0, 1e-9);
    }

    [Fact]
    public void An_integer_program_starts_from_a_point()
    {
        var lines = new List<string>();
        var solution = Solver.Solve(Programs.Knapsack(), new() { WarmStart = new() { Primal = [2, 0, 1] }, Log = lines.Add });
        Assert.Equal(-13, solution.Objective!.Value, 9);
        Assert.Contains(lines, static l => l.Contains("-13", StringComparison.Ordinal));
    }

    [Fact]
    public void A_start_at_the_edge_of_the_tolerance_does_not_end_an_integer_program_as_an_error()
    {
        // max 2a + s, a + s ≤ 157345, a binary. The start exceeds the row by 1e-6, which is allowed, and by its rounding a little more.
        const double Limit = 157345;
        var program = new LinearProgram([-2, -1], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [double.NegativeInfinity], [Limit], [0, 0], [1, 1e9], [0]);
        double[] start = [1, Limit + 1e-6 - 1];
        Assert.True(start[0] + start[1] <= Limit + 1e-6 && start[0] + start[1] - Limit > 1e-6);
        var solution = new HighsSolver(HighsOptions.ForGradients with { Presolve = false }).Solve(program, new() { WarmStart = new() { Primal = [.. start] } });
        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal(-(Limit + 1), solution.Objective!.Value, 6);
        Assert.Contains("first attempt ended with status Solve error", solution.Native.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_solve_after_one_that_was_repeated_uses_the_options_of_the_session()
    {
        const double Limit = 157345;
        var program = new LinearProgram([-2, -1], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [double.NegativeInfinity], [Limit], [0, 0], [1, 1e9], [0]);
        using var session = new HighsSolver(HighsOptions.ForGradients with { Presolve = false }).Open(program);
        _ = session.Solve(new() { WarmStart = new() { Primal = [1, Limit + 1e-6 - 1] } });
        var lines = new List<string>();
        _ = session.Solve(new() { Log = lines.Add });
        Assert.Contains(lines, static l => l.Contains("Presolve is switched off", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unbounded_integer_program_is_told_from_an_infeasible_one()
    {
        // x − 2y = 0 (or ½) in integers, min −x: the relaxation of both is unbounded.
        var matrix = CscMatrix.FromDense(new double[,] { { 2, -4 } });
        var unbounded = new LinearProgram([-1, 0], matrix, [0], [0], [0, 0], [Programs.Inf, Programs.Inf], [0, 1]);
        var solution = Solver.Solve(unbounded);
        Assert.Equal(TerminationStatus.Unbounded, solution.Termination);
        Assert.InRange(CertificateCheck.Unboundedness(unbounded, solution.PrimalRay.AsSpan()), 0, 1e-9);
        var infeasible = new LinearProgram([-1, 0], matrix, [1], [1], [0, 0], [Programs.Inf, Programs.Inf], [0, 1]);
        Assert.Equal(TerminationStatus.Infeasible, Solver.Solve(infeasible).Termination);
    }

    [Fact]
    public void A_refused_update_leaves_the_session_with_the_problem_it_had()
    {
        using var session = Solver.Open(Programs.Corner());
        var refused = Assert.Throws<ArgumentException>(() => session.Update(Programs.Corner().WithA(Programs.Corner().A.WithValues([1, 1, 1, 1e16]))));
        Assert.Contains("1e+16", refused.Message, StringComparison.Ordinal);
        Assert.Equal(-5, session.Solve().Objective!.Value, 12);
    }

    [Fact]
    public void A_refused_program_does_not_open()
    {
        var refused = Assert.Throws<ArgumentException>(() => Solver.Open(Programs.Corner().WithA(Programs.Corner().A.WithValues([1, 1, 1, 1e16]))));
        Assert.StartsWith("HiGHS refuses", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranging_gives_the_interval_of_costs_and_bounds()
    {
        using var session = Solver.Open(Programs.Corner());
        Assert.True(session.Solve().IsSolved);
        var ranging = session.GetRanging();
        Assert.All(ranging.Cost.Zip(Programs.Corner().Cost), static r => Assert.True(r.First.Lower <= r.Second && r.Second <= r.First.Upper));
        Assert.Equal(2, ranging.ColumnBound.Length);
        Assert.Equal(2, ranging.RowBound.Length);

        foreach (var end in new[] { ranging.Cost[1].Lower, ranging.Cost[1].Upper }.Where(double.IsFinite))
        {
            // Just inside the interval the optimal point is the same.
            var inside = -2 + 0.999 * (end + 2);
            Assert.Equal([3.0, 1.0], Solver.Solve(Programs.Corner().WithCost([-1, inside])).Primal, static (a, b) => Math.Abs(a - b) < 1e-9);
        }
    }

    [Fact]
    public void Ranging_before_a_solve_is_refused()
    {
        using var session = Solver.Open(Programs.Corner());
        Assert.Throws<InvalidOperationException>(() => session.GetRanging());
        using var integer = Solver.Open(Programs.Knapsack());
        Assert.Throws<InvalidOperationException>(() => integer.GetRanging());
    }

    [Fact]
    public void An_infeasible_subset_names_the_rows_and_bounds_in_conflict()
    {
        // Row 0: x + y ≥ 3 conflicts with x ≤ 1, y ≤ 1; row 1 does not matter.
        var problem = new LinearProgram([1, 1, 1], CscMatrix.FromDense(new double[,] { { 1, 1, 0 }, { 0, 1, 1 } }), [3, 0], [Programs.Inf, 5], [0, 0, 0], [1, 1, 1]);
        var subset = Solver.FindInfeasibleSubset(problem)!;
        Assert.Equal([new HighsConflict(0, HighsConflictBound.Lower)], subset.Rows);
        Assert.Equal([new HighsConflict(0, HighsConflictBound.Upper), new(1, HighsConflictBound.Upper)], subset.Columns);
        Assert.Null(Solver.FindInfeasibleSubset(Programs.Corner()));
    }
}

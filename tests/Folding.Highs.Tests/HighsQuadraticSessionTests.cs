using Folding.Problems;

namespace Folding.Highs.Tests;

public class HighsQuadraticSessionTests
{
    private static readonly HighsSolver Solver = new();

    [Fact]
    public void A_strictly_convex_program_is_solved_without_a_trace_of_regularisation()
    {
        var solution = Solver.Solve(Programs.Line());
        Assert.Equal(TerminationStatus.Optimal, solution.Termination);
        Assert.Equal([0.25, 1.75], solution.Primal, static (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Equal(1.5, solution.Dual[0], 13);
        Assert.Equal("Optimal", solution.Native.Text);
    }

    [Fact]
    public void The_native_default_regularisation_moves_the_point()
    {
        var moved = new HighsSolver(HighsOptions.ForGradients with { QuadraticRegularization = 1e-7 }).Solve(Programs.Line());
        Assert.InRange(Math.Abs(moved.Primal[0] - 0.25), 1e-9, 1e-6);
    }

    [Fact]
    public void Off_diagonal_entries_and_a_missing_diagonal_arrive()
    {
        // P = [[2, 1, 0], [1, 2, 0], [0, 0, 0]], x3 held by a row: gradient 2x + y = 1, x + 2y = 1 gives (⅓, ⅓).
        var p = CscMatrix.FromTriplets(3, 3, [(0, 0, 2), (0, 1, 1), (1, 1, 2)]);
        var problem = new QuadraticProgram(p, [-1, -1, 1], CscMatrix.FromDense(new double[,] { { 0, 0, 1 } }), [-2], [2]);
        var solution = Solver.Solve(problem);
        Assert.Equal([1 / 3.0, 1 / 3.0, -2], solution.Primal, static (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(-1, solution.Dual[0], 12);
    }

    [Fact]
    public void An_indefinite_P_is_NonConvex_whatever_its_diagonal()
    {
        foreach (var p in new[] { CscMatrix.Diagonal([1, -1]), CscMatrix.FromTriplets(2, 2, [(0, 0, 1), (0, 1, 2), (1, 1, 1)]) })
        {
            var problem = new QuadraticProgram(p, [0, 0], CscMatrix.Identity(2), [-1, -1], [1, 1]);
            Assert.Equal(TerminationStatus.NonConvex, Solver.Solve(problem).Termination);
        }
    }

    [Fact]
    public void A_session_follows_a_P_that_becomes_indefinite_and_back()
    {
        var problem = new QuadraticProgram(CscMatrix.Diagonal([2, 2]), [-1, 1], CscMatrix.Identity(2), [-1, -1], [1, 1]);
        using var session = Solver.Open(problem);
        Assert.Equal(TerminationStatus.Optimal, session.Solve().Termination);
        session.Update(problem.WithP(CscMatrix.Diagonal([2, -2])));
        Assert.Equal(TerminationStatus.NonConvex, session.Solve().Termination);
        session.Update(problem.WithP(CscMatrix.Diagonal([4, 2])));
        Assert.Equal(0.25, session.Solve().Primal[0], 13);
    }

    [Fact]
    public void A_session_follows_every_block()
    {
        var problem = Programs.Line();
        using var session = Solver.Open(problem);
        Follow(problem = problem.WithLinearCost([-4, -5]));
        Follow(problem = problem.WithBounds([-1], [1]));
        Follow(problem = problem.WithP(CscMatrix.Diagonal([1, 3])));
        Follow(problem.WithA(problem.A.WithValues([2, 1])));

        void Follow(QuadraticProgram next)
        {
            session.Update(next);
            var again = session.Solve();
            var fresh = Solver.Solve(next);
            Assert.Equal(fresh.Primal, again.Primal);
            Assert.Equal(fresh.Dual, again.Dual);
        }
    }

    [Fact]
    public void An_infeasible_program_has_a_certificate_of_length_m()
    {
        var problem = new QuadraticProgram(CscMatrix.Identity(2), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 1 } }), [-Programs.Inf, 2], [1, Programs.Inf]);
        var solution = Solver.Solve(problem);
        Assert.Equal(TerminationStatus.Infeasible, solution.Termination);
        Assert.InRange(CertificateCheck.Infeasibility(problem, solution.DualRay.AsSpan()), 0, 1e-12);
    }

    [Fact]
    public void An_unbounded_program_has_a_direction_although_HiGHS_gives_none()
    {
        // min ½x² − y, x + y ≥ 0.
        var problem = new QuadraticProgram(CscMatrix.Diagonal([1, 0]), [0, -1], CscMatrix.FromDense(new double[,] { { 1, 1 } }), [0], [Programs.Inf]);
        var solution = Solver.Solve(problem);
        Assert.Equal(TerminationStatus.Unbounded, solution.Termination);
        Assert.InRange(CertificateCheck.Unboundedness(problem, solution.PrimalRay.AsSpan()), 0, 1e-12);
    }

    [Fact]
    public void A_program_without_curvature_is_solved_as_linear()
    {
        var problem = new QuadraticProgram(CscMatrix.Diagonal([0, 0]), [1, -1], CscMatrix.Identity(2), [-1, -2], [1, 2]);
        var solution = Solver.Solve(problem);
        Assert.Equal([-1.0, 2.0], solution.Primal);
        Assert.Equal([-1.0, 1.0], solution.Dual);
    }

    [Fact]
    public void A_solve_does_not_depend_on_what_the_session_solved_before()
    {
        var problem = Programs.LongQuadratic(40);
        using var session = Solver.Open(problem);
        var first = session.Solve();
        Assert.Equal(first.Primal, session.Solve().Primal);
        session.Update(problem.WithLinearCost(new double[40]));
        Assert.True(session.Solve().IsSolved);
        session.Update(problem);
        Assert.Equal(first.Primal, session.Solve().Primal);
    }

    [Fact]
    public void A_deadline_between_two_pieces_is_a_deadline()
    {
        // Of many deadlines some pass after HiGHS has left a piece by its iteration limit.
        using var session = Solver.Open(Programs.LongQuadratic());
        for (var milliseconds = 10; milliseconds <= 100; milliseconds++)
            Assert.Equal(TerminationStatus.TimeLimit, session.Solve(new() { TimeLimit = TimeSpan.FromMilliseconds(milliseconds) }).Termination);
    }
}

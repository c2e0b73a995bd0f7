using Folding.Problems;

namespace Folding.Tests;

/// <summary>A layer that refines ends an iterative solve when the active set is certified: sooner, and with the same answer.</summary>
public sealed class EarlyRefinementTests
{
    [Fact]
    public void A_certified_rough_point_ends_the_solve_with_the_answer_of_the_whole_solve()
    {
        var solver = Solvers.Require("OSQP");
        long early = 0, whole = 0;
        for (var item = 0; item < 20; item++)
        {
            var (problem, x, y) = Make.StrictlyComplementary(item, 30, 5, 30, density: 0.4);
            var tape = DifferentiableSolver.ForQuadratic(solver).Forward(problem, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(RefinementOutcome.Certified, tape.Solution.Statistics.Refinement);
            Assert.Equal(TerminationStatus.Optimal, tape.Solution.Termination);
            Assert.True(Make.Distance(tape.Solution.Primal.AsSpan(), x) < 1e-9, $"item {item}: x");
            Assert.True(Make.Distance(tape.Solution.Dual.AsSpan(), y) < 1e-9, $"item {item}: y");
            Assert.True(tape.Solution.Statistics.SolveTime > TimeSpan.Zero);
            early += tape.Solution.Statistics.Iterations;
            whole += solver.Solve(problem, cancellation: TestContext.Current.CancellationToken).Statistics.Iterations;
        }

        Assert.True(2 * early < whole, $"{early} iterations of {whole}");
    }

    [Fact]
    public void A_point_too_rough_for_its_active_set_is_followed_along_the_central_path()
    {
        var solver = Solvers.Require("OSQP");
        var problem = OverlappingClasses();
        var whole = solver.Solve(problem, cancellation: TestContext.Current.CancellationToken);
        var tape = DifferentiableSolver.ForQuadratic(solver).Forward(problem, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(RefinementOutcome.Certified, tape.Solution.Statistics.Refinement);
        Assert.True(5 * tape.Solution.Statistics.Iterations < whole.Statistics.Iterations, $"{tape.Solution.Statistics.Iterations} iterations of {whole.Statistics.Iterations}");
        Assert.True(Make.Distance(tape.Solution.Primal.AsSpan(), whole.Primal.AsSpan()) < 1e-6);
        Assert.Equal(TrustLevel.Exact, tape.Vjp(Seed.OnPrimal(Make.Normals(6, problem.VariableCount))).Report.Trust);
    }

    [Fact]
    public void The_path_is_left_when_time_is_up_or_the_solve_is_cancelled()
    {
        var problem = OverlappingClasses();
        double[] x = new double[problem.VariableCount], y = new double[problem.ConstraintCount];
        var free = new EarlyRefinement(problem, new(), null, null, CancellationToken.None);
        Assert.True(free.Accept(x, y));
        var late = new EarlyRefinement(problem, new(), null, TimeSpan.FromTicks(1), CancellationToken.None);
        Assert.False(late.Accept(x, y));
        Assert.True(late.Rounds < free.Rounds - 3, $"{late.Rounds} rounds of {free.Rounds}");
        var cancelled = new EarlyRefinement(problem, new(), null, null, new(canceled: true));
        Assert.False(cancelled.Accept(x, y));
        Assert.Equal(0, cancelled.Rounds);
    }

    /// <summary>min ½|w|² + Σ t, t ≥ 1 − b(a'w), t ≥ 0 with overlapping classes: at OSQP's first look more rows than variables seem to hold.</summary>
    private static QuadraticProgram OverlappingClasses()
    {
        const int features = 8, points = 400;
        var numbers = Make.Normals(5, points * features);
        var entries = new List<(int Row, int Column, double Value)>();
        for (var i = 0; i < points; i++)
        {
            var label = i % 2 == 0 ? 1 : -1;
            for (var j = 0; j < features; j++) entries.Add((i, j, label * (numbers[(i * features) + j] + ((double)label / features))));
            entries.Add((i, features + i, 1));
            entries.Add((points + i, features + i, 1));
        }

        return new(
            CscMatrix.Diagonal([.. Enumerable.Repeat(1.0, features), .. new double[points]]), [.. new double[features], .. Enumerable.Repeat(1.0, points)],
            CscMatrix.FromTriplets(2 * points, features + points, entries),
            [.. Enumerable.Repeat(1.0, points), .. new double[points]], [.. Enumerable.Repeat(double.PositiveInfinity, 2 * points)]);
    }

    [Fact]
    public void The_callers_own_criterion_still_counts_and_without_refinement_nobody_asks()
    {
        var solver = Solvers.Require("OSQP");
        var (problem, _, _) = Make.StrictlyComplementary(1, 30, 5, 30, density: 0.4);
        var asked = 0;
        var request = new SolveRequest { Accept = (_, _) => ++asked > 0 };
        _ = DifferentiableSolver.ForQuadratic(solver, refine: false).Forward(problem, request, TestContext.Current.CancellationToken);
        Assert.Equal(1, asked);
        var solution = DifferentiableSolver.ForQuadratic(solver, refine: false).Forward(problem, null, TestContext.Current.CancellationToken).Solution;
        Assert.Equal(solver.Solve(problem, cancellation: TestContext.Current.CancellationToken).Statistics.Iterations, solution.Statistics.Iterations);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Infeasible_and_unbounded_programs_are_still_found_to_be_so(bool infeasible)
    {
        var solver = Solvers.Require("OSQP");
        var problem = infeasible
            ? new QuadraticProgram(CscMatrix.Identity(2), [0, 0], CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 1 } }), [1, -1], [1, 0.9])
            : new QuadraticProgram(CscMatrix.Zero(2, 2), [-1, -1], CscMatrix.FromDense(new double[,] { { 1, -1 } }), [-1], [1]);
        var tape = DifferentiableSolver.ForQuadratic(solver).Forward(problem, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(infeasible ? TerminationStatus.Infeasible : TerminationStatus.Unbounded, tape.Solution.Termination);
        Assert.Equal(TrustLevel.None, tape.Vjp(Seed.OnPrimal([1, 0])).Report.Trust);
    }
}

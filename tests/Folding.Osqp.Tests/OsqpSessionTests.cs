using System.Numerics;
using Folding.Osqp.Native;
using Folding.Problems;

namespace Folding.Osqp.Tests;

public sealed class OsqpSessionTests
{
    public OsqpSessionTests() => Osqp.Require();

    [Fact]
    public void A_row_may_turn_from_equality_to_inequality_and_back()
    {
        using var session = new OsqpSolver().Open(Osqp.Vertex());
        session.Update(Osqp.Vertex().WithBounds([-5, -5, -5], [1, 0.7, 0.7]));
        Osqp.AssertPoint(session.Solve(), [-1.0 / 7, -3.0 / 7], [0, 0, 0]);
        session.Update(Osqp.Vertex().WithBounds([-5, 0.25, -5], [5, 0.25, 5]));
        Osqp.AssertPoint(session.Solve(), [0.25, -0.625], [0, -1.375, 0]);
        session.Update(Osqp.Vertex());
        Osqp.AssertPoint(session.Solve(), [0.3, 0.7], [-2.9, 0, 0.2]);
    }

    [Fact]
    public void An_update_to_an_indefinite_P_and_back_gives_statuses_and_then_the_answer()
    {
        var problem = Osqp.Vertex();
        using var session = new OsqpSolver().Open(problem);
        session.Update(problem.WithP(problem.P.WithValues([4, 3, 2])));
        Assert.Equal(TerminationStatus.NonConvex, session.Solve().Termination);
        session.Update(problem.WithP(problem.P.WithValues([4, 1, 2])));
        Osqp.AssertPoint(session.Solve(), [0.3, 0.7], [-2.9, 0, 0.2]);
    }

    [Fact]
    public void A_solve_without_a_warm_start_does_not_depend_on_the_solves_before()
    {
        // Native options adapt the penalty on this problem and stop early, so a trace of the past would show.
        var problem = Osqp.Random(3, 30, 45);
        using var session = new OsqpSolver(OsqpOptions.Native with { AdaptationInterval = 10, AdaptationTolerance = 1.1, TerminationInterval = 5 }).Open(problem);
        var first = session.Solve();
        var warm = session.Solve(new() { WarmStart = new() { Primal = [.. Enumerable.Repeat(3.0, 30)], Dual = [.. Enumerable.Repeat(-2.0, 45)] } });
        Assert.NotEqual(first.Primal.AsSpan().ToArray(), warm.Primal.AsSpan().ToArray());
        var second = session.Solve();
        Assert.Equal(first.Primal.AsSpan().ToArray(), second.Primal.AsSpan().ToArray());
        Assert.Equal(first.Dual.AsSpan().ToArray(), second.Dual.AsSpan().ToArray());
        Assert.Equal(first.Statistics.Iterations, second.Statistics.Iterations);
    }

    [Fact]
    public void A_warm_start_at_the_solution_needs_one_test_of_termination()
    {
        using var session = new OsqpSolver(OsqpOptions.ForGradients with { Polish = false }).Open(Osqp.Random(5, 30, 45));
        var cold = session.Solve();
        Assert.True(cold.Statistics.Iterations > 25);
        Assert.Equal(25, session.Solve(new() { WarmStart = cold.WarmStart }).Statistics.Iterations);
    }

    [Fact]
    public void Rough_points_are_offered_ever_tighter_and_the_first_accepted_one_ends_the_solve()
    {
        var problem = Osqp.Random(3, 30, 45);
        using var session = new OsqpSolver(OsqpOptions.ForGradients with { Polish = false }).Open(problem);
        var whole = session.Solve();
        var offers = new List<double>();
        var refused = session.Solve(new() { Accept = (x, y) => Offered(x, y, false) });
        Assert.True(offers.Count is >= 2 and <= 10, $"{offers.Count} offers"); // at tolerances from 10 to 1e-8; 1e-9 is the answer
        Assert.True(offers[^1] < 1e-3 * offers[0], $"the offers went from {offers[0]} to {offers[^1]}");
        Assert.True(refused.Residuals!.Value.Worst < 1e-7);
        Assert.Equal(TerminationStatus.Optimal, refused.Termination);
        offers.Clear();

        var accepted = session.Solve(new() { Accept = (x, y) => Offered(x, y, true) });
        Assert.Single(offers);
        Assert.Equal(TerminationStatus.Optimal, accepted.Termination);
        Assert.True(accepted.Statistics.Iterations < whole.Statistics.Iterations, $"{accepted.Statistics.Iterations} of {whole.Statistics.Iterations} iterations");
        Assert.Equal(offers[0], accepted.Residuals!.Value.Worst, 1e-12);

        // The request leaves no trace: the session goes all the way again.
        Assert.Equal(whole.Primal.AsSpan().ToArray(), session.Solve().Primal.AsSpan().ToArray());

        bool Offered(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool answer)
        {
            offers.Add(problem.ResidualsAt(x, y).Worst);
            return answer;
        }
    }

    [Fact]
    public void Cancelling_between_offers_and_running_out_of_iterations_end_the_solve_as_such()
    {
        var problem = Osqp.Random(3, 30, 45);
        using var source = new CancellationTokenSource();
        using var session = new OsqpSolver().Open(problem);
        var cancelled = session.Solve(new() { Accept = (_, _) => Cancel() }, source.Token);
        Assert.Equal(TerminationStatus.Cancelled, cancelled.Termination);

        var limited = new OsqpSolver(OsqpOptions.ForGradients with { MaxIterations = 25 }).Solve(problem, new() { Accept = static (_, _) => false });
        Assert.Equal(TerminationStatus.IterationLimit, limited.Termination);
        Assert.Equal(25, limited.Statistics.Iterations);

        bool Cancel()
        {
            source.Cancel();
            return false;
        }
    }

    [Fact]
    public void The_iteration_limit_returns_the_last_iterate()
    {
        var solution = new OsqpSolver(new() { MaxIterations = 10 }).Solve(Osqp.Random(5, 30, 45));
        Assert.Equal(TerminationStatus.IterationLimit, solution.Termination);
        Assert.Equal(10, solution.Statistics.Iterations);
        Assert.Equal(PointStatus.Infeasible, solution.PrimalStatus);
        Assert.Equal(30, solution.Primal.Length);
    }

    [Fact]
    public void A_limited_solve_does_not_inherit_the_status_of_the_solve_before()
    {
        var problem = Osqp.Random(5, 30, 45);
        using var session = new OsqpSolver(new() { MaxIterations = 25 }).Open(problem);
        var solved = session.Solve(new() { WarmStart = new OsqpSolver().Solve(problem).WarmStart });
        Assert.Equal(TerminationStatus.Optimal, solved.Termination);
        Assert.NotEqual(TerminationStatus.Optimal, session.Solve(new() { WarmStart = new() { Primal = [.. Enumerable.Repeat(1e6, 30)] } }).Termination);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parts_together_do_what_one_run_does(bool infeasible)
    {
        if (OsqpLibrary.IndexBits == 64) Check<long>(infeasible);
        else Check<int>(infeasible);

        static void Check<TInt>(bool infeasible)
            where TInt : unmanaged, IBinaryInteger<TInt>
        {
            var problem = infeasible ? Osqp.NearlyFeasible() : Osqp.Random(11, 30, 45);
            var settings = OsqpSettings.For<TInt>(new() { PrimalInfeasibilityTolerance = 1e-9 });
            using var whole = OsqpWorkspace<TInt>.Create(problem, settings)!;
            using var parts = OsqpWorkspace<TInt>.Create(problem, settings)!;
            _ = whole.Run(20_000, null, 1, isLast: true);
            var expected = infeasible ? osqp_status_type.OSQP_PRIMAL_INFEASIBLE : osqp_status_type.OSQP_SOLVED;
            Assert.Equal(expected, whole.Status);
            var iterations = 0;
            do
            {
                Assert.Equal(0, parts.Run(50, null, 1, isLast: false));
                iterations += int.CreateChecked(parts.Info.iter);
            }
            while (parts.Status == osqp_status_type.OSQP_MAX_ITER_REACHED && iterations < 20_000);
            Assert.True(iterations > 100, $"only {iterations} iterations: one part was enough");
            Assert.Equal(expected, parts.Status);
            Assert.Equal(int.CreateChecked(whole.Info.iter), iterations);
            Assert.Equal((infeasible ? whole.InfeasibilityRay : whole.X).ToArray(), (infeasible ? parts.InfeasibilityRay : parts.X).ToArray());
        }
    }

    [Fact]
    public void A_problem_without_variables_is_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => new OsqpSolver().Open(new(CscMatrix.Zero(0, 0), [], CscMatrix.Zero(1, 0), [0], [1])));
        Assert.Contains("at least one variable", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_of_1e30_and_more_count_as_infinite() =>
        Osqp.AssertPoint(new OsqpSolver().Solve(Osqp.Textbook([-1e30, -1e200, double.MinValue], [1e30, double.MaxValue, 1e31])), [-1.0 / 7, -3.0 / 7], [0, 0, 0]);

    [Fact]
    public void Progress_and_log_tell_of_a_long_solve()
    {
        var (solver, problem) = Osqp.Endless();
        using var stop = new CancellationTokenSource();
        var lines = new List<string>();
        var seen = new List<SolveProgress>();
        var progress = new Recorder(state =>
        {
            seen.Add(state);
            if (seen.Count == 2) stop.Cancel();
        });
        var solution = solver.Solve(problem, new() { Log = lines.Add, Progress = progress }, stop.Token);
        Assert.Equal(TerminationStatus.Cancelled, solution.Termination);
        Assert.True(seen[0].Iterations < seen[1].Iterations);
        Assert.Contains(lines, static line => line.StartsWith("iteration ", StringComparison.Ordinal));
    }

    private sealed class Recorder(Action<SolveProgress> record) : IProgress<SolveProgress>
    {
        public void Report(SolveProgress value) => record(value);
    }
}

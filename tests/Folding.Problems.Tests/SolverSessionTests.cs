namespace Folding.Problems.Tests;

public sealed class SolverSessionTests
{
    private static readonly QuadraticProgram Problem = new(CscMatrix.Identity(2), [1, -2], CscMatrix.Identity(2), [1, 0], [3, 3], constant: 5);

    [Fact]
    public void Objective_and_residuals_are_computed_whatever_the_solver_says()
    {
        using var session = new FakeSession(Problem)
        {
            OnSolve = static (problem, _, _) => FakeSession.Zero(problem) with { Objective = 99, Residuals = new(9, 9, 9, 9, 9, 9) },
        };
        var solution = session.Solve();
        Assert.Equal(5, solution.Objective);
        Assert.Equal(Problem.ResidualsAt([0, 0], [0, 0]), solution.Residuals);
        Assert.Equal(1, solution.Residuals!.Value.Primal);
    }

    [Fact]
    public void Residuals_are_those_of_the_problem_that_was_solved_even_when_they_are_asked_for_later()
    {
        using var session = new FakeSession(Problem);
        var solution = session.Solve();
        session.Update(Problem.WithLinearCost([100, 100]));
        var later = session.Solve();
        Assert.Equal(Problem.ResidualsAt([0, 0], [0, 0]), solution.Residuals);
        Assert.Equal(100, later.Residuals!.Value.Dual);
        Assert.Equal(solution.Residuals, (solution with { Objective = null }).Residuals);
    }

    [Fact]
    public void Without_a_point_there_is_no_objective_and_there_are_no_residuals()
    {
        using var session = new FakeSession(Problem)
        {
            OnSolve = static (problem, _, _) => FakeSession.Zero(problem) with { Primal = [], Dual = [], PrimalStatus = PointStatus.None },
        };
        var solution = session.Solve();
        Assert.Null(solution.Objective);
        Assert.Null(solution.Residuals);
    }

    [Fact]
    public void Update_passes_the_old_and_the_new_problem_and_nothing_for_the_same_object()
    {
        var seen = new List<(QuadraticProgram, QuadraticProgram)>();
        using var session = new FakeSession(Problem) { OnUpdate = (current, next) => seen.Add((current, next)) };
        var other = Problem.WithLinearCost([0, 0]);
        session.Update(Problem);
        session.Update(other);
        session.Update(other);
        session.Update(Problem);
        Assert.Equal([(Problem, other), (other, Problem)], seen);
        Assert.Throws<ArgumentNullException>(() => session.Update(null!));
    }

    [Fact]
    public void A_failed_update_leaves_the_session_with_the_old_problem()
    {
        using var session = new FakeSession(Problem) { OnUpdate = static (_, _) => throw new ArgumentException("structure") };
        Assert.Throws<ArgumentException>(() => session.Update(Problem.WithLinearCost([0, 0])));
        session.OnSolve = static (problem, _, _) =>
        {
            Assert.Same(Problem, problem);
            return FakeSession.Zero(problem);
        };
        Assert.True(session.Solve().IsSolved);
    }

    [Fact]
    public void A_failed_solve_leaves_the_session_usable()
    {
        using var session = new FakeSession(Problem) { OnSolve = static (_, _, _) => throw new InvalidTimeZoneException() };
        Assert.Throws<InvalidTimeZoneException>(() => session.Solve());
        session.OnSolve = static (problem, _, _) => FakeSession.Zero(problem);
        Assert.True(session.Solve().IsSolved);
    }

    [Fact]
    public void Setup_and_update_times_are_reported_by_the_next_solve_only()
    {
        using var session = new FakeSession(Problem) { Setup = TimeSpan.FromSeconds(3) };
        var first = session.Solve().Statistics;
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.Zero), (first.SetupTime, first.UpdateTime));
        session.Update(Problem.WithLinearCost([0, 0]));
        var second = session.Solve().Statistics;
        Assert.Equal(TimeSpan.Zero, second.SetupTime);
        Assert.True(second.UpdateTime > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, session.Solve().Statistics.UpdateTime);
    }

    [Fact]
    public void The_solvers_own_statistics_are_kept()
    {
        using var session = new FakeSession(Problem)
        {
            OnSolve = static (problem, _, _) => FakeSession.Zero(problem) with { Statistics = new() { Iterations = 7, SolveTime = TimeSpan.FromTicks(1) } },
        };
        var statistics = session.Solve().Statistics;
        Assert.Equal((7, TimeSpan.FromTicks(1)), (statistics.Iterations, statistics.SolveTime));
    }

    [Fact]
    public void A_request_that_does_not_fit_is_refused_before_the_solver_sees_it()
    {
        using var session = new FakeSession(Problem) { OnSolve = static (_, _, _) => throw new InvalidTimeZoneException() };
        (SolveRequest Request, string Expected)[] wrong =
        [
            (new() { TimeLimit = TimeSpan.Zero }, "time limit"),
            (new() { TimeLimit = TimeSpan.FromSeconds(-1) }, "must be positive"),
            (new() { WarmStart = new() { Primal = [1] } }, "primal has length 1; expected 2"),
            (new() { WarmStart = new() { Dual = [1, 2, 3] } }, "dual has length 3; expected 2"),
            (new() { WarmStart = new() { Primal = [0, double.NaN] } }, "primal[1] is NaN"),
            (new() { WarmStart = new() { Dual = [double.NegativeInfinity, 0] } }, "dual[0] is"),
            (new() { WarmStart = new() { Basis = new([BasisStatus.Basic], [BasisStatus.Basic, BasisStatus.Basic]) } }, "1 columns and 2 rows; the problem has 2 and 2"),
        ];
        Assert.All(wrong, pair => Assert.Contains(pair.Expected, Assert.Throws<ArgumentException>(() => session.Solve(pair.Request)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Request_and_token_reach_the_solver()
    {
        using var source = new CancellationTokenSource();
        var request = new SolveRequest { TimeLimit = TimeSpan.FromSeconds(1) };
        using var session = new FakeSession(Problem)
        {
            OnSolve = (problem, seen, token) =>
            {
                Assert.Same(request, seen);
                Assert.False(token.IsCancellationRequested);
                source.Cancel();
                Assert.True(token.IsCancellationRequested);
                return FakeSession.Zero(problem);
            },
        };
        session.Solve(request, source.Token);
    }

    [Fact]
    public void A_busy_session_refuses_a_second_call()
    {
        using var session = new FakeSession(Problem);
        session.OnSolve = (problem, _, _) =>
        {
            // Any caller is refused, the one that runs included.
            Assert.Contains("one session per thread", Assert.Throws<InvalidOperationException>(() => session.Solve()).Message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => session.Update(Problem));
            Assert.Throws<InvalidOperationException>(() => session.Run(static () => 1));
            return FakeSession.Zero(problem);
        };
        Assert.True(session.Solve().IsSolved);
        session.OnSolve = static (problem, _, _) => FakeSession.Zero(problem);
        Assert.True(session.Solve().IsSolved);
        Assert.Equal(1, session.Run(static () => 1));
    }

    [Fact]
    public void Disposal_releases_once_and_ends_all_use()
    {
        var session = new FakeSession(Problem);
        session.Dispose();
        session.Dispose();
        Assert.Equal(1, session.Releases);
        Assert.Throws<ObjectDisposedException>(() => session.Solve());
        Assert.Throws<ObjectDisposedException>(() => session.Update(Problem));
        Assert.Throws<ObjectDisposedException>(() => session.Run(static () => 1));
    }

    [Fact]
    public void Disposal_during_a_solve_cancels_it_and_releases_after_it()
    {
        var session = new FakeSession(Problem);
        session.OnSolve = (problem, _, token) =>
        {
            Assert.False(token.IsCancellationRequested);
            session.Dispose();
            Assert.True(token.IsCancellationRequested);
            Assert.Equal(0, session.Releases);
            session.Dispose();
            return FakeSession.Zero(problem) with { Termination = TerminationStatus.Cancelled };
        };
        Assert.Equal(TerminationStatus.Cancelled, session.Solve().Termination);
        Assert.Equal(1, session.Releases);
        Assert.Throws<ObjectDisposedException>(() => session.Solve());
    }

    [Fact]
    public async Task Disposal_on_another_thread_wakes_a_solve_that_waits_for_its_token()
    {
        var session = new FakeSession(Problem);
        using var started = new ManualResetEventSlim();
        session.OnSolve = (problem, _, token) =>
        {
            started.Set();
            token.WaitHandle.WaitOne();
            return FakeSession.Zero(problem) with { Termination = TerminationStatus.Cancelled };
        };
        var running = Task.Run(() => session.Solve());
        started.Wait();
        session.Dispose();
        Assert.Equal(TerminationStatus.Cancelled, (await running).Termination);
        Assert.Equal(1, session.Releases);
    }

    [Fact]
    public void Disposal_just_before_the_token_is_linked_is_not_lost()
    {
        var session = new FakeSession(Problem);
        session.BeforeLinking = session.Dispose;
        session.OnSolve = static (problem, _, token) =>
        {
            Assert.True(token.IsCancellationRequested);
            return FakeSession.Zero(problem) with { Termination = TerminationStatus.Cancelled };
        };
        Assert.Equal(TerminationStatus.Cancelled, session.Solve().Termination);
        Assert.Equal(1, session.Releases);
    }

    [Fact]
    public void A_session_that_does_not_interrupt_gets_the_callers_token_itself()
    {
        using var source = new CancellationTokenSource();
        var session = new FakeSession(Problem, interruptsOnDispose: false);
        session.OnSolve = (problem, _, token) =>
        {
            Assert.Equal(source.Token, token);
            session.Dispose();
            Assert.Equal(0, session.Releases);
            return FakeSession.Zero(problem);
        };
        Assert.True(session.Solve(cancellation: source.Token).IsSolved);
        Assert.Equal(1, session.Releases);
    }

    [Fact]
    public void Disposal_during_an_exclusive_action_waits_for_its_end()
    {
        var session = new FakeSession(Problem);
        Assert.Equal(0, session.Run(() =>
        {
            session.Dispose();
            return session.Releases;
        }));
        Assert.Equal(1, session.Releases);
    }

    [Fact]
    public void A_session_needs_a_problem() => Assert.Throws<ArgumentNullException>(static () => new FakeSession(null!));
}

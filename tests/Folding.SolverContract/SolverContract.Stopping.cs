using Folding.Problems;

namespace Folding.SolverContract;

/// <content>Stopping: cancellation, deadlines, disposal, use by two threads.</content>
public abstract partial class SolverContract<TProblem>
{
    /// <summary>Ends a solve that ignores what should stop it, so that the test fails rather than hangs.</summary>
    private static readonly TimeSpan Backstop = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_cancelled_token_gives_Cancelled_and_the_session_goes_on()
    {
        Require();
        using var session = Solver.Open(Sample.Problem);
        var cancelled = session.Solve(cancellation: new CancellationToken(canceled: true));
        Assert.Equal(TerminationStatus.Cancelled, cancelled.Termination);
        SolutionCheck.IsWellFormed(Sample.Problem, cancelled);
        SolutionCheck.Run(Rules, Sample, session.Solve());
    }

    [Fact]
    public async Task Cancellation_stops_a_running_solve()
    {
        var problem = RequireLongProblem();
        using var session = LongSolver.Open(problem);
        using var source = new CancellationTokenSource();
        var running = StartAndAwaitBusy(session, problem, source.Token);
        source.CancelAfter(TimeSpan.FromMilliseconds(200));
        var solution = await running;
        Assert.Equal(TerminationStatus.Cancelled, solution.Termination);
        SolutionCheck.IsWellFormed(problem, solution);

        // The next solve is not cancelled any more.
        Assert.Equal(TerminationStatus.TimeLimit, session.Solve(new() { TimeLimit = TimeSpan.FromMilliseconds(100) }).Termination);
    }

    [Fact]
    public void A_deadline_gives_TimeLimit()
    {
        var problem = RequireLongProblem();
        using var source = new CancellationTokenSource(Backstop);
        var solution = LongSolver.Solve(problem, new() { TimeLimit = TimeSpan.FromMilliseconds(200) }, source.Token);
        Assert.Equal(TerminationStatus.TimeLimit, solution.Termination);
        SolutionCheck.IsWellFormed(problem, solution);
    }

    [Fact]
    public void A_generous_deadline_changes_nothing()
    {
        Require();
        SolutionCheck.Run(Rules, Sample, Solver.Solve(Sample.Problem, new() { TimeLimit = TimeSpan.FromHours(1) }));
    }

    [Fact]
    public void A_time_limit_of_zero_or_less_is_refused()
    {
        Require();
        using var session = Solver.Open(Sample.Problem);
        Assert.ThrowsAny<ArgumentException>(() => session.Solve(new() { TimeLimit = TimeSpan.Zero }));
        Assert.ThrowsAny<ArgumentException>(() => session.Solve(new() { TimeLimit = TimeSpan.FromSeconds(-1) }));
        SolutionCheck.Run(Rules, Sample, session.Solve());
    }

    [Fact]
    public void A_disposed_session_refuses_to_work_and_may_be_disposed_again()
    {
        Require();
        var session = Solver.Open(Sample.Problem);
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Solve());
        Assert.Throws<ObjectDisposedException>(() => session.Update(Sample.Problem));
    }

    [Fact]
    public void A_solution_outlives_its_session()
    {
        Require();
        var session = Solver.Open(Sample.Problem);
        var solution = session.Solve();
        session.Dispose();
        SolutionCheck.Run(Rules, Sample, solution);
    }

    [Fact]
    public async Task Disposal_stops_a_solve_on_another_thread()
    {
        var problem = RequireLongProblem();
        var session = LongSolver.Open(problem);
        var running = StartAndAwaitBusy(session, problem, CancellationToken.None);
        session.Dispose();
        var solution = await running;
        Assert.True(solution.Termination == TerminationStatus.Cancelled || solution.IsSolved, $"The solve ended {solution.Termination}.");
        Assert.Throws<ObjectDisposedException>(() => session.Solve());
    }

    [Fact]
    public async Task A_second_thread_in_a_busy_session_is_refused()
    {
        var problem = RequireLongProblem();
        using var session = LongSolver.Open(problem);
        using var source = new CancellationTokenSource();
        var running = StartAndAwaitBusy(session, problem, source.Token);
        var refused = Assert.Throws<InvalidOperationException>(() => session.Solve());
        Assert.NotEmpty(refused.Message);
        Assert.Throws<InvalidOperationException>(() => session.Update(problem));
        source.Cancel();
        Assert.Equal(TerminationStatus.Cancelled, (await running).Termination);
    }

    /// <summary>Starts a long solve on its own thread and returns once the session is seen to be busy with it.</summary>
    private static Task<Solution> StartAndAwaitBusy(ISolverSession<TProblem> session, TProblem problem, CancellationToken cancellation)
    {
        var running = Task.Factory.StartNew(Solve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!running.IsCompleted)
        {
            try
            {
                session.Update(problem);
            }
            catch (InvalidOperationException)
            {
                break;
            }
        }

        return running;

        Solution Solve()
        {
            while (true)
            {
                try
                {
                    return session.Solve(new() { TimeLimit = Backstop }, cancellation);
                }
                catch (InvalidOperationException inUse) when (inUse is not ObjectDisposedException)
                {
                    // The other thread was just looking whether the session is busy.
                    Thread.Yield();
                }
            }
        }
    }

    private TProblem RequireLongProblem([System.Runtime.CompilerServices.CallerMemberName] string behaviour = "")
    {
        Require(behaviour);
        Assert.SkipWhen(LongProblem is null, "the solver's tests name no LongProblem");
        return LongProblem!;
    }
}

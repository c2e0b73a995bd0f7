using Folding.Problems;

namespace Folding.SolverContract;

/// <content>Many sessions at once.</content>
public abstract partial class SolverContract<TProblem>
{
    [Fact]
    public async Task Eight_threads_with_a_session_each_get_right_and_equal_answers()
    {
        Require();
        ContractCase<TProblem>[] cases = [Sample, .. Updates.Where(static u => u.HasSolution)];
        using var together = new Barrier(8);
        var threads = Enumerable.Range(0, 8).Select(_ => OnItsOwnThread(() =>
        {
            together.SignalAndWait();
            var last = new Dictionary<string, Solution>();
            using var session = Solver.Open(cases[0].Problem);
            for (var k = 0; k < SolvesPerThread; k++)
            {
                var testCase = cases[k % cases.Length];
                session.Update(testCase.Problem);
                last[testCase.Name] = session.Solve();
                SolutionCheck.Run(Rules, testCase, last[testCase.Name]);
            }

            return last;
        }));
        var answers = await Task.WhenAll(threads);
        Assert.All(answers, answer => Assert.All(answer, solved => HaveSameBits(answers[0][solved.Key], solved.Value)));
    }

    [Fact]
    public async Task Sessions_open_solve_and_close_on_eight_threads()
    {
        Require();
        using var together = new Barrier(8);
        var threads = Enumerable.Range(0, 8).Select(_ => OnItsOwnThread(() =>
        {
            together.SignalAndWait();
            for (var k = 0; k < SolvesPerThread / 8; k++) SolutionCheck.Run(Rules, Sample, Solver.Solve(Sample.Problem));
            return true;
        }));
        Assert.Equal(8, (await Task.WhenAll(threads)).Length);
    }

    [Fact]
    public async Task A_session_may_move_to_another_thread_between_solves()
    {
        Require();
        using var session = Solver.Open(Sample.Problem);
        SolutionCheck.Run(Rules, Sample, session.Solve());
        SolutionCheck.Run(Rules, Sample, await OnItsOwnThread(() => session.Solve()));
        SolutionCheck.Run(Rules, Sample, session.Solve());
    }

    private static Task<TResult> OnItsOwnThread<TResult>(Func<TResult> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}

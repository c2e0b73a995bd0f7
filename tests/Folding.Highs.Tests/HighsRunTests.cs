using Folding.Problems;

namespace Folding.Highs.Tests;

public class HighsRunTests
{
    private static readonly HighsSolver Solver = new();

    [Fact]
    public void A_MIP_stops_when_its_progress_handler_cancels()
    {
        using var source = new CancellationTokenSource();
        var solution = Solver.Solve(Programs.MarketSplit(), new() { Progress = new Direct(_ => source.Cancel()) }, source.Token);
        Assert.Equal(TerminationStatus.Cancelled, solution.Termination);
        Assert.Equal("Interrupted by user", solution.Native.Text);
    }

    [Fact]
    public void A_MIP_stops_at_its_deadline_with_the_best_point_so_far()
    {
        var solution = Solver.Solve(Programs.MarketSplit(), new() { TimeLimit = TimeSpan.FromSeconds(1) });
        Assert.Equal(TerminationStatus.TimeLimit, solution.Termination);
        Assert.Equal(PointStatus.Feasible, solution.PrimalStatus);
        Assert.InRange(solution.Residuals!.Value.Primal, 0, 1e-6);
    }

    [Fact]
    public void The_deadline_counts_from_the_start_of_each_solve()
    {
        using var session = Solver.Open(Programs.MarketSplit());
        foreach (var _ in new[] { 1, 2, 3 })
            Assert.Equal(TerminationStatus.TimeLimit, session.Solve(new() { TimeLimit = TimeSpan.FromMilliseconds(200) }).Termination);
        session.Update(Programs.MarketSplit().WithBounds(new double[4], [1e4, 1e4, 1e4, 1e4], new double[38], Enumerable.Repeat(1.0, 38).ToArray()));
        Assert.True(session.Solve(new() { TimeLimit = TimeSpan.FromMinutes(1) }).IsSolved);
    }

    [Fact]
    public void A_quadratic_solve_stops_between_two_pieces()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var solution = Solver.Solve(Programs.LongQuadratic(), cancellation: source.Token);
        Assert.Equal(TerminationStatus.Cancelled, solution.Termination);
    }

    [Fact]
    public void The_log_arrives_in_whole_lines()
    {
        var lines = new List<string>();
        Assert.True(Solver.Solve(Programs.Knapsack(), new() { Log = lines.Add }).IsSolved);
        Assert.Contains(lines, static l => l.Contains("Solving report", StringComparison.Ordinal));
        Assert.All(lines, static l => Assert.DoesNotContain('\n', l));
        var after = lines.Count;
        using var session = Solver.Open(Programs.Knapsack());
        Assert.True(session.Solve().IsSolved);
        Assert.Equal(after, lines.Count);
    }

    [Fact]
    public void An_exception_in_the_log_handler_arrives_with_its_own_stack()
    {
        using var session = Solver.Open(Programs.Knapsack());
        var thrown = Assert.Throws<InvalidTimeZoneException>(() => session.Solve(new() { Log = Refuse }));
        Assert.Contains(nameof(Refuse), thrown.StackTrace, StringComparison.Ordinal);
        Assert.True(session.Solve().IsSolved);

        static void Refuse(string line) => throw new InvalidTimeZoneException(line);
    }

    [Fact]
    public void An_exception_in_the_progress_handler_stops_the_solve()
    {
        using var session = Solver.Open(Programs.MarketSplit());
        Assert.Throws<InvalidTimeZoneException>(() => session.Solve(new() { Progress = new Direct(static _ => throw new InvalidTimeZoneException()) }));
        Assert.Equal(TerminationStatus.TimeLimit, session.Solve(new() { TimeLimit = TimeSpan.FromMilliseconds(100) }).Termination);
    }

    [Fact]
    public void A_handler_may_solve_and_dispose_other_sessions()
    {
        var solved = 0;
        using var source = new CancellationTokenSource();
        var outer = Solver.Solve(Programs.MarketSplit(), new()
        {
            Progress = new Direct(_ =>
            {
                if (Solver.Solve(Programs.Knapsack()).IsSolved && ++solved == 3) source.Cancel();
            }),
        }, source.Token);
        Assert.Equal(TerminationStatus.Cancelled, outer.Termination);
        Assert.Equal(3, solved);
    }

    private sealed class Direct(Action<SolveProgress> report) : IProgress<SolveProgress>
    {
        public void Report(SolveProgress value) => report(value);
    }
}

using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.SolverContract;

/// <content>The log goes where it is asked to go and nowhere else.</content>
public abstract partial class SolverContract<TProblem>
{
    [Fact]
    public void The_log_receives_lines_and_the_console_stays_silent()
    {
        Require();
        var lines = new List<string>();
        var threads = new HashSet<int>();
        var printed = Captured(() => Solver.Solve(Sample.Problem, new()
        {
            Log = line =>
            {
                lines.Add(line);
                threads.Add(Environment.CurrentManagedThreadId);
            },
        }));
        Assert.Equal("", printed);
        Assert.NotEmpty(lines);
        Assert.Contains(lines, static line => line.Any(char.IsLetterOrDigit));
        Assert.All(lines, static line => Assert.False(line.AsSpan().ContainsAny('\n', '\r', '\0'), $"'{line}' is not one line."));
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
    }

    [Fact]
    public void Without_a_log_nothing_is_printed()
    {
        Require();
        Assert.Equal("", Captured(() =>
        {
            using var session = Solver.Open(Sample.Problem);
            session.Solve();
            session.Update(Updates[0].Problem);
            session.Solve(cancellation: new CancellationToken(canceled: true));
        }));
    }

    [Fact]
    public void A_solve_with_a_log_gives_the_same_bits()
    {
        Require();
        HaveSameBits(Solver.Solve(Sample.Problem), Solver.Solve(Sample.Problem, new() { Log = static _ => { } }));
    }

    [Fact]
    public void An_exception_in_the_log_reaches_the_caller_with_its_stack_and_the_session_goes_on()
    {
        Require();
        using var session = Solver.Open(Sample.Problem);
        var thrown = Assert.Throws<LogFailure>(() => session.Solve(new() { Log = static _ => FailInTheLog() }));
        Assert.Contains(nameof(FailInTheLog), thrown.StackTrace, StringComparison.Ordinal);
        SolutionCheck.Run(Rules, Sample, session.Solve());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailInTheLog() => throw new LogFailure();

    private static string Captured(Action action)
    {
        if (NativeOutput.CanCapture) return NativeOutput.During(action);
        action();
        return "";
    }

    private sealed class LogFailure : Exception;
}

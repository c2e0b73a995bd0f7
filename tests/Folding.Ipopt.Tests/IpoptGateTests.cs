using Folding.Problems;

namespace Folding.Ipopt.Tests;

public sealed class IpoptGateTests
{
    [Fact]
    public void Waiting_for_a_turn_honours_deadline_and_cancellation()
    {
        Assert.SkipWhen(IpoptLibrary.ParallelSolves, "this Ipopt solves in parallel: nothing waits");
        using var inside = new ManualResetEventSlim();
        using var finish = new ManualResetEventSlim();
        Solution? first = null;
        var holder = new Thread(() => first = new IpoptSolver().Solve(Programs.Hs071(objective: x =>
        {
            inside.Set();
            finish.Wait();
            return x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2];
        })));
        holder.Start();
        inside.Wait();
        try
        {
            var late = new IpoptSolver().Solve(Programs.TwoVariables(), new() { TimeLimit = TimeSpan.FromMilliseconds(20) });
            using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
            var cancelled = new IpoptSolver().Solve(Programs.TwoVariables(), cancellation: source.Token);

            Assert.Equal(TerminationStatus.TimeLimit, late.Termination);
            Assert.Equal(TerminationStatus.Cancelled, cancelled.Termination);
            Assert.Empty(late.Primal);
        }
        finally
        {
            finish.Set();
            holder.Join();
        }

        Assert.Equal(TerminationStatus.LocallyOptimal, first!.Termination);
    }
}

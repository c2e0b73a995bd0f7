using System.Diagnostics;
using Folding.Problems;

namespace Folding.Ipopt.Tests;

public sealed class IpoptCallbacksTests
{
    public static TheoryData<string> Evaluations => ["objective", "gradient", "constraints", "Jacobian", "Hessian", "log", "progress"];

    [Theory]
    [MemberData(nameof(Evaluations))]
    public void What_a_callback_throws_arrives_with_its_stack(string where)
    {
        var problem = Throwing(where);
        var request = new SolveRequest
        {
            Log = where == "log" ? static _ => Throw() : null,
            Progress = where == "progress" ? new Immediate(static _ => Throw()) : null,
        };

        var failure = Assert.Throws<FormatException>(() => new IpoptSolver().Solve(problem, request));

        Assert.Contains(nameof(Throw), failure.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_works_on_after_a_callback_threw()
    {
        var fails = true;
        using var session = new IpoptSolver().Open(Programs.Hs071(objective: x => fails ? throw new FormatException() : Objective(x)));
        Assert.Throws<FormatException>(() => session.Solve());
        fails = false;

        Assert.Equal(TerminationStatus.LocallyOptimal, session.Solve().Termination);
    }

    [Fact]
    public void User_code_is_not_called_again_after_it_threw()
    {
        var calls = 0;
        var problem = Programs.Hs071(objective: x => ++calls == 3 ? throw new FormatException() : Objective(x));

        Assert.Throws<FormatException>(() => new IpoptSolver().Solve(problem));
        Assert.Equal(3, calls);
    }

    [Fact]
    public void NaN_at_the_start_is_an_invalid_number()
    {
        var solution = new IpoptSolver().Solve(Programs.Hs071(objective: static _ => double.NaN));

        Assert.Equal(TerminationStatus.NumericalError, solution.Termination);
        Assert.Equal(-13, solution.Native.Code);
        Assert.Empty(solution.Dual);
    }

    [Fact]
    public void NaN_in_a_trial_point_shortens_the_step()
    {
        // log x from x = 10: the first Newton step leads to negative x.
        var sawNaN = false;
        var problem = new SmallProgram([double.NegativeInfinity], [double.PositiveInfinity], [], [], [10])
        {
            F = x =>
            {
                sawNaN |= x[0] < 0;
                return x[0] - Math.Log(x[0]);
            },
            Gradient = static (x, g) => g[0] = 1 - 1 / x[0],
            H = static (x, s, _, v) => v[0] = s / (x[0] * x[0]),
        };

        var solution = new IpoptSolver().Solve(problem);

        Assert.True(sawNaN);
        Assert.Equal([1.0], solution.Primal, Close.To(1e-8));
    }

    [Fact]
    public void Cancellation_in_the_middle_of_a_solve_ends_it()
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var problem = Programs.Hs071(objective: x =>
        {
            if (++calls == 4) source.Cancel();
            return Objective(x);
        });

        using var session = new IpoptSolver().Open(problem);
        var solution = session.Solve(cancellation: source.Token);

        Assert.Equal(TerminationStatus.Cancelled, solution.Termination);
        Assert.False(solution.IsSolved);
        // One more evaluation is ours: the objective at the point that is returned.
        Assert.InRange(calls, 4, 5);
    }

    [Fact]
    public void A_cancelled_token_ends_a_solve_before_it_begins()
    {
        var solution = new IpoptSolver().Solve(Programs.Hs071(), cancellation: new(canceled: true));

        Assert.Equal(TerminationStatus.Cancelled, solution.Termination);
    }

    [Fact]
    public void The_time_limit_ends_a_solve()
    {
        var clock = Stopwatch.StartNew();
        var limit = TimeSpan.FromMilliseconds(20);
        var problem = Programs.Hs071(objective: x =>
        {
            SpinWait.SpinUntil(() => clock.Elapsed > limit + limit);
            return Objective(x);
        });

        var solution = new IpoptSolver().Solve(problem, new() { TimeLimit = limit });

        Assert.Equal(TerminationStatus.TimeLimit, solution.Termination);
    }

    [Fact]
    public void The_iteration_limit_ends_a_solve()
    {
        var solution = new IpoptSolver(new() { MaxIterations = 2 }).Solve(Programs.Hs071());

        Assert.Equal(TerminationStatus.IterationLimit, solution.Termination);
        Assert.Equal(PointStatus.Infeasible, solution.PrimalStatus);
        Assert.Equal(4, solution.Primal.Length);
    }

    [Fact]
    public void The_log_has_a_line_per_iteration()
    {
        var lines = new List<string>();
        var solution = new IpoptSolver().Solve(Programs.Hs071(), new() { Log = lines.Add });

        Assert.StartsWith("iter", lines[0], StringComparison.Ordinal);
        Assert.Equal(solution.Statistics.Iterations + 1, lines.Count(static l => !l.StartsWith("iter", StringComparison.Ordinal)));
        Assert.Contains("1.6109693e+01 1.12e+01 5.28e-01", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_reported_at_least_once_and_throttled()
    {
        var reports = new List<SolveProgress>();
        new IpoptSolver().Solve(Programs.Hs071(), new() { Progress = new Immediate(reports.Add) });

        Assert.Equal(0, reports[0].Iterations);
        Assert.Equal(16.1096929, reports[0].Objective!.Value, 1e-6);
    }

    [Fact]
    public void A_callback_may_solve_another_problem()
    {
        var inner = 0.0;
        var problem = Programs.Hs071(objective: x =>
        {
            inner = new IpoptSolver().Solve(Programs.TwoVariables()).Primal[0];
            return Objective(x);
        });

        Assert.Equal(17.0140172891563, new IpoptSolver().Solve(problem).Objective!.Value, 8);
        Assert.Equal(0.3, inner, 1e-8);
    }

    private static double Objective(double[] x) => x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2];

    private static void Throw() => throw new FormatException("from a callback");

    private static SmallProgram Throwing(string where) => new(
        [-5], [5], [-1], [double.PositiveInfinity], [2])
    {
        F = x =>
        {
            if (where == "objective") Throw();
            return x[0] * x[0];
        },
        Gradient = (x, g) =>
        {
            if (where == "gradient") Throw();
            g[0] = 2 * x[0];
        },
        G = (x, g) =>
        {
            if (where == "constraints") Throw();
            g[0] = x[0];
        },
        J = (_, v) =>
        {
            if (where == "Jacobian") Throw();
            v[0] = 1;
        },
        H = (_, s, _, v) =>
        {
            if (where == "Hessian") Throw();
            v[0] = 2 * s;
        },
    };

    /// <summary>Reports on the thread that solves, so that a test sees every report.</summary>
    private sealed class Immediate(Action<SolveProgress> action) : IProgress<SolveProgress>
    {
        public void Report(SolveProgress value) => action(value);
    }
}

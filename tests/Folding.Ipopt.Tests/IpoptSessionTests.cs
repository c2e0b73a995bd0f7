using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding.Ipopt.Tests;

public sealed class IpoptSessionTests
{
    [Fact]
    public void New_values_under_the_same_bounds_keep_the_native_problem()
    {
        using var session = (IpoptQuadraticSession)new IpoptSolver().Open(Programs.TwoVariables());
        session.Solve();
        var before = session.Native;
        session.Update(Programs.TwoVariables().WithLinearCost([1, -3]));
        var solution = session.Solve();

        Assert.Same(before, session.Native);
        // x = (0.3, 0.7) still; stationarity of x0: 4*0.3 + 0.7 + 1 + y0 = 0; of x1: 0.3 + 1.4 - 3 + y0 + y2 = 0.
        Assert.Equal([0.3, 0.7], solution.Primal, Close.To(1e-8));
        Assert.Equal([-2.9, 0, 4.2], solution.Dual, Close.To(1e-7));
        Assert.Equal(TimeSpan.Zero, solution.Statistics.SetupTime);
    }

    [Fact]
    public void New_bounds_are_solved()
    {
        using var session = new IpoptSolver().Open(Programs.TwoVariables());
        session.Solve();
        session.Update(Programs.TwoVariables().WithBounds([1, 0, 0], [1, 0.7, 0.9]));

        Assert.Equal([0.25, 0.75], session.Solve().Primal, Close.To(1e-8));
    }

    [Fact]
    public void A_nonlinear_problem_of_the_same_structure_replaces_another()
    {
        using var session = new IpoptSolver().Open(Programs.Hs071());
        var first = session.Solve();
        session.Update(Programs.Hs071(equality: 41));
        var second = session.Solve();
        session.Update(Programs.Hs071());

        // The multiplier is minus the derivative of the optimal value with respect to the right-hand side.
        Assert.Equal(-first.Dual[1], second.Objective!.Value - first.Objective!.Value, 0.01);
        Assert.Equal(first.Primal, session.Solve().Primal);
    }

    [Fact]
    public void Another_structure_is_refused()
    {
        using var nonlinear = new IpoptSolver().Open(Programs.Hs071());
        Assert.Contains("Jacobian", Assert.Throws<ArgumentException>(() => nonlinear.Update(Programs.Rosenbrock())).Message, StringComparison.Ordinal);
        Assert.Contains("Hessian", Assert.Throws<ArgumentException>(() => nonlinear.Update(Programs.Hs071(hessian: false))).Message, StringComparison.Ordinal);
        using var quadratic = new IpoptSolver().Open(Programs.TwoVariables());
        Assert.Throws<ArgumentException>(() => quadratic.Update(Programs.TwoVariables().WithP(CscMatrix.Identity(2))));
    }

    [Fact]
    public void A_warm_start_needs_fewer_iterations_and_a_cold_one_after_it_is_cold()
    {
        using var session = new IpoptSolver().Open(Programs.Hs071());
        var cold = session.Solve();
        var warm = session.Solve(new() { WarmStart = cold.WarmStart });
        var again = session.Solve();

        Assert.True(warm.Statistics.Iterations <= 3, $"{warm.Statistics.Iterations} iterations");
        Assert.Equal(cold.Primal, warm.Primal, Close.To(1e-8));
        Assert.Equal(cold.Dual, warm.Dual, Close.To(1e-8));
        Assert.Equal(cold.Primal, again.Primal);
        Assert.Equal(cold.Statistics.Iterations, again.Statistics.Iterations);
    }

    [Fact]
    public void A_problem_without_constraints_starts_from_the_point_of_a_whole_warm_start()
    {
        var solver = new IpoptSolver();
        var cold = solver.Solve(Programs.Rosenbrock());
        var warm = solver.Solve(Programs.Rosenbrock(), new() { WarmStart = cold.WarmStart });
        Assert.Equal(TerminationStatus.LocallyOptimal, warm.Termination);
        Assert.True(warm.Statistics.Iterations < cold.Statistics.Iterations);
    }

    [Fact]
    public void A_warm_start_without_multipliers_only_moves_the_start()
    {
        var cold = new IpoptSolver().Solve(Programs.Rosenbrock());
        var moved = new IpoptSolver().Solve(Programs.Rosenbrock(), new() { WarmStart = new() { Primal = [1.01, 1.02] } });

        Assert.True(moved.Statistics.Iterations < cold.Statistics.Iterations);
        Assert.Equal(cold.Primal, moved.Primal, Close.To(1e-8));
    }

    [Fact]
    public void Disposing_during_a_solve_stops_it()
    {
        using var inside = new ManualResetEventSlim();
        using var disposed = new ManualResetEventSlim();
        var session = new IpoptSolver().Open(Programs.Hs071(objective: x =>
        {
            inside.Set();
            disposed.Wait();
            return x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2];
        }));
        Solution? solution = null;
        var thread = new Thread(() => solution = session.Solve());
        thread.Start();
        inside.Wait();
        session.Dispose();
        disposed.Set();
        thread.Join();

        Assert.Equal(TerminationStatus.Cancelled, solution!.Termination);
        Assert.Throws<ObjectDisposedException>(() => session.Solve());
    }

    [Fact]
    public void Eight_threads_open_solve_and_dispose_sessions_at_the_same_time()
    {
        var solver = new IpoptSolver();
        var wrong = 0;
        var threads = Enumerable.Range(0, 8).Select(t => new Thread(() =>
        {
            for (var i = 0; i < 40; i++)
            {
                var target = t + i / 1000.0;
                // A session of its own each time, and a larger problem now and then: set-up, solve and release all overlap.
                var right = i % 20 == 0
                    ? Math.Abs(solver.Solve(Programs.Hs071()).Objective!.Value - 17.0140172891563) < 1e-7
                    : Math.Abs(solver.Solve(new QuadraticProgram(CscMatrix.Identity(1), [-target], CscMatrix.Zero(0, 1), [], [])).Primal[0] - target) < 1e-9;
                if (!right) Interlocked.Increment(ref wrong);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        Assert.Equal(0, wrong);
    }

    [Fact]
    public void An_abandoned_session_is_collected()
    {
        var session = Abandon();
        for (var i = 0; i < 5 && session.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(session.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Abandon()
        {
            var session = new IpoptSolver().Open(Programs.TwoVariables());
            session.Solve();
            return new(session);
        }
    }

    [Fact]
    public void Creating_solving_and_disposing_keeps_memory_flat()
    {
        var problem = new QuadraticProgram(CscMatrix.Identity(1), [-1], CscMatrix.Identity(1), [0], [2]);
        Cycle(100);
        var before = Environment.WorkingSet;
        Cycle(300);
        var growth = Environment.WorkingSet - before;

        // One leaked native problem is about 300 kB; other tests of this process move the total by a few MB.
        Assert.True(growth < 300 * 100_000, $"{growth / 1e6:F1} MB after 300 cycles");

        void Cycle(int count)
        {
            for (var i = 0; i < count; i++) new IpoptSolver().Solve(problem);
            GC.Collect();
        }
    }
}

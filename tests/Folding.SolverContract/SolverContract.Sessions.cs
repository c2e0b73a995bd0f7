using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.SolverContract;

/// <content>Sessions: updates, refused structures, warm starts, repeatability.</content>
public abstract partial class SolverContract<TProblem>
{
    /// <summary>An update gives the answer of a fresh solve, and the way back gives the first answer again.</summary>
    protected void CheckUpdate(string name)
    {
        Require(name);
        var update = Updates.Single(u => u.Name == name);
        using var session = Solver.Open(Sample.Problem);
        SolutionCheck.Run(Rules, Sample, session.Solve());

        session.Update(update.Problem);
        var updated = session.Solve();
        SolutionCheck.Run(Rules, update, updated);
        var fresh = Solver.Solve(update.Problem);
        SolutionCheck.Run(Rules, update, fresh);
        if (update.HasSolution) AreSameAnswer(fresh, updated);

        session.Update(Sample.Problem);
        SolutionCheck.Run(Rules, Sample, session.Solve());
    }

    [Fact]
    public void A_session_solves_again_after_every_update_in_a_row()
    {
        Require();
        using var session = Solver.Open(Sample.Problem);
        // There and back in one session: each update starts from the data of another one.
        foreach (var update in Updates.Concat(Updates.Reverse()).Where(u => Exclusions.All(e => e.Case != u.Name)))
        {
            session.Update(update.Problem);
            SolutionCheck.Run(Rules, update, session.Solve());
        }
    }

    [Fact]
    public void Several_updates_before_one_solve_leave_the_last()
    {
        Require();
        using var session = Solver.Open(Sample.Problem);
        foreach (var update in Updates) session.Update(update.Problem);
        session.Update(Sample.Problem);
        SolutionCheck.Run(Rules, Sample, session.Solve());
    }

    [Fact]
    public void A_change_of_structure_is_refused_and_the_session_goes_on()
    {
        Require();
        using var session = Solver.Open(Sample.Problem);
        Assert.ThrowsAny<ArgumentException>(() => session.Update(OtherStructure));
        SolutionCheck.Run(Rules, Sample, session.Solve());
        session.Update(Updates[0].Problem);
        SolutionCheck.Run(Rules, Updates[0], session.Solve());
    }

    [Fact]
    public void A_solution_is_a_warm_start_for_its_own_problem()
    {
        Require();
        using var session = Solver.Open(Sample.Problem);
        var cold = session.Solve();
        if (Can(SolverCapabilities.WarmStart)) Assert.NotNull(cold.WarmStart);
        Assert.SkipWhen(cold.WarmStart is null, "the solver returns no warm start and claims none");

        // A fresh session too: it cannot have kept anything.
        foreach (var warm in new[] { session.Solve(new() { WarmStart = cold.WarmStart }), Solver.Solve(Sample.Problem, new() { WarmStart = cold.WarmStart }) })
        {
            SolutionCheck.Run(Rules, Sample, warm);
            if (Can(SolverCapabilities.WarmStart))
                Assert.True(warm.Statistics.Iterations <= cold.Statistics.Iterations, $"{warm.Statistics.Iterations} iterations from the solution, {cold.Statistics.Iterations} from nothing.");
        }
    }

    [Fact]
    public void A_warm_start_far_from_the_solution_gives_the_same_answer()
    {
        Require();
        var start = new WarmStart
        {
            Primal = [.. Enumerable.Repeat(0.75, Sample.Problem.VariableCount)],
            Dual = [.. Enumerable.Repeat(-0.5, Sample.Problem.DualCount)],
        };
        SolutionCheck.Run(Rules, Sample, Solver.Solve(Sample.Problem, new() { WarmStart = start }));
        SolutionCheck.Run(Rules, Sample, Solver.Solve(Sample.Problem, new() { WarmStart = start with { Dual = [] } }));
        SolutionCheck.Run(Rules, Sample, Solver.Solve(Sample.Problem, new() { WarmStart = new WarmStart() }));
    }

    [Fact]
    public void A_warm_start_of_wrong_length_or_with_NaN_is_refused_and_the_session_goes_on()
    {
        Require();
        int n = Sample.Problem.VariableCount, m = Sample.Problem.DualCount;
        WarmStart[] wrong =
        [
            new() { Primal = [.. new double[n + 1]] },
            new() { Dual = [.. new double[m + 1]] },
            new() { Primal = [.. Enumerable.Repeat(double.NaN, n)] },
            new() { Dual = [.. Enumerable.Repeat(double.PositiveInfinity, m)] },
            new() { Basis = new([.. new BasisStatus[n + 1]], [.. new BasisStatus[Sample.Problem.ConstraintCount]]) },
        ];
        using var session = Solver.Open(Sample.Problem);
        Assert.All(wrong, start => Assert.ThrowsAny<ArgumentException>(() => session.Solve(new() { WarmStart = start })));
        SolutionCheck.Run(Rules, Sample, session.Solve());
    }

    [Fact]
    public void Fresh_solves_repeat_to_the_bit()
    {
        Require();
        foreach (var problem in (TProblem[])[Sample.Problem, .. Updates.Select(static u => u.Problem)])
        {
            Solution first = Solver.Solve(problem), second = Solver.Solve(problem);
            HaveSameBits(first, second);
            Assert.Equal(first.Statistics.Iterations, second.Statistics.Iterations);
        }
    }

    [Fact]
    public void A_second_solve_in_a_session_repeats_the_first_to_the_bit()
    {
        Require();
        using var session = Solver.Open(Sample.Problem);
        var first = session.Solve();
        HaveSameBits(first, session.Solve());
        HaveSameBits(first, session.Solve());
    }

    [Fact]
    public void The_setup_is_timed_once_and_updates_when_they_happen()
    {
        Require();
        using var session = Solver.Open(Sample.Problem);
        Assert.Equal(TimeSpan.Zero, session.Solve().Statistics.UpdateTime);
        session.Update(Updates[0].Problem);
        var second = session.Solve().Statistics;
        Assert.Equal(TimeSpan.Zero, second.SetupTime);
        Assert.True(second.UpdateTime > TimeSpan.Zero, "The update took no time.");
        Assert.Equal(TimeSpan.Zero, session.Solve().Statistics.UpdateTime);
    }

    /// <summary>The identity names solver and version and is that of its solutions.</summary>
    [Fact]
    public void The_identity_names_solver_and_version()
    {
        Require();
        Assert.False(string.IsNullOrWhiteSpace(Solver.Identity.Name));
        Assert.False(string.IsNullOrWhiteSpace(Solver.Identity.Version));
        Assert.Equal(Solver.Identity, Solver.Solve(Sample.Problem).Solver);
    }

    private void AreSameAnswer(Solution expected, Solution actual)
    {
        double Scale(ImmutableArray<double> values) => 2 * Tolerance * Math.Max(1, values.IsEmpty ? 0 : values.Max(Math.Abs));
        Assert.Equal(expected.Termination, actual.Termination);
        SolutionCheck.AreClose("x", expected.Primal, actual.Primal, Scale(expected.Primal));
        SolutionCheck.AreClose("y", expected.Dual, actual.Dual, Scale(expected.Dual));
    }

    private static void HaveSameBits(Solution expected, Solution actual)
    {
        Assert.Equal(expected.Termination, actual.Termination);
        Assert.Equal(Bits(expected.Primal), Bits(actual.Primal));
        Assert.Equal(Bits(expected.Dual), Bits(actual.Dual));
    }

    private static long[] Bits(ImmutableArray<double> values) => MemoryMarshal.Cast<double, long>(values.AsSpan()).ToArray();
}

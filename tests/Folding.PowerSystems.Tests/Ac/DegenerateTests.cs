using System.Collections.Immutable;
using Folding.Ipopt;
using Folding.Problems;

namespace Folding.PowerSystems.Tests.Ac;

/// <summary>Networks whose optimum is degenerate: what is unique has its derivative, what is not is flagged.</summary>
public class DegenerateTests
{
    private static readonly DifferentiableSolver<NonlinearProgram, NonlinearData> Layer = DifferentiableSolver.ForNonlinear(new IpoptSolver());

    /// <summary>A cheap generator behind two equal lines that are full, a dear one at the load.</summary>
    private static AcOptimalPowerFlow Twins() => Program("""
        1 2 0.01 0.1 0 30 0 0 0 0 1 -30 30
        1 2 0.01 0.1 0 30 0 0 0 0 1 -30 30
        """, "1 0 0 50 -50 1 100 1 200 0", "2 0 0 50 -50 1 100 1 200 0", "2 0 0 3 0.01 10 0", "2 0 0 3 0.02 30 0");

    /// <summary>Two generators at one bus: their reactive powers are free to share, and so are their active ones where their linear costs are equal.</summary>
    private static AcOptimalPowerFlow Neighbours(bool equal) => Program(
        "1 2 0.01 0.1 0 0 0 0 0 0 1 -30 30", "1 0 0 50 -50 1 100 1 200 0", "1 0 0 50 -50 1 100 1 200 0",
        equal ? "2 0 0 3 0 10 0" : "2 0 0 3 0.01 10 0", equal ? "2 0 0 3 0 10 0" : "2 0 0 3 0.02 10 0");

    [Fact]
    public void Equal_parallel_lines_at_their_ratings_leave_the_dispatch_its_derivative()
    {
        Cases.RequireIpopt();
        var program = Twins();
        var tape = Layer.Forward(program);
        Assert.Equal(RefinementOutcome.Certified, tape.Solution.Statistics.Refinement);
        var dearer = tape.Vjp(program.Output("pg:2", tape.Solution).Seed);
        Assert.Equal(("kkt", TrustLevel.Subgradient, true), (dearer.Report.Method, dearer.Report.Trust, dearer.Report.RankDeficient));
        Assert.Contains(dearer.Report.Notes, static note => note.Contains("linearly dependent", StringComparison.Ordinal));

        // Loads, costs, and both ratings together: the limits stay one limit.
        var layout = program.Layout;
        int load = layout.IndexOf(OpfParameterKind.ActiveLoad, 1), first = layout.IndexOf(OpfParameterKind.Rating, 0), second = layout.IndexOf(OpfParameterKind.Rating, 1);
        Close(Difference(program, "pg:2", load), dearer.Data.Parameters[load]);
        Close(Difference(program, "pg:2", layout.IndexOf(OpfParameterKind.ReactiveLoad, 1)), dearer.Data.Parameters[layout.IndexOf(OpfParameterKind.ReactiveLoad, 1)]);
        Close(Difference(program, "pg:2", first, second), dearer.Data.Parameters[first] + dearer.Data.Parameters[second]);

        // One rating alone: less lets only that line bind, and all the change is its own; more changes nothing. The answer lies half-way.
        Assert.Equal(dearer.Data.Parameters[first], dearer.Data.Parameters[second], 1e-6);
        Assert.Equal(0, OneSided(program, "pg:2", first, 1e-3), 1e-6);
        Assert.True(Math.Abs(OneSided(program, "pg:2", first, -1e-3)) > 1.5 * Math.Abs(dearer.Data.Parameters[first]));
    }

    [Fact]
    public void Generators_that_share_a_bus_do_not_blur_what_their_split_does_not_touch()
    {
        Cases.RequireIpopt();
        var program = Neighbours(equal: false);
        var tape = Layer.Forward(program);
        var losses = tape.Vjp(program.Output("losses", tape.Solution).Seed);
        Assert.Equal(("kkt", TrustLevel.Subgradient, true), (losses.Report.Method, losses.Report.Trust, losses.Report.RankDeficient));
        Assert.Contains(losses.Report.Notes, static note => note.Contains("not unique", StringComparison.Ordinal));
        var load = program.Layout.IndexOf(OpfParameterKind.ActiveLoad, 1);
        Close(Difference(program, "losses", load), losses.Data.Parameters[load]);
        // With unequal costs the split of active power is unique, that of reactive power is not.
        var active = tape.Vjp(program.Output("pg:1", tape.Solution).Seed);
        Assert.Equal("kkt", active.Report.Method);
        Close(Difference(program, "pg:1", load), active.Data.Parameters[load]);
        var reactive = tape.Vjp(program.Output("qg:1", tape.Solution).Seed);
        Assert.Equal(("barrier", TrustLevel.Approximate), (reactive.Report.Method, reactive.Report.Trust));
        Assert.Equal("kkt", Assert.Single(reactive.Report.Rejected).Method);
    }

    [Fact]
    public void Generators_of_equal_cost_at_one_bus_share_a_change_evenly_and_say_that_this_is_a_choice()
    {
        Cases.RequireIpopt();
        var program = Neighbours(equal: true);
        var tape = Layer.Forward(program);
        var load = program.Layout.IndexOf(OpfParameterKind.ActiveLoad, 1);
        var (one, two) = (tape.Vjp(program.Output("pg:1", tape.Solution).Seed), tape.Vjp(program.Output("pg:2", tape.Solution).Seed));
        Assert.Equal(TrustLevel.Approximate, one.Report.Trust);
        Assert.Equal(one.Data.Parameters[load], two.Data.Parameters[load], 1e-3);
        var losses = tape.Vjp(program.Output("losses", tape.Solution).Seed);
        Assert.Equal(1 + losses.Data.Parameters[load], one.Data.Parameters[load] + two.Data.Parameters[load], 1e-4);
    }

    private static void Close(double expected, double actual) => Assert.Equal(expected, actual, 1e-5 * Math.Max(1, Math.Abs(expected)));

    /// <summary>The central difference by parameters moved together.</summary>
    private static double Difference(AcOptimalPowerFlow program, string output, params int[] parameters) =>
        (ValueAt(program, output, parameters, 1e-3) - ValueAt(program, output, parameters, -1e-3)) / 2e-3;

    private static double OneSided(AcOptimalPowerFlow program, string output, int parameter, double step) =>
        (ValueAt(program, output, [parameter], step) - ValueAt(program, output, [parameter], 0)) / step;

    private static double ValueAt(AcOptimalPowerFlow program, string output, int[] parameters, double step)
    {
        double[] moved = [.. program.Parameters];
        foreach (var k in parameters) moved[k] += step;
        var there = program.WithParameters(moved);
        return there.Output(output, Layer.Forward(there).Solution).Value;
    }

    private static AcOptimalPowerFlow Program(string branches, string firstGenerator, string secondGenerator, string firstCost, string secondCost) => new(MatpowerFile.Parse($"""
        function mpc = degenerate
        mpc.version = '2';
        mpc.baseMVA = 100;
        mpc.bus = [
            1 3   0  0 0 0 1 1 0 100 1 1.05 0.95
            2 2 100 20 0 0 1 1 0 100 1 1.05 0.95
        ];
        mpc.gen = [
            {firstGenerator}
            {secondGenerator}
        ];
        mpc.gencost = [
            {firstCost}
            {secondCost}
        ];
        mpc.branch = [
        {branches}
        ];
        """, "degenerate.m"));
}

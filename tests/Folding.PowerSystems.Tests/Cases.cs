using System.Globalization;
using Folding.Ipopt;
using Folding.Problems;
using Folding.TestData;

namespace Folding.PowerSystems.Tests;

/// <summary>Networks for tests: the shipped one, a small one with everything in it, and those of the shared data.</summary>
internal static class Cases
{
    /// <summary>
    /// Four buses with everything a case can have: taps, a phase shifter, shunts, parallel branches, ratings, angle limits on one
    /// side, quadratic costs, elements out of service and an isolated bus.
    /// </summary>
    public const string Everything = """
        function mpc = everything
        mpc.version = '2';
        mpc.baseMVA = 50;
        mpc.bus = [
            10 3  0   0  0  0 1 1 0 100 1 1.1 0.9
            20 1 40  15  2  5 1 1 0 100 1 1.1 0.9
            30 2 25 -10 -1 -3 1 1 0 100 1 1.05 0.95
            40 1 30  10  0  0 1 1 0 100 1 1.1 0.9
            50 4 99  99  0  0 1 1 0 100 1 1.1 0.9
        ];
        mpc.gen = [
            10 50 0  60 -60 1.02 100 1 120 0
            30  0 0  90 -90 1.01 100 0  80 0
            30 20 0  50 -50 1.00 100 1  60 5
        ];
        mpc.gencost = [
            2 0 0 3 0.02 11 3
            2 0 0 3 0.09  1 0
            2 0 0 3 0.05 14 7
        ];
        mpc.branch = [
            10 20 0.02 0.09 0.04 60 0 0 0     0  1 -30 30
            10 20 0.03 0.11 0.02 60 0 0 0     0  1 -30 30
            20 30 0    0.15 0    45 0 0 0.97  4  1 -360 25
            30 40 0.01 0.08 0.06  0 0 0 0     0  1 0 0
            40 10 0.02 0.12 0.02 50 0 0 1.03 -3  1 -20 360
            20 40 0.05 0.30 0    40 0 0 0     0  0 -30 30
            50 10 0.05 0.30 0    40 0 0 0     0  1 -30 30
        ];
        """;

    public static Network Small() => MatpowerFile.Parse(Everything, "everything.m");

    /// <summary>A case of the shared data; skips where it is absent.</summary>
    public static Network Pglib(string name)
    {
        SharedData.Require();
        return MatpowerFile.Read(SharedData.File("pglib", $"pglib_opf_{name}.m"));
    }

    /// <summary>The optimum of a program by Ipopt; skips where Ipopt is missing.</summary>
    public static Solution Solve(NonlinearProgram program, WarmStart? warm = null)
    {
        RequireIpopt();
        ISolver<NonlinearProgram> solver = new IpoptSolver();
        var solution = solver.Solve(program, new() { WarmStart = warm });
        Assert.True(solution.IsSolved, solution.ToString());
        return solution;
    }

    /// <summary>Rows of <c>baseline.csv</c>: case, DC and AC objective recomputed; null where there is none.</summary>
    public static IReadOnlyList<(string Name, double? Dc, bool DcInfeasible, double? Ac)> Baseline()
    {
        SharedData.Require();
        return [.. File.ReadLines(SharedData.File("pglib", "baseline.csv")).Skip(1).Select(static line => line.Split(',')).Select(static cells =>
            (cells[0], Value(cells[8]), cells[8] == "infeasible", Value(cells[9])))];
    }

    public static void RequireIpopt() => Assert.SkipWhen(WhyNoIpopt is not null, $"Ipopt is missing: {WhyNoIpopt}");

    private static string? WhyNoIpopt { get; } = Missing();

    private static string? Missing()
    {
        try
        {
            _ = IpoptLibrary.Version;
            return null;
        }
        catch (DllNotFoundException missing)
        {
            return missing.Message;
        }
    }

    private static double? Value(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}

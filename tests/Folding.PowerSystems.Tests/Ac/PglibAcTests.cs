using System.Diagnostics;
using Folding.Ipopt;
using Folding.Problems;

namespace Folding.PowerSystems.Tests.Ac;

/// <summary>Optimal costs of the PGLib cases, which independent solves of the same model agree upon.</summary>
public class PglibAcTests
{
    private const double SixDigits = 5e-7;

    /// <summary>A case without an independent reference to six digits; published is 1.4025e6.</summary>
    private const string WithoutReference = "case1888_rte";

    /// <summary>The reference itself has seven digits only.</summary>
    private const string LooseReference = "case89_pegase";

    public static TheoryData<string> SmallCases => new(
        "case3_lmbd", "case5_pjm", "case14_ieee", "case30_ieee", "case39_epri", "case73_ieee_rts", "case118_ieee",
        "case3_lmbd__api", "case5_pjm__api", "case14_ieee__api", "case30_ieee__api",
        "case3_lmbd__sad", "case5_pjm__sad", "case14_ieee__sad", "case39_epri__sad");

    [Theory, MemberData(nameof(SmallCases))]
    public void The_optimal_cost_agrees_with_the_reference_to_six_digits(string name)
    {
        var program = new AcOptimalPowerFlow(Cases.Pglib(name));
        var solution = Cases.Solve(program);
        var expected = Cases.Baseline().Single(row => row.Name == name).Ac!.Value;
        Assert.Equal(expected, solution.Objective!.Value, SixDigits * expected);
        Assert.InRange(solution.Residuals!.Value.Primal, 0, 1e-8);
    }

    [Fact]
    public void The_shipped_57_bus_case_has_the_published_cost() =>
        Assert.Equal(3.7589e4, Cases.Solve(new AcOptimalPowerFlow(MatpowerFile.Ieee57())).Objective!.Value, 0.5);

    [Fact]
    public void Every_case_that_ipopt_solves_agrees_with_the_reference()
    {
        Study.Require();
        Cases.RequireIpopt();
        ISolver<NonlinearProgram> solver = new IpoptSolver(IpoptOptions.ForNetworks);
        solver.Solve(new AcOptimalPowerFlow(MatpowerFile.Ieee14()));
        List<string> wrong = [];
        foreach (var (name, _, _, reference) in Cases.Baseline())
        {
            var start = Stopwatch.GetTimestamp();
            var program = new AcOptimalPowerFlow(Cases.Pglib(name));
            var built = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var solution = solver.Solve(program, new() { TimeLimit = TimeSpan.FromMinutes(1) });
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var error = reference is { } value && solution.Objective is { } objective ? Math.Abs(objective - value) / value : double.NaN;
            Study.Write($"{name,-22} {solution.Termination,-18} cost {solution.Objective,16:F4} error {error,8:G2} iterations {solution.Statistics.Iterations,5} read and build {built,7:F1} ms, total {milliseconds,9:F1} ms");
            if (name == WithoutReference) error = Math.Abs(solution.Objective!.Value - 1.4025e6) / 1.4025e6 < 5e-5 ? 0 : 1;
            if (!solution.IsSolved || !(error <= (name == LooseReference ? 1e-6 : SixDigits))) wrong.Add(name);
        }

        Assert.Empty(wrong);
    }
}

using Folding.Problems;
using Folding.SolverContract.Cases;
using Xunit.Sdk;

namespace Folding.SolverContract.Tests;

/// <summary>The suite can fail: each mistake that a solver could make is caught by a case or a behaviour.</summary>
public sealed class MutantTests
{
    /// <summary>A mistake, and the case that must catch it.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "sign of y", "vertex" },
        { "sign of y", "projection_on_a_box" },
        { "y of inactive rows", "no_active_row" },
        { "no y", "vertex" },
        { "x slightly off", "interior_of_an_equality" },
        { "x slightly off", "tiny_scale" },
        { "objective without constant", "objective_constant" },
        { "objective of maximisation", "vertex" },
        { "residuals of zero", "more_rows_than_variables" },
        { "bounds swapped", "projection_on_a_box" },
        { "upper triangle of P only", "vertex" },
        { "stored zeros shifted", "stored_zeros_in_A" },
        { "infinite bounds as large numbers", "unbounded_linear" },
        { "sign of the dual ray", "infeasible_rows_contradict" },
        { "sign of the primal ray", "unbounded_along_null_space" },
        { "ray without status", "infeasible_through_bounds" },
        { "NaN in the ray", "infeasible_equalities" },
        { "failure called optimal", "infeasible_rows_contradict" },
        { "almost optimal", "vertex" },
        { "P made convex in silence", "nonconvex_off_diagonal" },
        { "no native text", "vertex" },
        { "vector of wrong length", "vertex" },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_mistake_is_caught_by_a_case(string mistake, string caseName)
    {
        var testCase = QuadraticCases.All.Single(c => c.Name == caseName);
        new MutantContract(new BruteForceSolver()).Judge(testCase);
        Assert.ThrowsAny<XunitException>(() => new MutantContract(Make(mistake)).Judge(testCase));
    }

    [Fact]
    public void A_session_that_ignores_updates_is_caught()
    {
        var contract = new MutantContract(new MutantSolver { IgnoresUpdates = true });
        Assert.ThrowsAny<XunitException>(() => contract.Update_equals_a_fresh_solve("update_q"));
        Assert.ThrowsAny<XunitException>(contract.A_session_solves_again_after_every_update_in_a_row);
        Assert.ThrowsAny<XunitException>(contract.A_change_of_structure_is_refused_and_the_session_goes_on);
    }

    [Fact]
    public void A_session_that_ignores_its_request_token_or_disposal_is_caught()
    {
        Assert.ThrowsAny<XunitException>(new MutantContract(new MutantSolver { IgnoresCancellation = true }).A_cancelled_token_gives_Cancelled_and_the_session_goes_on);
        var deaf = new MutantContract(new MutantSolver { IgnoresRequest = true });
        Assert.ThrowsAny<XunitException>(deaf.A_time_limit_of_zero_or_less_is_refused);
        Assert.ThrowsAny<XunitException>(deaf.A_warm_start_of_wrong_length_or_with_NaN_is_refused_and_the_session_goes_on);
        Assert.ThrowsAny<XunitException>(deaf.The_log_receives_lines_and_the_console_stays_silent);
        Assert.ThrowsAny<XunitException>(deaf.An_exception_in_the_log_reaches_the_caller_with_its_stack_and_the_session_goes_on);
        var immortal = new MutantContract(new MutantSolver { IgnoresDisposal = true });
        Assert.ThrowsAny<XunitException>(immortal.A_disposed_session_refuses_to_work_and_may_be_disposed_again);
    }

    [Fact]
    public void A_solver_that_prints_or_varies_is_caught()
    {
        Assert.SkipUnless(NativeOutput.CanCapture, "standard output is captured on Linux only");
        var printing = new MutantSolver { Misreport = static s => { NativeOutput.WriteLine("hello from C"); return s; } };
        Assert.ThrowsAny<XunitException>(new MutantContract(printing).Without_a_log_nothing_is_printed);
        var solves = 0;
        var varying = new MutantSolver { Misreport = s => s with { Primal = [.. s.Primal.Select(x => x + 1e-13 * Interlocked.Increment(ref solves))] } };
        Assert.ThrowsAny<XunitException>(new MutantContract(varying).Fresh_solves_repeat_to_the_bit);
        Assert.ThrowsAny<XunitException>(new MutantContract(varying).A_second_solve_in_a_session_repeats_the_first_to_the_bit);
    }

    [Fact]
    public void Exclusions_of_unknown_cases_and_of_passing_cases_are_caught()
    {
        var solver = new BruteForceSolver();
        Assert.ThrowsAny<XunitException>(new MutantContract(solver, new Exclusion("no_such_case", "reason")).Exclusions_name_known_cases_once_and_give_a_reason);
        Assert.ThrowsAny<XunitException>(new MutantContract(solver, new Exclusion("vertex", " ")).Exclusions_name_known_cases_once_and_give_a_reason);
        Assert.ThrowsAny<XunitException>(new MutantContract(solver, new("vertex", "a"), new("vertex", "b")).Exclusions_name_known_cases_once_and_give_a_reason);
        Assert.ThrowsAny<XunitException>(new MutantContract(solver, new Exclusion("vertex", "it passes")).Excluded_cases_still_fail);
        new MutantContract(solver, new Exclusion("vertex", "it passes") { Sometimes = true }).Excluded_cases_still_fail();
        new MutantContract(Make("sign of y"), new Exclusion("vertex", "the sign is wrong")).Excluded_cases_still_fail();
        new MutantContract(solver, new Exclusion(nameof(QuadraticSolverContract.Fresh_solves_repeat_to_the_bit), "a behaviour")).Exclusions_name_known_cases_once_and_give_a_reason();
    }

    [Fact]
    public void An_excluded_case_or_behaviour_is_skipped_with_its_reason()
    {
        var contract = new MutantContract(Make("sign of y"), new("vertex", "the sign is wrong"), new("A_generous_deadline_changes_nothing", "no clock"));
        Assert.Contains("vertex: the sign is wrong", ReasonOfSkip(() => contract.Case("vertex")), StringComparison.Ordinal);
        Assert.Contains("no clock", ReasonOfSkip(contract.A_generous_deadline_changes_nothing), StringComparison.Ordinal);
    }

    // Assert.Throws lets a skip through.
    private static string ReasonOfSkip(Action action)
    {
        try
        {
            action();
        }
        catch (SkipException skip)
        {
            return skip.Message;
        }

        return "not skipped";
    }

    private static MutantSolver Make(string mistake) => mistake switch
    {
        "sign of y" => new() { Misreport = static s => s with { Dual = [.. s.Dual.Select(static y => -y)] } },
        "y of inactive rows" => new() { Misreport = static s => s with { Dual = [.. s.Dual.Select(static y => y + 1e-3)] } },
        "no y" => new() { Misreport = static s => s with { Dual = [], DualStatus = PointStatus.None } },
        "x slightly off" => new() { Misreport = static s => s with { Primal = [.. s.Primal.Select(static x => x * 1.001)] } },
        "objective without constant" => new() { Misread = static p => new(p.P, p.Q.AsSpan(), p.A, p.Lower.AsSpan(), p.Upper.AsSpan()) },
        "objective of maximisation" => new() { Misreport = static s => s with { Objective = -s.Objective } },
        "residuals of zero" => new() { Misreport = static s => s with { Residuals = new KktResiduals(1, 1, 1, 1, 1, 1) } },
        "bounds swapped" => new() { Misread = static p => p.WithBounds([.. p.Upper.Select(static u => -u)], [.. p.Lower.Select(static l => -l)]) },
        "upper triangle of P only" => new() { Misread = static p => p.WithP(p.P.WithValues([.. p.P.Entries().Select(static e => e.Row == e.Column ? e.Value : e.Value / 2)])) },
        "stored zeros shifted" => new() { Misread = static p => p.WithA(p.A.WithValues([.. p.A.Values[1..], p.A.Values[0]])) },
        "infinite bounds as large numbers" => new() { Misread = static p => p.WithBounds(p.Lower.AsSpan(), [.. p.Upper.Select(static u => Math.Min(u, 1e6))]) },
        "sign of the dual ray" => new() { Misreport = static s => s with { DualRay = [.. s.DualRay.Select(static y => -y)] } },
        "sign of the primal ray" => new() { Misreport = static s => s with { PrimalRay = [.. s.PrimalRay.Select(static d => -d)] } },
        "ray without status" => new() { Misreport = static s => s with { DualStatus = PointStatus.None } },
        "NaN in the ray" => new() { Misreport = static s => s with { DualRay = [.. s.DualRay.Select(static _ => double.NaN)] } },
        "failure called optimal" => new() { Misreport = static s => s with { Termination = TerminationStatus.Optimal } },
        "almost optimal" => new() { Misreport = static s => s with { Termination = TerminationStatus.AlmostOptimal } },
        "P made convex in silence" => new() { Misread = static p => p.WithP(p.P.WithValues([3, 2, 3])) },
        "no native text" => new() { Misreport = static s => s with { Native = new(0, "") } },
        "vector of wrong length" => new() { Misreport = static s => s with { Primal = [.. s.Primal, 0] } },
        _ => throw new ArgumentOutOfRangeException(nameof(mistake), mistake, "no such mistake"),
    };

    // Not public, so that its tests are not run for their own sake.
    private sealed class MutantContract(ISolver<QuadraticProgram> solver, params Exclusion[] exclusions) : QuadraticSolverContract
    {
        protected override ISolver<QuadraticProgram> Solver => solver;

        protected override IReadOnlyList<Exclusion> Exclusions => exclusions;
    }
}

using System.Text.Json;

namespace Folding.Cli.Tests.Commands;

public sealed class SolveCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Fold.Solvers), MemberType = typeof(Fold))]
    public void The_worked_example_gives_the_same_answer_with_every_solver(string solver)
    {
        Fold.Require(solver);
        var outcome = Fold.Run("solve", _folder.File("a.json", Folder.Example), "--solver", solver, "--json", "-");
        Assert.Equal(0, outcome.Code);
        Assert.Empty(outcome.Error);
        var json = outcome.Json;
        var status = json.GetProperty("status");
        Assert.Equal("optimal", status.GetProperty("termination").GetString());
        Assert.Equal("feasible", status.GetProperty("primal").GetString());
        Assert.Equal("feasible", status.GetProperty("dual").GetString());
        Assert.NotEmpty(status.GetProperty("native").GetString()!);
        Assert.NotEmpty(json.GetProperty("solver").GetProperty("name").GetString()!);
        Assert.NotEmpty(json.GetProperty("solver").GetProperty("version").GetString()!);
        Assert.Equal(1.875, json.GetProperty("objective").GetDouble(), 1e-12);
        Fold.AssertClose([0.25, 0.75], json.Numbers("x"), 1e-12);
        Fold.AssertClose([-2.75, 0, 0], json.Numbers("y"), 1e-12);
        foreach (var residual in (string[])["primal", "dual", "gap"]) Assert.Equal(0, json.GetProperty("residuals").GetProperty(residual).GetDouble(), 1e-12);
        foreach (var phase in (string[])["read", "setup", "solve", "refine", "backward"]) Assert.True(json.GetProperty("milliseconds").GetProperty(phase).GetDouble() >= 0);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("gradient").ValueKind);
        Assert.Equal("certified", json.GetProperty("statistics").GetProperty("refinement").GetString());
    }

    [Fact]
    public void Text_shows_status_objective_and_small_vectors()
    {
        Fold.Require("highs");
        var (code, output, _) = Fold.Run("solve", _folder.File("a.json", Folder.Example), "--solver", "highs");
        Assert.Equal(0, code);
        Assert.Contains("optimal", output, StringComparison.Ordinal);
        Assert.Contains("1.875", output, StringComparison.Ordinal);
        Assert.Contains("[0.25, 0.75]", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_vectors_are_printed_on_demand_only()
    {
        Fold.Require("highs");
        var names = string.Join(" + ", Enumerable.Range(0, 21).Select(static k => $"x{k}"));
        var path = _folder.File("long.lp", $"minimize\n obj: {names}\nsubject to\n r: {names} >= 1\nend\n");
        Assert.DoesNotContain("\nx ", Fold.Run("solve", path).Output, StringComparison.Ordinal);
        Assert.Contains("\nx ", Fold.Run("solve", path, "--verbose").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_refinement_the_solvers_own_point_is_kept()
    {
        Fold.Require("highs");
        var json = Fold.Run("solve", _folder.File("a.json", Folder.Example), "--solver", "highs", "--no-refine", "--json", "-").Json;
        Assert.Equal("notRun", json.GetProperty("statistics").GetProperty("refinement").GetString());
    }

    [Theory]
    [MemberData(nameof(Fold.Solvers), MemberType = typeof(Fold))]
    public void A_linear_program_has_multipliers_of_rows_then_bounds_with_every_solver(string solver)
    {
        Fold.Require("highs");
        Fold.Require(solver);
        var outcome = Fold.Run("solve", _folder.File("a.lp", Folder.LinearLp), "--solver", solver, "--json", "-");
        Assert.Equal(0, outcome.Code);
        Fold.AssertClose([1.6, 1.2], outcome.Json.Numbers("x"), 1e-12);
        Fold.AssertClose([0.4, 0.2, 0, 0], outcome.Json.Numbers("y"), 1e-12);
    }

    [Fact]
    public void A_model_file_with_a_quadratic_objective_is_solved()
    {
        Fold.Require("highs");
        var json = Fold.Run("solve", _folder.File("a.QPS", Folder.QuadraticMps), "--json", "-").Json;
        Fold.AssertClose([0.75, 0.25], json.Numbers("x"), 1e-12);
        Assert.Equal(-0.125, json.GetProperty("objective").GetDouble(), 1e-12);
    }

    [Fact]
    public void An_integer_program_has_no_multipliers()
    {
        Fold.Require("highs");
        var outcome = Fold.Run("solve", _folder.File("a.lp", Folder.IntegerLp), "--json", "-");
        Assert.Equal(0, outcome.Code);
        Assert.Equal(-2, outcome.Json.GetProperty("objective").GetDouble(), 1e-9);
        Assert.Empty(outcome.Json.Numbers("y"));
        Assert.Equal(JsonValueKind.Null, outcome.Json.GetProperty("residuals").GetProperty("dual").ValueKind);
    }

    [Theory]
    [InlineData("osqp")]
    [InlineData("highs")]
    public void An_infeasible_problem_ends_with_1_and_a_dual_ray(string solver)
    {
        Fold.Require(solver);
        var outcome = Fold.Run("solve", _folder.Changed("\"l\": [1,0,0], \"u\": [1,0.7,\"Infinity\"]", "\"l\": [3,0,0], \"u\": [3,0.7,0.7]"), "--solver", solver, "--json", "-");
        Assert.Equal(1, outcome.Code);
        Assert.Equal("infeasible", outcome.Json.GetProperty("status").GetProperty("termination").GetString());
        Assert.Equal("certificate", outcome.Json.GetProperty("status").GetProperty("dual").GetString());
        Assert.Equal(3, outcome.Json.Numbers("dualRay").Length);
        Assert.Contains("no usable solution: infeasible", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unbounded_problem_ends_with_1_and_a_primal_ray()
    {
        Fold.Require("highs");
        var outcome = Fold.Run("solve", _folder.File("a.lp", "minimize\n obj: - x\nsubject to\n r: x - y <= 1\nend\n"), "--json", "-");
        Assert.Equal(1, outcome.Code);
        Assert.Equal("unbounded", outcome.Json.GetProperty("status").GetProperty("termination").GetString());
        Assert.Equal(2, outcome.Json.Numbers("primalRay").Length);
    }

    [Fact]
    public void A_time_limit_ends_an_endless_integer_program_with_1()
    {
        Fold.Require("highs");
        var outcome = Fold.Run("solve", _folder.File("split.json", MarketSplit.Json(seed: 3, rows: 5, columns: 40)), "--time-limit", "0.2", "--json", "-");
        Assert.Equal(1, outcome.Code);
        Assert.Equal("timeLimit", outcome.Json.GetProperty("status").GetProperty("termination").GetString());
    }
}

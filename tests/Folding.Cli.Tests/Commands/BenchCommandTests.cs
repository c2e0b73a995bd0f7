using System.Text.Json;
using Folding.TestData;

namespace Folding.Cli.Tests.Commands;

public sealed class BenchCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_has_medians_and_errors_against_the_reference_beside_the_file()
    {
        Fold.Require("highs");
        var path = _folder.File("a.json", Folder.Example);
        var seed = _folder.File("a.seed.json", """{ "x": [1, 0] }""");
        var reference = _folder.File("a.ref.json", """{ "x": [0.25, 0.75], "y": [-2.75, 0, 0], "gradient": { "q": [-0.25, 0.25], "activeBound": [0.25, 0, 0] } }""");
        var outcome = Fold.Run("bench", path, seed, reference, "--solver", "highs", "--repeat", "2", "--json", "-");
        Assert.Equal(0, outcome.Code);
        var row = outcome.Json;
        Assert.Equal("a", row.GetProperty("instance").GetString());
        Assert.Equal(2, row.GetProperty("repeat").GetInt32());
        foreach (var phase in Timings.Phases) Assert.True(row.GetProperty("milliseconds").GetProperty(phase).GetDouble() >= 0);
        foreach (var error in (string[])["x", "q", "activeBound"]) Assert.Equal(0, row.GetProperty("errors").GetProperty(error).GetDouble(), 1e-12);
    }

    [Fact]
    public void Several_threads_repeat_the_same_problem_at_once()
    {
        Fold.Require("highs");
        var outcome = Fold.Run("bench", _folder.File("a.json", Folder.Example), "--solver", "highs", "--repeat", "2", "--threads", "3", "--json", "-");
        Assert.Equal(0, outcome.Code);
        Assert.Equal(3, outcome.Json.GetProperty("threads").GetInt32());
        Assert.Equal("exact", outcome.Json.GetProperty("trust").GetString());
        Assert.Equal(2, Fold.Run("bench", _folder.File("a.json", Folder.Example), "--threads", "0").Code);
    }

    [Fact]
    public void A_wrong_reference_shows_as_a_large_error()
    {
        Fold.Require("highs");
        var path = _folder.File("a.json", Folder.Example);
        _folder.File("a.ref.json", """{ "x": [0.25, 0.75], "gradient": { "q": [1, 0], "activeBound": [2, 0, 0] } }""");
        var errors = Fold.Run("bench", path, "--solver", "highs", "--repeat", "1", "--json", "-").Json.GetProperty("errors");
        // The seed is ones, for which dq = 0 and the bound of the first row has derivative 1.
        Assert.Equal(1, errors.GetProperty("q").GetDouble(), 1e-12);
        Assert.Equal(0.5, errors.GetProperty("activeBound").GetDouble(), 1e-12);
    }

    [Fact]
    public void Several_files_give_a_line_each_and_null_errors_without_a_reference()
    {
        Fold.Require("highs");
        var outcome = Fold.Run("bench", _folder.File("a.json", Folder.Example), _folder.File("b.lp", Folder.LinearLp), "--solver", "highs", "--repeat", "1", "--json", "-");
        Assert.Equal(0, outcome.Code);
        var rows = outcome.Output.TrimEnd().Split('\n').Select(static line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["a", "b"], rows.Select(static r => r.GetProperty("instance").GetString()));
        Assert.All(rows, static r => Assert.Equal(JsonValueKind.Null, r.GetProperty("errors").GetProperty("q").ValueKind));
    }

    [Fact]
    public void A_problem_without_a_solution_has_its_row_and_ends_with_1()
    {
        Fold.Require("highs");
        var path = _folder.Changed("\"l\": [1,0,0], \"u\": [1,0.7,\"Infinity\"]", "\"l\": [3,0,0], \"u\": [3,0.7,0.7]");
        var (code, output, _) = Fold.Run("bench", path, "--solver", "highs", "--repeat", "1");
        Assert.Equal(1, code);
        Assert.Contains("infeasible", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batch128_n10_000")]
    [InlineData("markowitz_n50")]
    public void Reference_gradients_of_the_benchmark_set_are_met(string name)
    {
        SharedData.Require();
        Fold.Require("osqp");
        var outcome = Fold.Run("bench", SharedData.File("bench", $"{name}.json"), "--solver", "osqp", "--repeat", "1", "--json", "-");
        Assert.Equal(0, outcome.Code);
        // The references have residuals of about 1e-13.
        foreach (var error in (string[])["x", "q", "activeBound"]) Assert.InRange(outcome.Json.GetProperty("errors").GetProperty(error).GetDouble(), 0, 1e-10);
    }
}

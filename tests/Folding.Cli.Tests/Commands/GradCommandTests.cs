using System.Text.Json;
using System.Text.RegularExpressions;

namespace Folding.Cli.Tests.Commands;

public sealed class GradCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    // On x + y = b the objective is (P11 x² + 2 P12 x (b − x) + P22 (b − x)²)/2 + q1 x + q2 (b − x), so
    // (P11 − 2 P12 + P22) x = (P22 − P12) b − q1 + q2: here 4x = b − q1 + q2 and x = 1/4.
    [Theory]
    [MemberData(nameof(Fold.Solvers), MemberType = typeof(Fold))]
    public void The_worked_example_has_the_gradient_of_pencil_and_paper_with_every_solver(string solver)
    {
        Fold.Require(solver);
        var seed = _folder.File("s.json", """{ "x": [1, 0] }""");
        var outcome = Fold.Run("grad", _folder.File("a.json", Folder.Example), "--solver", solver, "--method", "kkt", "--seed", seed, "--json", "-");
        Assert.Equal(0, outcome.Code);
        Assert.Empty(outcome.Error);
        var gradient = outcome.Json.GetProperty("gradient");
        Fold.AssertClose([-0.25, 0.25], gradient.Numbers("q"), 1e-12);
        double[] l = gradient.Numbers("l"), u = gradient.Numbers("u");
        Fold.AssertClose([0.25, 0, 0], [.. l.Zip(u, static (a, b) => a + b)], 1e-12);
        var p = gradient.GetProperty("P");
        Assert.Equal([0, 1, 3], p.Numbers("colptr"));
        Assert.Equal([0, 0, 1], p.Numbers("rowind"));
        Fold.AssertClose([-0.0625, -0.125, 0.1875], p.Numbers("values"), 1e-12);
        Assert.Equal([0, 1, 0, 2], gradient.GetProperty("A").Numbers("rowind"));

        var report = outcome.Json.GetProperty("report");
        Assert.Equal("kkt", report.GetProperty("method").GetString());
        Assert.Equal("exact", report.GetProperty("trust").GetString());
        Assert.True(report.GetProperty("residual").GetDouble() < 1e-12);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("contraction").ValueKind);
        Assert.Equal(0, report.GetProperty("weaklyActive").GetInt32());
        Assert.False(report.GetProperty("rankDeficient").GetBoolean());
        Assert.Equal(0, report.GetProperty("rejected").GetArrayLength());
        Assert.True(report.GetProperty("iterations").GetInt32() >= 0);
    }

    [Fact]
    public void Auto_is_the_default_method_and_uses_kkt_where_that_determines_the_answer()
    {
        Fold.Require("highs");
        var path = _folder.File("a.json", Folder.Example);
        var plain = Fold.Run("grad", path, "--solver", "highs", "--seed", "random:1", "--json", "-").Json;
        var auto = Fold.Run("grad", path, "--solver", "highs", "--seed", "random:1", "--method", "auto", "--json", "-").Json;
        Assert.Equal("kkt", auto.GetProperty("report").GetProperty("method").GetString());
        Assert.Equal(plain.GetProperty("gradient").GetRawText(), auto.GetProperty("gradient").GetRawText());
    }

    [Fact]
    public void The_barrier_gradient_tends_to_the_exact_one_and_mu_goes_with_no_other_method()
    {
        Fold.Require("highs");
        var path = _folder.File("a.json", Folder.Example);
        var seed = _folder.File("s.json", """{ "x": [1, 0] }""");
        foreach (var (mu, bias) in new[] { ("1e-3", 1e-2), ("1e-8", 1e-7) })
        {
            var outcome = Fold.Run("grad", path, "--solver", "highs", "--method", "barrier", "--mu", mu, "--seed", seed, "--json", "-").Json;
            Assert.Equal("barrier", outcome.GetProperty("report").GetProperty("method").GetString());
            Assert.Equal("approximate", outcome.GetProperty("report").GetProperty("trust").GetString());
            Fold.AssertClose([-0.25, 0.25], outcome.GetProperty("gradient").Numbers("q"), bias);
        }

        var wrong = Fold.Run("grad", path, "--method", "kkt", "--mu", "1e-3");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("--mu goes with --method barrier", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", "barrier", 1)]
    [InlineData("kkt", "kkt", 0)]
    public void Along_an_edge_of_minimisers_auto_says_what_it_rejected_and_kkt_stays_kkt(string method, string used, int rejected)
    {
        Fold.Require("highs");
        var path = _folder.File("edge.lp", "minimize\n obj: x + y\nsubject to\n r: x + y >= 1\nend\n");
        var seed = _folder.File("s.json", """{ "x": [1, -1] }""");
        var report = Fold.Run("grad", path, "--seed", seed, "--method", method, "--json", "-").Json.GetProperty("report");
        Assert.Equal(used, report.GetProperty("method").GetString());
        Assert.Equal("approximate", report.GetProperty("trust").GetString());
        var reasons = report.GetProperty("rejected").EnumerateArray().ToArray();
        Assert.Equal(rejected, reasons.Length);
        Assert.All(reasons, static r => Assert.Equal("kkt", r.GetProperty("method").GetString()));
        Assert.All(reasons, static r => Assert.NotEmpty(r.GetProperty("reason").GetString()!));
        Assert.Equal(rejected, Regex.Count(Fold.Run("grad", path, "--seed", seed, "--method", method).Output, "(?m)^rejected +kkt: "));
    }

    [Fact]
    public void A_seed_on_y_counts()
    {
        Fold.Require("highs");
        var seed = _folder.File("s.json", """{ "x": [0, 0], "y": [1, 0, 0] }""");
        var gradient = Fold.Run("grad", _folder.File("a.json", Folder.Example), "--solver", "highs", "--seed", seed, "--json", "-").Json.GetProperty("gradient");
        // y1 = −(4x + (b − x) + q1) with x = (b − q1 + q2)/4.
        Fold.AssertClose([-0.25, -0.75], gradient.Numbers("q"), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Fold.Solvers), MemberType = typeof(Fold))]
    public void A_linear_program_has_bound_gradients_in_the_order_of_y(string solver)
    {
        Fold.Require("highs");
        Fold.Require(solver);
        var outcome = Fold.Run("grad", _folder.File("a.lp", Folder.LinearLp), "--solver", solver, "--json", "-");
        Assert.Equal(0, outcome.Code);
        var gradient = outcome.Json.GetProperty("gradient");
        Fold.AssertClose([0.4, 0.2, 0, 0], gradient.Numbers("u"), 1e-9);
        Fold.AssertClose([0, 0, 0, 0], gradient.Numbers("l"), 1e-9);
        Fold.AssertClose([0, 0], gradient.Numbers("q"), 1e-9);
        Assert.Equal(4, gradient.GetProperty("A").Numbers("values").Length);
        Assert.Empty(gradient.GetProperty("P").Numbers("values"));
    }

    [Fact]
    public void Text_shows_the_report_and_the_largest_entries_with_their_places()
    {
        Fold.Require("highs");
        var (code, output, _) = Fold.Run("grad", _folder.File("a.json", Folder.Example), "--solver", "highs");
        Assert.Equal(0, code);
        Assert.Contains("kkt, trust exact", output, StringComparison.Ordinal);
        Assert.Contains("[0,1] -0.75, [0,0] -0.25", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_gradient_it_ends_with_1_and_the_reason()
    {
        Fold.Require("highs");
        var (code, output, error) = Fold.Run("grad", _folder.File("a.lp", Folder.IntegerLp), "--json", "-");
        Assert.Equal(1, code);
        Assert.Contains("\"trust\":\"none\"", output, StringComparison.Ordinal);
        Assert.Contains("there is no gradient: the problem has integer variables", error, StringComparison.Ordinal);
    }

    [Fact]
    public void At_an_infeasible_problem_it_ends_with_1_and_the_status()
    {
        Fold.Require("highs");
        var (code, _, error) = Fold.Run("grad", _folder.Changed("\"l\": [1,0,0], \"u\": [1,0.7,\"Infinity\"]", "\"l\": [3,0,0], \"u\": [3,0.7,0.7]"), "--solver", "highs");
        Assert.Equal(1, code);
        Assert.Contains("infeasible", error, StringComparison.Ordinal);
    }
}

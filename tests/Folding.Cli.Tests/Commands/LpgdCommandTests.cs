namespace Folding.Cli.Tests.Commands;

/// <summary><c>--method lpgd</c> in every command that differentiates.</summary>
public sealed class LpgdCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lower", -0.3, -0.1)]
    [InlineData("upper", -0.1, 0.1)]
    [InlineData("average", -0.2, 0)]
    [InlineData("auto", -0.3, -0.1)]
    public void A_linear_program_has_the_gradient_of_pencil_and_paper(string kind, double first, double second)
    {
        Fold.Require("highs");
        var outcome = Fold.Run("grad", _folder.File("v.lp", Vertex), "--method", "lpgd", "--tau", "10", "--kind", kind, "--seed", VertexSeed(), "--json", "-");
        Assert.Equal(0, outcome.Code);
        Fold.AssertClose([first, second], outcome.Json.GetProperty("gradient").Numbers("q"), 1e-12);
        var report = outcome.Json.GetProperty("report");
        Assert.Equal("lpgd", report.GetProperty("method").GetString());
        Assert.Equal(10, report.GetProperty("temperature").GetDouble());
    }

    [Theory]
    [InlineData("highs", 1e-9)]
    [InlineData("osqp", 1e-6)]
    public void Augmentation_makes_the_perturbed_linear_program_quadratic_with_every_solver_that_can(string solver, double tolerance)
    {
        Fold.Require("highs");
        Fold.Require(solver);
        var outcome = Fold.Run("grad", _folder.File("v.lp", Vertex), "--solver", solver, "--method", "lpgd", "--tau", "1", "--rho", "1", "--kind", "lower", "--seed", VertexSeed(), "--json", "-");
        Fold.AssertClose([-0.45, 0.15], outcome.Json.GetProperty("gradient").Numbers("q"), tolerance);
    }

    [Fact]
    public void A_mixed_integer_program_has_a_gradient()
    {
        Fold.Require("highs");
        var (code, output, _) = Fold.Run("grad", _folder.File("a.lp", Folder.IntegerLp), "--method", "lpgd");
        Assert.Equal(0, code);
        Assert.Contains("lpgd, trust approximate", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quadratic_program_passes_the_check_in_every_block()
    {
        Fold.Require("highs");
        var (code, output, _) = Fold.Run("check", _folder.File("a.json", Folder.Example), "--solver", "highs", "--method", "lpgd");
        Assert.Equal(0, code);
        foreach (var block in (string[])["P", "q", "A", "bounds"]) Assert.Matches($@"(?m)^highs +lpgd +differences in {block} .*agrees\r?$", output);
    }

    [Fact]
    public void On_a_linear_program_the_check_calls_a_difference_approximate_and_is_no_failure()
    {
        Fold.Require("highs");
        var (code, output, _) = Fold.Run("check", _folder.File("v.lp", Vertex), "--solver", "highs", "--method", "lpgd", "--tau", "10", "--seed", VertexSeed());
        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^highs +lpgd +differences in c .*approximate\r?$", output);
        Assert.Equal(0, Fold.Run("check", _folder.File("a.lp", Folder.IntegerLp), "--method", "lpgd").Code);
    }

    [Fact]
    public void Bench_takes_the_method()
    {
        Fold.Require("highs");
        var (code, output, _) = Fold.Run("bench", _folder.File("v.lp", Vertex), "--method", "lpgd", "--tau", "2", "--repeat", "1");
        Assert.Equal(0, code);
        Assert.Contains("approximate", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tau", "1")]
    [InlineData("--rho", "1")]
    [InlineData("--kind", "lower")]
    public void Its_options_go_with_no_other_method(string option, string value)
    {
        var (code, _, error) = Fold.Run("grad", _folder.File("v.lp", Vertex), "--method", "kkt", option, value);
        Assert.Equal(2, code);
        Assert.Contains($"{option} goes with --method lpgd", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tau", "0")]
    [InlineData("--tau", "-1")]
    [InlineData("--tau", "x")]
    [InlineData("--rho", "-1")]
    [InlineData("--kind", "sideways")]
    public void Values_out_of_range_are_bad_usage(string option, string value)
    {
        var (code, _, error) = Fold.Run("grad", _folder.File("v.lp", Vertex), "--method", "lpgd", option, value);
        Assert.Equal(2, code);
        Assert.Contains(option, error, StringComparison.Ordinal);
    }

    private const string Vertex = "minimize\n obj: - x - 2 y\nsubject to\n a: x + y <= 4\n b: x + 3 y <= 6\nbounds\n y <= 3\nend\n";

    private string VertexSeed() => _folder.File("s.json", """{ "x": [1, 0.5] }""");
}

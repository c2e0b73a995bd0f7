namespace Folding.Cli.Tests.Commands;

/// <summary><c>--method lfpi|gmres|jacobian|unroll</c> with <c>--step</c> and <c>--iterations</c>.</summary>
public sealed class FoldingMethodTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Pairs => new MatrixTheoryData<string, string>(["lfpi", "gmres", "jacobian"], ["admm", "pgd", "fdpg", "sqp", "newton"]);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_rule_with_every_step_has_the_gradient_of_pencil_and_paper(string method, string step)
    {
        Fold.Require("highs");
        var seed = _folder.File("s.json", """{ "x": [1, 0] }""");
        var outcome = Fold.Run("grad", _folder.File("a.json", Folder.Example), "--solver", "highs", "--method", method, "--step", step, "--seed", seed, "--json", "-");
        Assert.Equal(0, outcome.Code);
        Fold.AssertClose([-0.25, 0.25], outcome.Json.GetProperty("gradient").Numbers("q"), 1e-9);
        var report = outcome.Json.GetProperty("report");
        Assert.Equal(method, report.GetProperty("method").GetString());
        Assert.Equal("exact", report.GetProperty("trust").GetString());
        if (method == "lfpi") Assert.True(report.GetProperty("contraction").GetDouble() < 1);
    }

    [Fact]
    public void Unrolling_approaches_the_gradient_with_its_iterations()
    {
        Fold.Require("highs");
        var path = _folder.File("a.json", Folder.Example);
        var seed = _folder.File("s.json", """{ "x": [1, 0] }""");
        double Error(string iterations)
        {
            var outcome = Fold.Run("grad", path, "--solver", "highs", "--method", "unroll", "--iterations", iterations, "--seed", seed, "--json", "-");
            Assert.Equal(0, outcome.Code);
            Assert.Equal("approximate", outcome.Json.GetProperty("report").GetProperty("trust").GetString());
            return Math.Abs(outcome.Json.GetProperty("gradient").Numbers("q")[0] + 0.25);
        }

        Assert.True(Error("2000") < 1e-6);
        Assert.True(Error("1") > 1e-6);
    }

    [Fact]
    public void Options_of_other_methods_are_bad_usage()
    {
        var path = _folder.File("a.json", Folder.Example);
        Assert.Contains("--step goes with", Refused("--method", "kkt", "--step", "pgd"), StringComparison.Ordinal);
        Assert.Contains("--iterations goes with", Refused("--method", "gmres", "--iterations", "5"), StringComparison.Ordinal);
        Assert.Contains("must be one of", Refused("--method", "gmres", "--step", "momentum"), StringComparison.Ordinal);
        Assert.Contains("whole number", Refused("--method", "unroll", "--iterations", "0"), StringComparison.Ordinal);

        string Refused(params string[] options)
        {
            var (code, _, error) = Fold.Run(["grad", path, .. options]);
            Assert.Equal(2, code);
            return error;
        }
    }

    [Fact]
    public void A_step_that_does_not_apply_says_so_in_one_sentence()
    {
        Fold.Require("highs");
        var (code, _, error) = Fold.Run("grad", _folder.File("a.lp", Folder.LinearLp), "--solver", "highs", "--method", "gmres", "--step", "fdpg");
        Assert.Equal(1, code);
        Assert.Contains("positive definite", error, StringComparison.Ordinal);
    }
}

namespace Folding.Cli.Tests;

/// <summary><c>--method altdiff</c> and <c>--solver admm</c>: neither needs a native library.</summary>
public sealed class AltDiffOptionsTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_managed_solver_and_method_give_the_kkt_gradient()
    {
        var file = _folder.File("a.json", Folder.Example);
        var kkt = Fold.Run("grad", file, "--solver", "admm", "--method", "kkt", "--json", "-").Json;
        var altdiff = Fold.Run("grad", file, "--solver", "admm", "--method", "altdiff", "--json", "-").Json;
        Assert.Equal("ADMM", altdiff.GetProperty("solver").GetProperty("name").GetString());
        var report = altdiff.GetProperty("report");
        Assert.Equal(("altdiff", "exact"), (report.GetProperty("method").GetString(), report.GetProperty("trust").GetString()));
        Assert.InRange(report.GetProperty("estimatedError").GetDouble(), 0, 1e-8);
        foreach (var block in (string[])["q", "l", "u"])
        {
            double[] expected = [.. kkt.GetProperty("gradient").GetProperty(block).EnumerateArray().Select(static v => v.GetDouble())];
            double[] actual = [.. altdiff.GetProperty("gradient").GetProperty(block).EnumerateArray().Select(static v => v.GetDouble())];
            Assert.Equal(expected, actual, static (a, b) => Math.Abs(a - b) < 1e-9);
        }
    }

    [Fact]
    public void Settings_reach_the_managed_solver_and_wrong_ones_are_refused()
    {
        var file = _folder.File("a.json", Folder.Example);
        var (code, _, error) = Fold.Run("solve", file, "--solver", "admm", "--set", "max_iter=1", "--no-refine", "--json", "-");
        Assert.Equal(1, code);
        Assert.Contains("iterationLimit", error, StringComparison.Ordinal);
        (code, _, error) = Fold.Run("solve", file, "--solver", "admm", "--set", "no_such_option=1");
        Assert.Equal(2, code);
        Assert.Contains("no_such_option", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kkt", "--truncation", "1e-3", "--truncation")]
    [InlineData("kkt", "--iterations", "5", "--iterations")]
    [InlineData("altdiff", "--iterations", "2.5", "--iterations")]
    [InlineData("altdiff", "--rho", "0", "--rho")]
    [InlineData("altdiff", "--truncation", "2", "--truncation")]
    public void Options_that_do_not_fit_are_bad_usage(string method, string option, string value, string names)
    {
        var (code, output, error) = Fold.Run("grad", _folder.File("a.json", Folder.Example), "--solver", "admm", "--method", method, option, value);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(names, error, StringComparison.Ordinal);
    }
}

using Folding.Cli.Commands;
using Folding.Problems;

namespace Folding.Cli.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_solver_that_is_found_agrees_on_the_worked_example()
    {
        var found = SolverChoice.Names.Where(NativeLibraries.Has).ToArray();
        Assert.SkipWhen(found.Length == 0, "no solver was found: fold doctor tells how to get one");
        var (code, output, _) = Fold.Run("check", _folder.File("a.json", Folder.Example), "--directions", "1");
        Assert.Equal(0, code);
        foreach (var solver in found)
        {
            foreach (var against in (string[])["differences in P", "differences in q", "differences in A", "differences in bounds", "forward mode"])
                Assert.Matches($@"(?m)^{solver} +kkt +{against} .*agrees\r?$", output);
        }

        foreach (var solver in found.Skip(1)) Assert.Matches($@"(?m)^{solver} +kkt +kkt by {found[0]} .*agrees\r?$", output);
        Assert.DoesNotContain("DISAGREES", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tolerance_below_rounding_error_fails_the_check()
    {
        Fold.Require("highs");
        var (code, output, _) = Fold.Run("check", _folder.File("a.json", Folder.Example), "--solver", "highs", "--tolerance", "1e-17");
        Assert.Equal(1, code);
        Assert.Contains("DISAGREES", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_linear_program_is_checked_block_by_block()
    {
        Fold.Require("highs");
        var (code, output, _) = Fold.Run("check", _folder.File("a.lp", Folder.LinearLp), "--solver", "highs");
        Assert.Equal(0, code);
        Assert.Contains("differences in row bounds", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_solution_is_not_unique_differences_are_no_failure()
    {
        Fold.Require("highs");
        // x + y is minimised on x + y ≥ 1: a whole edge is optimal.
        var (code, _, error) = Fold.Run("check", _folder.File("a.lp", "minimize\n obj: x + y\nsubject to\n r: x + y >= 1\nend\n"), "--solver", "highs");
        Assert.Equal(0, code);
        Assert.Contains("need not agree", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_integer_program_has_nothing_to_check_and_ends_with_1()
    {
        Fold.Require("highs");
        var (code, _, error) = Fold.Run("check", _folder.File("a.lp", Folder.IntegerLp));
        Assert.Equal(1, code);
        Assert.Contains("there is no gradient", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_need_a_named_solver()
    {
        var (code, _, error) = Fold.Run("check", _folder.File("a.json", Folder.Example), "--set", "max_iter=5");
        Assert.Equal(2, code);
        Assert.Contains("--solver", error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_gradient_of_a_solution_that_is_not_unique_is_wrong_where_another_method_has_the_derivative()
    {
        var none = new GradientReport { Method = "gmres", Trust = TrustLevel.None, RankDeficient = true };
        Assert.True(CheckCommand.IsRightAbout(none, [Blocks(none), Blocks(none with { Trust = TrustLevel.Subgradient })]));
        Assert.False(CheckCommand.IsRightAbout(none, [Blocks(none), Blocks(new() { Method = "kkt", Trust = TrustLevel.Exact })]));
        Assert.False(CheckCommand.IsRightAbout(none with { RankDeficient = false }, []));
    }

    private static GradientBlocks Blocks(GradientReport report) => new(CscMatrix.Zero(0, 0), [], CscMatrix.Zero(0, 0), [], [], report);
}

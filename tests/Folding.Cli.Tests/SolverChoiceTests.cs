namespace Folding.Cli.Tests;

public sealed class SolverChoiceTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_quadratic_program_goes_to_osqp_where_it_is_found_and_standard_error_says_so()
    {
        Fold.Require("highs");
        var (code, output, error) = Fold.Run("solve", _folder.File("a.json", Folder.Example), "--json", "-");
        Assert.Equal(0, code);
        var osqp = NativeLibraries.Has("osqp");
        Assert.Contains(osqp ? "\"name\":\"OSQP\"" : "\"name\":\"HiGHS\"", output, StringComparison.Ordinal);
        Assert.Contains(osqp ? "using osqp" : "using highs", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.lp", Folder.LinearLp)]
    [InlineData("a.lp", Folder.IntegerLp)]
    public void Linear_and_integer_programs_go_to_highs(string name, string content)
    {
        Fold.Require("highs");
        var (code, output, error) = Fold.Run("solve", _folder.File(name, content), "--json", "-");
        Assert.Equal(0, code);
        Assert.Contains("\"name\":\"HiGHS\"", output, StringComparison.Ordinal);
        Assert.Contains("using highs", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("osqp")]
    [InlineData("ipopt")]
    public void A_solver_without_integrality_is_refused_with_the_mend(string solver)
    {
        Fold.Require("highs");
        var (code, output, error) = Fold.Run("solve", _folder.File("a.lp", Folder.IntegerLp), "--solver", solver);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("integer variables", error, StringComparison.Ordinal);
        Assert.Contains("--solver highs", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("osqp", "no_such_option=1", "no_such_option")]
    [InlineData("osqp", "max_iter=many", "max_iter")]
    [InlineData("highs", "no_such_option=1", "no_such_option")]
    [InlineData("highs", "primal_feasibility_tolerance=soft", "primal_feasibility_tolerance")]
    [InlineData("highs", "threads=-1", "threads")]
    [InlineData("ipopt", "no_such_option=1", "no_such_option")]
    public void A_setting_the_solver_refuses_is_one_line_that_names_it(string solver, string setting, string names)
    {
        Fold.Require(solver);
        var (code, output, error) = Fold.Run("solve", _folder.File("a.json", Folder.Example), "--solver", solver, "--set", setting);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(names, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("osqp", "max_iter=1", "check_termination=1")]
    [InlineData("highs", "simplex_iteration_limit=0", "qp_iteration_limit=0")]
    [InlineData("ipopt", "max_iter=1", "tol=1e-9")]
    public void Settings_reach_the_solver(string solver, string first, string second)
    {
        Fold.Require(solver);
        var (code, _, error) = Fold.Run("solve", _folder.File("a.json", Folder.Example), "--solver", solver, "--set", first, "--set", second, "--no-refine", "--json", "-");
        Assert.Equal(1, code);
        Assert.Contains("iterationLimit", error, StringComparison.Ordinal);
    }
}

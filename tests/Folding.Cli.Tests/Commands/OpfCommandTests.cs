using Folding.TestData;

namespace Folding.Cli.Tests.Commands;

public sealed class OpfCommandTests : IDisposable
{
    /// <summary>Two buses: a cheap generator behind a line of 60 MVA, a dear one at the load of 100 MW.</summary>
    private const string TwoBuses = """
        function mpc = two
        mpc.version = '2';
        mpc.baseMVA = 100;
        mpc.bus = [
            1 3   0 0 0 0 1 1 0 100 1 1.1 0.9
            2 2 100 0 0 0 1 1 0 100 1 1.1 0.9
        ];
        mpc.gen = [
            1 0 0 50 -50 1 100 1 200 0
            2 0 0 50 -50 1 100 1 200 0
        ];
        mpc.gencost = [
            2 0 0 2 10 0
            2 0 0 2 30 0
        ];
        mpc.branch = [ 1 2 0 0.1 0 60 0 0 0 0 1 -30 30 ];
        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_case_the_shipped_one_is_solved()
    {
        Fold.Require("ipopt");
        var outcome = Fold.Run("opf");
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("ieee14: 14 buses, 5 generators, 20 branches", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("cost         8081.52", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("vmax:1", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("gradient", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public void A_built_in_case_is_asked_for_by_name()
    {
        Fold.Require("ipopt");
        var outcome = Fold.Run("opf", "ieee57");
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("ieee57: 57 buses, 7 generators, 80 branches", outcome.Output, StringComparison.Ordinal);
        Assert.Matches(@"cost\s+37589\.\d\d", outcome.Output);
    }

    [Fact]
    public void The_result_as_json_has_dispatch_prices_flows_and_gradients()
    {
        Fold.Require("ipopt");
        var outcome = Fold.Run("opf", _folder.File("two.m", TwoBuses), "--grad", "--output", "pg:2", "--output", "losses", "--json", "-");
        Assert.Equal(ExitCode.Done, outcome.Code);
        var json = outcome.Json;
        Assert.Equal("locallyOptimal", json.GetProperty("status").GetProperty("termination").GetString());
        Assert.Equal("two", json.GetProperty("case").GetString());
        Assert.Equal("ac", json.GetProperty("formulation").GetString());
        // The line carries 60 MVA at most: the rest of the load is served at 30 $/MWh.
        var generators = json.GetProperty("generators");
        Assert.InRange(generators[0].GetProperty("pg").GetDouble(), 59, 60);
        Assert.Equal(100, generators[0].GetProperty("pg").GetDouble() + generators[1].GetProperty("pg").GetDouble(), 1e-6);
        Assert.Equal(10, json.GetProperty("buses")[0].GetProperty("price").GetDouble(), 1e-5);
        Assert.Equal(30, json.GetProperty("buses")[1].GetProperty("price").GetDouble(), 1e-5);
        Assert.Equal(1, json.GetProperty("branches")[0].GetProperty("loading").GetDouble(), 1e-6);
        Assert.Contains(json.GetProperty("bindingLimits").EnumerateArray(), static limit => limit.GetProperty("limit").GetString() == "rate:1-2");
        var cost = json.GetProperty("gradients").GetProperty("cost");
        Assert.Equal(json.GetProperty("cost").GetDouble(), cost.GetProperty("value").GetDouble(), 1e-9);
        Assert.Equal(30, cost.GetProperty("by").GetProperty("pd:2").GetDouble(), 1e-6);
        Assert.Equal(-20, cost.GetProperty("by").GetProperty("rate:1-2").GetDouble(), 0.5);
        Assert.Equal(generators[0].GetProperty("pg").GetDouble(), cost.GetProperty("by").GetProperty("c1:1").GetDouble(), 1e-6);
        Assert.Equal(1, json.GetProperty("gradients").GetProperty("pg:2").GetProperty("by").GetProperty("pd:2").GetDouble(), 1e-6);
        Assert.Equal(0, json.GetProperty("gradients").GetProperty("losses").GetProperty("value").GetDouble(), 1e-6);
        Assert.True(json.GetProperty("milliseconds").GetProperty("backward").GetDouble() > 0);
    }

    [Theory]
    [InlineData("highs")]
    [InlineData("osqp")]
    [InlineData("ipopt")]
    public void The_dc_formulation_runs_on_any_solver(string solver)
    {
        Fold.Require(solver);
        var outcome = Fold.Run("opf", _folder.File("two.m", TwoBuses), "--formulation", "dc", "--solver", solver, "--output", "pg:1", "--json", "-");
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Equal((60 * 10) + (40 * 30), outcome.Json.GetProperty("cost").GetDouble(), 1e-4);
        Assert.Equal(-20, outcome.Json.GetProperty("gradients").GetProperty("cost").GetProperty("by").GetProperty("rate:1-2").GetDouble(), 1e-4);
        Assert.Equal(1, outcome.Json.GetProperty("gradients").GetProperty("pg:1").GetProperty("by").GetProperty("rate:1-2").GetDouble(), 1e-6);
    }

    [Fact]
    public void Emissions_are_an_output_with_factors()
    {
        Fold.Require("ipopt");
        var outcome = Fold.Run("opf", _folder.File("two.m", TwoBuses), "--output", "emissions:0.5,1", "--json", "-");
        var emissions = outcome.Json.GetProperty("gradients").GetProperty("emissions");
        Assert.Equal("t/h", emissions.GetProperty("unit").GetString());
        Assert.Equal(1, emissions.GetProperty("by").GetProperty("pd:2").GetDouble(), 1e-6);
    }

    [Fact]
    public void The_text_lists_gradients_by_kind_of_parameter()
    {
        Fold.Require("ipopt");
        var outcome = Fold.Run("opf", "--output", "losses");
        Assert.Contains("gradient     of cost = 8081.52", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("gradient     of losses = 9.287", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("trust exact", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("pd:14 0.0331607", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_table_is_cut_unless_asked_for()
    {
        Fold.Require("ipopt");
        SharedData.Require();
        var file = SharedData.File("pglib", "pglib_opf_case39_epri.m");
        var brief = Fold.Run("opf", file).Output;
        Assert.Contains("12 of 39 buses; --verbose prints all", brief, StringComparison.Ordinal);
        Assert.DoesNotContain("of 39 buses", Fold.Run("opf", file, "--verbose").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_network_is_drawn()
    {
        Fold.Require("ipopt");
        var png = _folder.At("network.png");
        Assert.Equal(ExitCode.Done, Fold.Run("opf", "--plot", png).Code);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(png)[..4]);
    }

    [Fact]
    public void What_was_left_out_is_told_on_standard_error()
    {
        Fold.Require("ipopt");
        var outcome = Fold.Run("opf", _folder.File("two.m", TwoBuses.Replace("2 0 0 50 -50 1 100 1 200 0", "2 0 0 50 -50 1 100 1 200 0; 2 0 0 50 -50 1 100 0 200 0", StringComparison.Ordinal).Replace("2 0 0 2 30 0", "2 0 0 2 30 0; 2 0 0 2 1 0", StringComparison.Ordinal)));
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("two: 1 generator out of service left out.", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 2 0 0.1 0 60", "1 3 0 0.1 0 60", "two.m:16: branch 1 refers to bus 3")]
    [InlineData("2 0 0 2 30 0", "2 0 0 2 NaN 0", "two.m:14: c1, column 5 of row 2 of mpc.gencost, is NaN")]
    [InlineData("1 2 0 0.1 0 60", "1 2 0 0 0 60", "two.m:16: branch 1 (1-2) has zero impedance")]
    [InlineData("60 0 0 0 0 1 -30", "60 0 0 0 0 0 -30", "two.m:6: bus 2 lies in an island of 1 bus with load")]
    [InlineData("2 2 100", "1 2 100", "two.m:6: bus 1 occurs twice")]
    public void A_malformed_case_is_bad_input_with_its_line(string piece, string by, string cause)
    {
        var outcome = Fold.Run("opf", _folder.File("two.m", TwoBuses.Replace(piece, by, StringComparison.Ordinal)));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains(cause, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("no such file", "absent.m")]
    [InlineData("whose extension is .m", "case.json")]
    [InlineData("must be one of ac, dc", "", "--formulation", "soc")]
    [InlineData("the ac formulation is a nonlinear program", "", "--solver", "highs")]
    [InlineData("There is no output 'pg:77'", "", "--output", "pg:77")]
    [InlineData("There is no output 'power'", "", "--output", "power")]
    [InlineData("The DC approximation has no output 'losses'", "", "--formulation", "dc", "--output", "losses")]
    [InlineData("'x' is not a number of tonnes", "", "--output", "emissions:1,x")]
    [InlineData("2 emission factors for 5 generators", "", "--output", "emissions:1,2")]
    [InlineData("there is no folder", "", "--plot", "/no/such/folder/p.png")]
    public void Wrong_usage_is_bad_input(string cause, params string[] args)
    {
        var outcome = Fold.Run(["opf", .. args.Where(static a => a.Length > 0)]);
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains(cause, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("ac")]
    [InlineData("dc")]
    public void A_load_that_cannot_be_served_is_no_usable_solution(string formulation)
    {
        Fold.Require(formulation == "ac" ? "ipopt" : "highs");
        var file = _folder.File("two.m", TwoBuses.Replace("2 2 100", "2 2 1000", StringComparison.Ordinal));
        var outcome = Fold.Run("opf", file, "--formulation", formulation, "--grad", "--json", "-");
        Assert.Equal(ExitCode.Failed, outcome.Code);
        Assert.Contains("nfeasible", outcome.Json.GetProperty("status").GetProperty("termination").GetString()!, StringComparison.Ordinal);
        Assert.Contains("no usable solution", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_c_ends_with_130()
    {
        Fold.Require("ipopt");
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();
        Assert.Equal(ExitCode.Interrupted, Fold.Run(interrupt.Token, "opf").Code);
    }

    [Fact]
    public void Other_commands_point_to_opf()
    {
        var outcome = Fold.Run("solve", _folder.File("two.m", TwoBuses));
        Assert.Equal(ExitCode.BadInput, outcome.Code);
        Assert.Contains("fold opf", outcome.Error, StringComparison.Ordinal);
    }
}

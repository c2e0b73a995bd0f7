namespace Folding.PowerSystems.Tests.Reading;

public class MatpowerFileTests
{
    [Fact]
    public void A_case_becomes_per_unit()
    {
        var network = Cases.Small();
        Assert.Equal("everything", network.Name);
        Assert.Equal(50, network.BasePower);
        Assert.Equal([10, 20, 30, 40], network.Buses.Select(static b => b.Id));
        var bus = network.Buses[1];
        Assert.Equal((40 / 50.0, 15 / 50.0, 2 / 50.0, 5 / 50.0), (bus.ActiveLoad, bus.ReactiveLoad, bus.ShuntConductance, bus.ShuntSusceptance));
        Assert.Equal((1.1, 0.9), (bus.VoltageUpper, bus.VoltageLower));
        Assert.Equal([BusKind.Reference, BusKind.Load, BusKind.Generator, BusKind.Load], network.Buses.Select(static b => b.Kind));
        var generator = network.Generators[1];
        Assert.Equal((20 / 50.0, -1.0, 1.0, 0.1, 1.2), (generator.ActivePower, generator.ReactiveLower, generator.ReactiveUpper, generator.ActiveLower, generator.ActiveUpper));
        Assert.Equal((0.05, 14, 7), (generator.QuadraticCost, generator.LinearCost, generator.ConstantCost));
        var shifter = network.Branches[2];
        Assert.Equal((0.97, 4 * Math.PI / 180, 0.9), (shifter.Tap, shifter.Shift, shifter.Rating));
    }

    [Fact]
    public void What_is_out_of_service_or_isolated_is_left_out_and_told()
    {
        var network = Cases.Small();
        Assert.Equal([1, 3], network.Generators.Select(static g => g.Number));
        Assert.Equal([1, 2, 3, 4, 5], network.Branches.Select(static b => b.Number));
        Assert.Equal(["1 isolated bus left out", "1 generator out of service left out", "2 branches out of service left out"], network.Remarks);
    }

    [Fact]
    public void Absent_limits_are_infinite()
    {
        var branches = Cases.Small().Branches;
        Assert.Equal((double.NegativeInfinity, 25 * Math.PI / 180), (branches[2].AngleLower, branches[2].AngleUpper));
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (branches[3].AngleLower, branches[3].AngleUpper));
        Assert.Equal(-20 * Math.PI / 180, branches[4].AngleLower, 1e-15);
        Assert.Equal(double.PositiveInfinity, branches[4].AngleUpper);
        Assert.Equal(double.PositiveInfinity, branches[3].Rating);
        Assert.Equal(double.PositiveInfinity, Changed("10 50 0  60 -60", "10 50 0 Inf -1e10").Generators[0].ReactiveUpper);
        Assert.Equal(double.NegativeInfinity, Changed("10 50 0  60 -60", "10 50 0 Inf -1e10").Generators[0].ReactiveLower);
        Assert.Equal(double.PositiveInfinity, Changed("100 1 120 0", "100 1 inf 0").Generators[0].ActiveUpper);
    }

    [Fact]
    public void The_syntax_of_real_files_is_understood()
    {
        var text = """
            function [mpc] = strange % a name that differs from the file's
            %{
            mpc.baseMVA = 7; this is a comment, with a ' quote and a [ bracket
              %{
              nested
              %}
            %}
            mpc.note = 'it''s % not a comment; nor [ a matrix';   mpc.other = "a ' b";
            mpc.names = { 'one', 'two % three'; 'four;', 'five]' }; % cells
            mpc.areas = [ 1 5; 2 6 ]'; mpc.reserves.zones = [1 1 1];
            define_constants;
            [PQ, PV] = idx_bus;
            mpc.branch = [ 2, 1, 1e-2 +0.1 , 0, Inf, 0 0 0 0 1, ... charging and the rest
                 -360, 360 ; ]
            mpc.gencost = [2,0,0,2,5,1,0;]; mpc.version = "2"; mpc.baseMVA=1E2, mpc.bus = [
                1 3 0 0 0 0 1 1 0 1 1 1.1 .9 % reference

                2 1 5D1 0 0 0 1 1 0 1 1 1.1 .9
            ];
            mpc.gen = [1 0 0 1e3 -1.0e+3 1 100 1 200 -0 0 0 0];
            """.Replace("5D1", "50.", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        var network = MatpowerFile.Parse(text, "strange.m");
        Assert.Equal([0, 0.5], network.Buses.Select(static b => b.ActiveLoad));
        Assert.Equal((1, 0, 0.01, 0.1), (network.Branches[0].From, network.Branches[0].To, network.Branches[0].Resistance, network.Branches[0].Reactance));
        Assert.Equal(double.PositiveInfinity, network.Branches[0].Rating);
        Assert.Equal((0, 5, 1), (network.Generators[0].QuadraticCost, network.Generators[0].LinearCost, network.Generators[0].ConstantCost));
        Assert.Equal(10, network.Generators[0].ReactiveUpper);
    }

    [Fact]
    public void A_cost_of_zero_coefficients_or_leading_zeros_is_a_polynomial() =>
        Assert.Equal((0.02, 11.0), Changed("2 0 0 3 0.02 11 3\n    2 0 0 3 0.09  1 0\n    2 0 0 3 0.05 14 7", "2 0 0 4 0 0.02 11 3\n    2 0 0 0 9 9 9 9\n    2 0 0 1 7 0 0 0").Generators[0] is var g ? (g.QuadraticCost, g.LinearCost) : default);

    [Fact]
    public void A_field_with_elements_that_are_not_modelled_is_told() =>
        Assert.Contains("the field dcline is not modelled and was left out", MatpowerFile.Parse(Cases.Everything + "\nmpc.dcline = [1 2 3];", "e.m").Remarks);

    [Theory]
    [InlineData("mpc.bus = [", "mpc.boss = [", 1, "matrix bus is missing")]
    [InlineData("mpc.gencost", "mpc.costs", 1, "matrix gencost is missing")]
    [InlineData("mpc.baseMVA = 50;", "", 1, "base power is missing")]
    [InlineData("mpc.baseMVA = 50;", "mpc.baseMVA = -50;", 3, "base power is -50 MVA")]
    [InlineData("mpc.baseMVA = 50;", "mpc.baseMVA = 100/2;", 3, "'100/2' in mpc.baseMVA is not a number")]
    [InlineData("mpc.version = '2';", "mpc.version = '1';", 2, "only version 2")]
    [InlineData("20 1 40  15  2", "20 1 40  15", 6, "row 2 of mpc.bus has 12 numbers, the rows above have 13")]
    [InlineData("40 1 30  10", "20 1 30  10", 8, "bus 20 occurs twice, first on line 6")]
    [InlineData("40 1 30  10", "40 7 30  10", 8, "bus 40 has type 7")]
    [InlineData("40 1 30  10", "40.5 1 30  10", 8, "is 40.5; it must be a whole number")]
    [InlineData("40 1 30  10", "40 1 NaN  10", 8, "Pd, column 3 of row 4 of mpc.bus, is NaN")]
    [InlineData("40 1 30  10", "40 1 Inf  10", 8, "is infinite")]
    [InlineData("40 1 30  10", "40 1 3x  10", 8, "'3x' in mpc.bus is not a number")]
    [InlineData("1.05 0.95", "0.95 1.05", 7, "bus 30 has the voltage limits 1.05 to 0.95")]
    [InlineData("30 20 0  50", "31 20 0  50", 14, "generator 3 refers to bus 31")]
    [InlineData("100 1  60 5", "100 1  60 65", 14, "generator 3 has Pmin 1.3 and Pmax 1.2")]
    [InlineData("50 -50", "-50 50", 14, "generator 3 has Qmin 1 and Qmax -1")]
    [InlineData("100 1  60 5", "100 1  NaN 5", 14, "Pmax, column 9 of row 3 of mpc.gen, is NaN")]
    [InlineData("2 0 0 3 0.05 14 7", "2 0 0 3 0.05 NaN 7", 19, "c1, column 6 of row 3 of mpc.gencost, is NaN")]
    [InlineData("    2 0 0 3 0.05 14 7\n", "", 16, "mpc.gencost has 2 rows for 3 generators")]
    [InlineData("2 0 0 3 0.05 14 7", "1 0 0 3 0.05 14 7", 19, "piecewise linear cost (model 1)")]
    [InlineData("2 0 0 3 0.05 14 7", "2 0 0 5 0.05 14 7", 19, "announces 5 coefficients; the row has room for 3")]
    [InlineData("0.02 0.12 0.02 50", "0 0 0.02 50", 26, "branch 5 (40-10) has zero impedance")]
    [InlineData("40 10 0.02", "40 11 0.02", 26, "branch 5 refers to bus 11")]
    [InlineData("40 10 0.02", "40 40 0.02", 26, "joins a bus to itself")]
    [InlineData("0.02 0.12 0.02 50 0 0 1.03", "0.02 0.12 0.02 -50 0 0 1.03", 26, "the rating -1")]
    [InlineData("0.02 0.12 0.02 50 0 0 1.03", "0.02 0.12 0.02 50 0 0 -1.03", 26, "the tap ratio -1.03")]
    [InlineData("-20 360", "-20 -25", 26, "the lower must be at most the upper")]
    [InlineData("10 3  0   0", "10 2  0   0", 4, "there is no reference bus")]
    [InlineData("40 1 30  10", "40 3 30  10", 8, "bus 40 is a second reference bus beside bus 10")]
    [InlineData("function mpc = everything", "if 1", 1, "'if' needs MATLAB")]
    [InlineData("mpc.baseMVA = 50;", "mpc.baseMVA = 50; mpc.branch(:, 3) = 0;", 3, "mpc.branch is followed by '('")]
    [InlineData("-20 360\n", "-20 360 % open\n%{\n", 27, "a block comment has no closing")]
    public void A_malformed_case_gives_one_error_with_its_line(string piece, string by, int line, string cause)
    {
        var message = Refusal(piece, by);
        Assert.StartsWith($"everything.m:{line}: ", message, StringComparison.Ordinal);
        Assert.Contains(cause, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void An_island_without_reference_is_named_by_a_bus_with_load()
    {
        var message = Refusal("    30 40 0.01 0.08 0.06  0 0 0 0     0  1 0 0\n    40 10 0.02 0.12 0.02 50 0 0 1.03 -3  1 -20 360\n", "");
        Assert.StartsWith("everything.m:8: bus 40 lies in an island of 1 bus with load", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_island_with_a_reference_of_its_own_is_a_network()
    {
        var network = Changed(
            "    30 40 0.01 0.08 0.06  0 0 0 0     0  1 0 0\n    40 10 0.02 0.12 0.02 50 0 0 1.03 -3  1 -20 360\n", "", "40 1 30  10", "40 3 30  10");
        Assert.Equal(2, network.Buses.Count(static b => b.Kind == BusKind.Reference));
    }

    [Fact]
    public void An_unclosed_matrix_is_named_by_its_beginning() =>
        Assert.StartsWith("e.m:2: the matrix mpc.bus has no closing bracket", Assert.Throws<InvalidDataException>(() => MatpowerFile.Parse("\nmpc.bus = [ 1 2 3\n4 5 6\n", "e.m")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_unclosed_string_is_named_by_its_line() =>
        Assert.StartsWith("e.m:2: a string has no closing '", Assert.Throws<InvalidDataException>(() => MatpowerFile.Parse("\nmpc.note = 'open\nmpc.bus = [];", "e.m")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("mpc.bus = [];")]
    [InlineData("mpc.bus = []; mpc.gen = []; mpc.branch = []; mpc.gencost = []; mpc.baseMVA = 1;")]
    [InlineData("\0\0\0 not a case at all ]]]]")]
    [InlineData("{ \"format\": \"folding-qp/1\" }")]
    [InlineData("mpc.bus = [1 2; 3 4")]
    [InlineData("mpc.bus = 'x'")]
    [InlineData("mpc.")]
    [InlineData("mpc.bus =")]
    public void Text_that_is_no_case_is_refused(string text) =>
        Assert.StartsWith("e.m:", Assert.Throws<InvalidDataException>(() => MatpowerFile.Parse(text, "e.m")).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_truncation_of_a_case_is_refused_or_read()
    {
        for (var length = 0; length < Cases.Everything.Length; length++)
        {
            try
            {
                MatpowerFile.Parse(Cases.Everything[..length], "cut.m");
            }
            catch (InvalidDataException refusal)
            {
                Assert.StartsWith("cut.m:", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_shipped_case_is_the_ieee_14_bus_system()
    {
        var network = MatpowerFile.Ieee14();
        Assert.Equal("ieee14: 14 buses, 5 generators, 20 branches", network.ToString());
        Assert.Equal(259, 100 * network.Buses.Sum(static b => b.ActiveLoad), 1e-9);
        Assert.Empty(network.Remarks);
    }

    [Fact]
    public void The_other_shipped_case_is_the_ieee_57_bus_system()
    {
        var network = MatpowerFile.Ieee57();
        Assert.Equal("ieee57: 57 buses, 7 generators, 80 branches", network.ToString());
        Assert.Equal(1250.8, 100 * network.Buses.Sum(static b => b.ActiveLoad), 1e-9);
        Assert.Equal(18, network.Branches.Count(static b => b.Resistance == 0));
        Assert.All(network.Branches, static b => Assert.True(double.IsFinite(b.Rating)));
        Assert.Empty(network.Remarks);
    }

    private static string Refusal(string piece, string by) => Assert.Throws<InvalidDataException>(() => Changed(piece, by)).Message;

    private static Network Changed(params string[] pairs)
    {
        var text = Cases.Everything;
        for (var k = 0; k < pairs.Length; k += 2)
        {
            Assert.Contains(pairs[k], text, StringComparison.Ordinal);
            text = text.Replace(pairs[k], pairs[k + 1], StringComparison.Ordinal);
        }

        return MatpowerFile.Parse(text, "everything.m");
    }
}

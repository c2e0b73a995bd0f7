using System.Collections.Immutable;
using Folding.Highs;
using Folding.Ipopt;
using Folding.Problems;

namespace Folding.PowerSystems.Tests.Dc;

public class DcOptimalPowerFlowTests
{
    private static readonly HighsSolver Highs = new();

    public static TheoryData<string> SmallCases => new(
        "case3_lmbd", "case5_pjm", "case14_ieee", "case30_ieee", "case39_epri", "case73_ieee_rts", "case89_pegase", "case118_ieee", "case179_goc", "case200_activ", "case300_ieee",
        "case3_lmbd__api", "case5_pjm__api", "case14_ieee__api", "case30_ieee__api", "case118_ieee__api", "case300_ieee__api",
        "case3_lmbd__sad", "case5_pjm__sad", "case14_ieee__sad", "case39_epri__sad", "case118_ieee__sad", "case200_activ__sad");

    [Theory, MemberData(nameof(SmallCases))]
    public void The_optimal_cost_agrees_with_the_reference_to_six_digits(string name) => Check(name);

    [Theory]
    [InlineData("case588_sdet")]
    [InlineData("case793_goc")]
    [InlineData("case1354_pegase")]
    [InlineData("case1888_rte")]
    [InlineData("case2383wp_k")]
    public void Larger_cases_agree_too(string name)
    {
        Study.Require();
        Check(name);
    }

    [Fact]
    public void The_cost_gradient_is_that_of_solving_again()
    {
        foreach (var network in (Network[])[Cases.Small(), MatpowerFile.Ieee14(), .. Linear()])
        {
            var program = new DcOptimalPowerFlow(network, DcApproximation.Transformers);
            var solution = Solve(program);
            var gradient = program.CostGradient(solution);
            for (var k = 0; k < gradient.Length; k++)
            {
                if (IsFixed(program, k)) continue;
                var h = StepOf(program, k);
                double[] up = [.. program.Parameters], down = [.. program.Parameters];
                up[k] += h;
                down[k] -= h;
                if (program.Layout.Items[k] is { Kind: OpfParameterKind.QuadraticCost, Element: var g } && program.Parameters[k] == 0)
                {
                    // A quadratic cost of zero has no neighbour that is smaller and convex.
                    Assert.Equal(Math.Pow(program.Read(solution).ActivePowers[g], 2), gradient[k], 1e-6);
                    continue;
                }

                var difference = (Solve(program.WithParameters(up)).Objective!.Value - Solve(program.WithParameters(down)).Objective!.Value) / (up[k] - down[k]);
                Assert.True(Math.Abs(difference - gradient[k]) <= 1e-5 * Math.Max(1, Math.Abs(difference)), $"{network.Name}, {program.Layout.NameOf(k)}: envelope {gradient[k]}, difference {difference}");
            }
        }
    }

    [Theory]
    [InlineData("pg:1")]
    [InlineData("price:20")]
    [InlineData("flow:40-10")]
    [InlineData("flow:10-40")]
    [InlineData("va:30")]
    public void The_gradient_of_an_output_is_that_of_solving_again(string output)
    {
        var program = new DcOptimalPowerFlow(Cases.Small(), DcApproximation.Transformers);
        var layer = DifferentiableSolver.ForQuadratic(RequireIpopt());
        var tape = layer.Forward(program.ToQuadratic());
        var data = tape.Vjp(program.Output(output, tape.Solution).Seed).EnsureTrusted().Data;
        var gradient = program.ParameterGradient(tape.Solution, data.Q.AsSpan(), data.Lower.AsSpan(), data.Upper.AsSpan());
        for (var k = 0; k < gradient.Length; k++)
        {
            var h = StepOf(program, k);
            var difference = (Value(k, h) - Value(k, -h)) / (2 * h);
            Assert.True(Math.Abs(difference - gradient[k]) <= 1e-6 * Math.Max(1, Math.Abs(difference)), $"{output} by {program.Layout.NameOf(k)}: adjoint {gradient[k]}, difference {difference}");
        }

        double Value(int index, double step)
        {
            double[] parameters = [.. program.Parameters];
            parameters[index] += step;
            var moved = program.WithParameters(parameters);
            return moved.Output(output, layer.Forward(moved.ToQuadratic()).Solution).Value;
        }
    }

    [Fact]
    public void The_linear_and_the_quadratic_program_have_the_same_gradients()
    {
        var program = new DcOptimalPowerFlow(Linear().Single());
        var tape = DifferentiableSolver.ForLinear(RequireHighs()).Forward(program.Linear);
        var other = DifferentiableSolver.ForQuadratic(RequireHighs()).Record(program.ToQuadratic(), tape.Solution);
        var seed = program.Output("price:20", tape.Solution).Seed;
        var (linear, quadratic) = (tape.Vjp(seed).EnsureTrusted().Data, other.Vjp(seed).EnsureTrusted().Data);
        var expected = program.ParameterGradient(tape.Solution, quadratic.Q.AsSpan(), quadratic.Lower.AsSpan(), quadratic.Upper.AsSpan());
        var actual = program.ParameterGradient(
            tape.Solution, linear.Cost.AsSpan(), [.. linear.RowLower, .. linear.ColumnLower], [.. linear.RowUpper, .. linear.ColumnUpper]);
        for (var k = 0; k < actual.Length; k++) Assert.Equal(expected[k], actual[k], 1e-9);
        // The diagonal of P, as the quadratic program's own gradient has it.
        for (var g = 0; g < 2; g++)
            Assert.Equal(2 * 50 * 50 * quadratic.P[4 + g, 4 + g], actual[program.Layout.IndexOf(OpfParameterKind.QuadraticCost, g)], 1e-9);
        Assert.NotEqual(0, actual[program.Layout.IndexOf(OpfParameterKind.QuadraticCost, 1)] + actual[program.Layout.IndexOf(OpfParameterKind.QuadraticCost, 0)]);
    }

    [Fact]
    public void Prices_equal_where_nothing_congests_and_follow_the_marginal_cost()
    {
        var network = MatpowerFile.Ieee14();
        var program = new DcOptimalPowerFlow(network);
        var result = program.Read(Solve(program));
        foreach (var price in result.Prices) Assert.Equal(result.Prices[0], price, 1e-6);
        for (var g = 0; g < 5; g++)
        {
            var generator = network.Generators[g];
            var marginal = generator.LinearCost + (2 * generator.QuadraticCost * result.ActivePowers[g]);
            if (result.ActivePowers[g] > 1e-3) Assert.Equal(marginal, result.Prices[generator.Bus], 1e-5);
            else Assert.True(marginal > result.Prices[generator.Bus]);
        }

        Assert.Equal(259, result.ActivePowers.Sum(), 1e-6);
        Assert.Equal(0, result.Losses, 1e-9);
    }

    [Fact]
    public void A_phase_shifter_moves_flows_by_its_shift()
    {
        var program = new DcOptimalPowerFlow(Cases.Small(), DcApproximation.Transformers);
        var result = program.Read(Solve(program));
        var branch = program.Network.Branches[2];
        var difference = (result.Angles[branch.From] - result.Angles[branch.To]) * Math.PI / 180;
        Assert.Equal(50 * (difference - branch.Shift) / (branch.Reactance * branch.Tap), result.Branches[2].ActiveFrom, 1e-6);
    }

    [Fact]
    public void Linear_and_quadratic_form_have_the_same_solution_where_costs_are_linear()
    {
        var program = new DcOptimalPowerFlow(Linear().Single());
        Assert.True(program.IsLinear);
        var (linear, smooth) = (Solve(program), DifferentiableSolver.ForQuadratic(RequireIpopt()).Forward(program.ToQuadratic()).Solution);
        Assert.Equal(linear.Objective!.Value, smooth.Objective!.Value, 1e-6);
        for (var i = 0; i < linear.Dual.Length; i++) Assert.Equal(linear.Dual[i], smooth.Dual[i], 1e-4);
    }

    [Fact]
    public void What_the_approximation_does_not_have_is_refused()
    {
        var program = new DcOptimalPowerFlow(Cases.Small());
        var solution = Solve(program);
        foreach (var name in (string[])["losses", "vm:10", "qg:1", "qprice:10"])
            Assert.Contains("DC approximation has no output", Assert.Throws<ArgumentException>(() => program.Output(name, solution)).Message, StringComparison.Ordinal);
        var network = Cases.Small();
        var resistor = new Network("resistor", 50, network.Buses, network.Generators, network.Branches.Select(static b => b with { Reactance = 0, Resistance = 0.1 }));
        Assert.Contains("no reactance", Assert.Throws<ArgumentException>(() => new DcOptimalPowerFlow(resistor, DcApproximation.Transformers)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Network> Linear()
    {
        var network = Cases.Small();
        yield return new("linear", 50, network.Buses, network.Generators.Select(static g => g with { QuadraticCost = 0 }), network.Branches);
    }

    private static void Check(string name)
    {
        var program = new DcOptimalPowerFlow(Cases.Pglib(name));
        var (_, reference, infeasible, _) = Cases.Baseline().Single(row => row.Name == name);
        var solution = SolveAny(program);
        if (infeasible)
        {
            Assert.Equal(TerminationStatus.Infeasible, solution.Termination);
            return;
        }

        Assert.True(solution.IsSolved, solution.ToString());
        Assert.Equal(reference!.Value, solution.Objective!.Value, 5e-7 * reference.Value);
        Assert.Equal(solution.Objective.Value, program.Read(solution).Cost, 1e-9 * reference.Value);
    }

    private static Solution SolveAny(DcOptimalPowerFlow program)
    {
        ISolver<LinearProgram> linear = RequireHighs();
        ISolver<QuadraticProgram> quadratic = Highs;
        return program.IsLinear ? linear.Solve(program.Linear) : quadratic.Solve(program.ToQuadratic());
    }

    private static Solution Solve(DcOptimalPowerFlow program)
    {
        var solution = program.IsLinear
            ? DifferentiableSolver.ForLinear(RequireHighs()).Forward(program.Linear).Solution
            : DifferentiableSolver.ForQuadratic(RequireIpopt()).Forward(program.ToQuadratic()).Solution;
        Assert.True(solution.IsSolved, $"{program.Network.Name}: {solution}");
        return solution;
    }

    /// <summary>Solutions are refined to rounding, so a small step costs few digits.</summary>
    private static double StepOf(DcOptimalPowerFlow program, int index) => 1e-4 * Math.Max(Math.Abs(program.Parameters[index]), 0.01);

    private static bool IsFixed(DcOptimalPowerFlow program, int index)
    {
        var (kind, element) = program.Layout.Items[index];
        var pair = kind switch
        {
            OpfParameterKind.ActiveLower => program.Layout.IndexOf(OpfParameterKind.ActiveUpper, element),
            OpfParameterKind.ActiveUpper => program.Layout.IndexOf(OpfParameterKind.ActiveLower, element),
            _ => -1,
        };
        return pair >= 0 && program.Parameters[pair].Equals(program.Parameters[index]);
    }

    private static IpoptSolver RequireIpopt()
    {
        Cases.RequireIpopt();
        return new();
    }

    private static HighsSolver RequireHighs()
    {
        try
        {
            _ = Highs.Identity;
        }
        catch (DllNotFoundException missing)
        {
            Assert.Skip($"HiGHS is missing: {missing.Message}");
        }

        return Highs;
    }
}

using System.Collections.Immutable;
using Folding.Ipopt;
using Folding.Problems;

namespace Folding.PowerSystems.Tests.Ac;

/// <summary>Gradients of costs and outputs against solving again with the parameters moved.</summary>
public class SensitivityTests
{
    private static readonly DifferentiableSolver<NonlinearProgram, NonlinearData> Layer = DifferentiableSolver.ForNonlinear(new IpoptSolver());

    [Theory]
    [InlineData("ieee14")]
    [InlineData("case14_ieee")]
    [InlineData("case30_ieee")]
    [InlineData("ieee57")]
    [InlineData("case118_ieee")]
    public void The_cost_gradient_is_that_of_solving_again(string name) => CheckCost(name);

    [Theory]
    [InlineData("case39_epri")]
    [InlineData("case73_ieee_rts")]
    [InlineData("case200_activ")]
    [InlineData("case300_ieee")]
    public void The_cost_gradient_of_larger_cases_is_that_of_solving_again(string name)
    {
        Study.Require();
        CheckCost(name);
    }

    [Theory]
    [InlineData("ieee14", "losses pg:2 price:5")]
    [InlineData("case14_ieee", "pg:1 vm:9")]
    [InlineData("case30_ieee", "flow:1-2 qg:2")]
    [InlineData("ieee57", "losses pg:5 qg:1 vm:31 va:31 price:31 qprice:31 flow:7-8")]
    [InlineData("case118_ieee", "losses")]
    public void The_gradients_of_outputs_are_those_of_solving_again(string name, string outputs) => CheckOutputs(name, outputs);

    [Theory]
    [InlineData("case118_ieee", "losses pg:5 qg:12 vm:34 va:34 price:44 qprice:44 flow:8-9")]
    [InlineData("case300_ieee", "losses pg:5 qg:12 vm:23 va:23 price:23 qprice:23 flow:37-9001")]
    public void The_gradients_of_outputs_of_larger_cases_are_those_of_solving_again(string name, string outputs)
    {
        Study.Require();
        CheckOutputs(name, outputs);
    }

    [Fact]
    public void The_value_gradient_of_the_tape_is_the_cost_gradient()
    {
        Cases.RequireIpopt();
        var program = Program("ieee14");
        var tape = Layer.Forward(program);
        var (mine, tapes) = (program.CostGradient(tape.Solution), tape.ValueGradient().Data.Parameters);
        for (var k = 0; k < mine.Length; k++) Assert.Equal(tapes[k], mine[k], 1e-12 * Math.Max(1, Math.Abs(mine[k])));
    }

    [Fact]
    public void Prices_and_binding_limits_are_entries_of_the_cost_gradient()
    {
        Cases.RequireIpopt();
        var program = Program("small");
        var solution = Cases.Solve(program);
        var (result, gradient) = (program.Read(solution), program.CostGradient(solution));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(result.Prices[i], gradient[program.Layout.IndexOf(OpfParameterKind.ActiveLoad, i)], 1e-12);
            Assert.Equal(result.ReactivePrices[i], gradient[program.Layout.IndexOf(OpfParameterKind.ReactiveLoad, i)], 1e-12);
        }

        Assert.NotEmpty(result.BindingLimits);
        foreach (var limit in result.BindingLimits)
            Assert.True(limit.Parameter.Kind.IsLimit() && (limit.CostPerUnit < 0) == (limit.Parameter.Kind is OpfParameterKind.ActiveUpper or OpfParameterKind.ReactiveUpper or OpfParameterKind.VoltageUpper or OpfParameterKind.Rating or OpfParameterKind.AngleUpper), limit.ToString());
    }

    [Fact]
    public void Emissions_weigh_the_dispatch()
    {
        Cases.RequireIpopt();
        var program = Program("ieee14");
        var tape = Layer.Forward(program);
        double[] factors = [0.9, 0.4, 0.7, 0, 0.1];
        var emissions = program.Emissions(factors, tape.Solution);
        Assert.Equal(program.Read(tape.Solution).ActivePowers.Zip(factors, static (p, f) => p * f).Sum(), emissions.Value, 1e-9);
        var sum = tape.Vjp(emissions.Seed).Data.Parameters;
        var parts = Enumerable.Range(0, 5).Select(g => tape.Vjp(program.Output($"pg:{g + 1}", tape.Solution).Seed).Data.Parameters).ToArray();
        for (var k = 0; k < sum.Length; k++) Assert.Equal(factors.Select((f, g) => f * parts[g][k]).Sum(), sum[k], 1e-8);
        Assert.Throws<ArgumentException>(() => program.Emissions([1, 2], tape.Solution));
    }

    [Theory]
    [InlineData("power", "no output 'power'")]
    [InlineData("pg:9", "no generator in service stands in row '9'")]
    [InlineData("vm:99", "no bus '99'")]
    [InlineData("vm:x", "no bus 'x'")]
    [InlineData("flow:1-14", "no branch in service joins the buses '1-14'")]
    public void An_output_that_does_not_exist_is_refused(string name, string cause)
    {
        var program = Program("ieee14");
        Assert.Contains(cause, Assert.Throws<ArgumentException>(() => program.Output(name, Cases.Solve(program))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flow_named_the_other_way_round_is_measured_at_the_other_end()
    {
        var program = Program("small");
        var solution = Cases.Solve(program);
        var branches = program.Read(solution).Branches;
        Assert.Equal(branches[1].ActiveFrom, program.Output("flow:10-20#2", solution).Value, 1e-9);
        Assert.Equal(branches[1].ActiveTo, program.Output("flow:20-10#2", solution).Value, 1e-9);
        Assert.Equal(branches.Sum(static b => b.Losses), program.Output("losses", solution).Value, 1e-9);
    }

    /// <summary>
    /// Along a direction in each kind of parameter, relative to the parameters, an output's derivative is the extrapolated central difference of refined solutions,
    /// (4 D(h/2) − D(h))/3, to 1e-5 of the larger of the derivative and the output. A difference across a change of the active set says nothing: the step is made
    /// smaller.
    /// </summary>
    private static void CheckOutputs(string name, string outputs)
    {
        Cases.RequireIpopt();
        var program = Program(name);
        var tape = Layer.Forward(program);
        var ats = outputs.Split(' ').Select(output => program.Output(output, tape.Solution)).ToArray();
        var gradients = tape.Vjp([.. ats.Select(static at => at.Seed)]);
        Assert.All(gradients, static gradient => Assert.True(gradient.Report.Trust == TrustLevel.Exact, gradient.Report.ToString()));
        foreach (var (kind, direction) in Directions(program, 1))
        {
            var (differences, step) = Along(direction);
            for (var k = 0; k < ats.Length; k++)
            {
                var expected = differences[k];
                var actual = Dot(gradients[k].Data.Parameters, direction);
                var error = Math.Abs(expected - actual) / Math.Max(Math.Max(1, Math.Abs(expected)), Math.Abs(ats[k].Value));
                Study.Write($"{name} {ats[k].Name,-12} by {kind,-16} step {step:0.#e0} adjoint {actual,16:G9} difference {expected,16:G9} error {error:0.#e0}");
                Assert.True(error <= 1e-5, $"{ats[k].Name} by {kind}: adjoint {actual}, difference {expected}");
            }
        }

        (double[] Differences, double Step) Along(double[] direction)
        {
            for (var step = 1e-4; step > 1e-7; step /= 10)
            {
                if (Central(direction, step) is { } whole && Central(direction, step / 2) is { } half) return ([.. half.Zip(whole, static (h, w) => ((4 * h) - w) / 3)], step);
            }

            throw new InvalidOperationException("The active set changes within a relative step of 1e-6; the point should have been flagged.");
        }

        double[]? Central(double[] direction, double step) =>
            OutputsAt(direction, step) is { } up && OutputsAt(direction, -step) is { } down ? [.. up.Zip(down, (u, d) => (u - d) / (2 * step))] : null;

        double[]? OutputsAt(double[] direction, double step)
        {
            var moved = Moved(program, direction, step);
            var solution = Layer.Forward(moved, new() { WarmStart = tape.Solution.WarmStart }).Solution;
            Assert.Equal(RefinementOutcome.Certified, solution.Statistics.Refinement);
            return ActiveLimits(solution).SequenceEqual(ActiveLimits(tape.Solution)) ? [.. ats.Select(at => moved.Output(at.Name, solution).Value)] : null;
        }

        // In a refined solution limits that do not bind have multipliers of exactly zero.
        IEnumerable<int> ActiveLimits(Solution solution) => solution.Dual.Select((y, i) => IsEquality(i) ? 0 : Math.Sign(y));

        bool IsEquality(int row) => row < program.ConstraintCount
            ? program.ConstraintLower[row].Equals(program.ConstraintUpper[row])
            : program.VariableLower[row - program.ConstraintCount].Equals(program.VariableUpper[row - program.ConstraintCount]);
    }

    private static void CheckCost(string name)
    {
        Cases.RequireIpopt();
        var program = Program(name);
        var solution = Layer.Forward(program).Solution;
        var gradient = program.CostGradient(solution);
        // Refined costs are good to rounding, Ipopt's own to about 1e-9; the smaller the step, the fewer limits begin or cease to bind within it.
        foreach (var (kind, direction) in Directions(program, 1e-5))
        {
            var (up, down) = (CostAt(direction, 1), CostAt(direction, -1));
            var expected = (up.Cost - down.Cost) / 2;
            var rounding = (up.IsRefined && down.IsRefined ? 1e-12 : 1e-9) * Math.Abs(solution.Objective!.Value);
            Assert.True(Math.Abs(expected - Dot(gradient, direction)) <= 1e-5 * Math.Abs(expected) + rounding, $"by {kind}: envelope {Dot(gradient, direction)}, difference {expected}");
        }

        (double Cost, bool IsRefined) CostAt(double[] direction, double step)
        {
            var moved = Layer.Forward(Moved(program, direction, step)).Solution;
            Assert.True(moved.IsSolved, moved.ToString());
            return (moved.Objective!.Value, moved.Statistics.Refinement == RefinementOutcome.Certified);
        }
    }

    /// <summary>A random direction for each kind of parameter, sized relative to the parameters; limits that coincide stay together.</summary>
    private static IEnumerable<(OpfParameterKind Kind, double[] Direction)> Directions(AcOptimalPowerFlow program, double size)
    {
        var random = new Random(17);
        var layout = program.Layout;
        foreach (var group in layout.Items.Select(static (item, k) => (item.Kind, k)).GroupBy(static pair => pair.Kind))
        {
            var direction = new double[layout.Items.Length];
            foreach (var (kind, k) in group)
            {
                var value = program.Parameters[k];
                direction[k] = size * (0.5 + random.NextDouble()) * (value == 0 ? 0.1 : value);
                var other = kind is OpfParameterKind.ActiveLower or OpfParameterKind.ReactiveLower ? layout.IndexOf(kind + 1, layout.Items[k].Element)
                    : kind is OpfParameterKind.ActiveUpper or OpfParameterKind.ReactiveUpper ? layout.IndexOf(kind - 1, layout.Items[k].Element) : -1;
                if (other >= 0 && program.Parameters[other].Equals(value)) direction[other] = direction[k];
            }

            yield return (group.Key, direction);
        }
    }

    private static AcOptimalPowerFlow Moved(AcOptimalPowerFlow program, double[] direction, double step) =>
        program.WithParameters([.. program.Parameters.Zip(direction, (p, d) => p + (step * d))]);

    private static double Dot(ImmutableArray<double> gradient, double[] direction) => gradient.Zip(direction, static (g, d) => g * d).Sum();

    private static AcOptimalPowerFlow Program(string name) => new(name switch
    {
        "small" => Cases.Small(),
        "ieee14" => MatpowerFile.Ieee14(),
        "ieee57" => MatpowerFile.Ieee57(),
        _ => Cases.Pglib(name),
    });
}

using System.Diagnostics;
using Folding.Ipopt;
using Folding.Modeling;
using Folding.Problems;

namespace Folding.PowerSystems.Tests.Ac;

/// <summary>The program with derivatives by hand against the same program written as a model.</summary>
public class ModeledOpfTests
{
    private const double Tolerance = 1e-10;

    [Theory]
    [InlineData("ieee14")]
    [InlineData("small")]
    [InlineData("case30_ieee")]
    [InlineData("case118_ieee")]
    [InlineData("case300_ieee")]
    public void Values_and_derivatives_by_hand_are_those_of_the_model(string name)
    {
        var (byHand, model) = Pair(name);
        var random = new Random(5);
        for (var trial = 0; trial < 3; trial++) Compare(byHand, model, random);
    }

    [Theory]
    [InlineData("ieee14")]
    [InlineData("small")]
    [InlineData("case118_ieee")]
    public void Parameter_derivatives_by_hand_are_those_of_the_model(string name)
    {
        var (byHand, model) = Pair(name);
        Assert.Equal(byHand.Parameters, model.Parameters);
        var random = new Random(7);
        var (x, y) = Point(byHand, random);
        double[] constraints = Draw(random, y.Length), lower = Draw(random, y.Length), upper = Draw(random, y.Length);
        // What a load adds to a balance, it takes from both bounds of it: the two forms agree where the weights do.
        for (var i = 0; i < upper.Length; i++)
        {
            if (byHand.ConstraintLower[i].Equals(byHand.ConstraintUpper[i])) upper[i] = -constraints[i] - lower[i];
        }

        var weights = new ParameterWeights
        {
            Objective = 1.3, Constraints = constraints, Stationarity = Draw(random, x.Length), ConstraintLower = lower, ConstraintUpper = upper,
            VariableLower = Draw(random, x.Length), VariableUpper = Draw(random, x.Length),
        };
        double[] expected = new double[byHand.Parameters.Length], actual = new double[expected.Length];
        byHand.ParameterGradient(x, y, weights, expected);
        model.ParameterGradient(x, y, weights, actual);
        AssertClose("gradient", expected, actual);

        var direction = Draw(random, expected.Length);
        ParameterChange hand = new(byHand), modelled = new(model);
        byHand.ParameterTangent(x, y, direction, hand);
        model.ParameterTangent(x, y, direction, modelled);
        AssertClose("objective", [hand.Objective], [modelled.Objective]);
        AssertClose("stationarity", hand.Stationarity.Span, modelled.Stationarity.Span);
        AssertClose("lower bounds", Less(hand.Constraints, hand.ConstraintLower), Less(modelled.Constraints, modelled.ConstraintLower), byHand.ConstraintLower.AsSpan());
        AssertClose("upper bounds", Less(hand.Constraints, hand.ConstraintUpper), Less(modelled.Constraints, modelled.ConstraintUpper), byHand.ConstraintUpper.AsSpan());
        AssertClose("lower limits", hand.VariableLower.Span, modelled.VariableLower.Span);
        AssertClose("upper limits", hand.VariableUpper.Span, modelled.VariableUpper.Span);
    }

    [Fact]
    public void Both_have_the_same_optimum_and_gradients_at_other_parameters_too()
    {
        Cases.RequireIpopt();
        var (byHand, model) = Pair("ieee14");
        double[] moved = [.. byHand.Parameters];
        moved[byHand.Layout.IndexOf(OpfParameterKind.ActiveLoad, 3)] += 5;
        moved[byHand.Layout.IndexOf(OpfParameterKind.LinearCost, 1)] += 2;
        byHand = byHand.WithParameters(moved);
        var layer = DifferentiableSolver.ForNonlinear(new IpoptSolver());
        var (hand, modelled) = (layer.Forward(byHand), layer.Forward(model.WithParameters(moved)));
        Assert.Equal(hand.Solution.Objective!.Value, modelled.Solution.Objective!.Value, 1e-9 * hand.Solution.Objective.Value);
        var seed = byHand.Output("losses", hand.Solution).Seed;
        var (expected, actual) = (hand.Vjp(seed).EnsureTrusted().Data.Parameters, modelled.Vjp(seed).EnsureTrusted().Data.Parameters);
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], 1e-7 * Math.Max(1, Math.Abs(expected[k])));
    }

    [Fact]
    public void Evaluations_of_1354_buses_by_hand_and_by_the_model_are_timed()
    {
        Study.Require();
        var start = Stopwatch.GetTimestamp();
        var byHand = new AcOptimalPowerFlow(Cases.Pglib("case1354_pegase"));
        var built = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        var model = (NonlinearProgram)ModeledOpf.Write(byHand).Build(ProblemClass.Nonlinear).Problem;
        Study.Write($"read and build by hand {built:F0} ms; write and build the model {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        var random = new Random(11);
        Compare(byHand, model, random);
        var (x, y) = Point(byHand, random);
        foreach (var (what, evaluate) in Evaluations(x, y)) Study.Write($"{what,-12} by hand {Microseconds(evaluate, byHand),8:F1} µs, model {Microseconds(evaluate, model),8:F1} µs");
        foreach (var (who, program) in new (string, NonlinearProgram)[] { ("by hand", byHand), ("model", model) })
        {
            ISolver<NonlinearProgram> solver = new IpoptSolver(new() { Tolerance = 1e-8 });
            start = Stopwatch.GetTimestamp();
            var solution = solver.Solve(program);
            Study.Write($"Ipopt, {who}: {solution.Termination}, {solution.Statistics.Iterations} iterations, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
            Assert.True(solution.IsSolved, solution.ToString());
        }
    }

    private static (string What, Action<NonlinearProgram> Evaluate)[] Evaluations(double[] x, double[] y)
    {
        double[] gradient = new double[x.Length], rows = new double[y.Length], entries = new double[1 << 17];
        return
        [
            ("objective", program => program.ObjectiveAt(x)),
            ("gradient", program => program.ObjectiveGradient(x, gradient)),
            ("constraints", program => program.Constraints(x, rows)),
            ("Jacobian", program => program.Jacobian(x, entries.AsSpan(0, program.JacobianPattern.Count))),
            ("Hessian", program => program.LagrangianHessian(x, 1, y, entries.AsSpan(0, program.HessianPattern!.Count))),
        ];
    }

    /// <summary>The best of some rounds, once everything is compiled.</summary>
    private static double Microseconds(Action<NonlinearProgram> evaluate, NonlinearProgram program)
    {
        var best = double.PositiveInfinity;
        for (var round = 0; round < 40; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var k = 0; k < 20; k++) evaluate(program);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / 20);
        }

        return best;
    }

    private static (AcOptimalPowerFlow ByHand, NonlinearProgram Model) Pair(string name)
    {
        var network = name switch { "ieee14" => MatpowerFile.Ieee14(), "small" => Cases.Small(), _ => Cases.Pglib(name) };
        var byHand = new AcOptimalPowerFlow(network);
        return (byHand, (NonlinearProgram)ModeledOpf.Write(byHand).Build(ProblemClass.Nonlinear).Problem);
    }

    private static void Compare(AcOptimalPowerFlow byHand, NonlinearProgram model, Random random)
    {
        var (x, y) = Point(byHand, random);
        AssertClose("objective", [byHand.ObjectiveAt(x)], [model.ObjectiveAt(x)]);
        double[] expected = new double[x.Length], actual = new double[x.Length];
        byHand.ObjectiveGradient(x, expected);
        model.ObjectiveGradient(x, actual);
        AssertClose("gradient", expected, actual);
        AssertClose("variable bounds", byHand.VariableLower.AsSpan(), model.VariableLower.AsSpan());
        AssertClose("variable bounds", byHand.VariableUpper.AsSpan(), model.VariableUpper.AsSpan());

        (expected, actual) = (new double[y.Length], new double[y.Length]);
        byHand.Constraints(x, expected);
        model.Constraints(x, actual);
        AssertClose("rows over their lower bounds", Less(expected, byHand.ConstraintLower.ToArray()), Less(actual, model.ConstraintLower.ToArray()));
        AssertClose("rows below their upper bounds", Less(expected, byHand.ConstraintUpper.ToArray()), Less(actual, model.ConstraintUpper.ToArray()));

        AssertSame("Jacobian", Jacobian(byHand, x), Jacobian(model, x));
        AssertSame("Hessian", Hessian(byHand, x, y), Hessian(model, x, y));
    }

    private static CscMatrix Jacobian(NonlinearProgram program, double[] x)
    {
        var values = new double[program.JacobianPattern.Count];
        program.Jacobian(x, values);
        return CscMatrix.Adopt(program.JacobianPattern, values);
    }

    private static CscMatrix Hessian(NonlinearProgram program, double[] x, double[] y)
    {
        var values = new double[program.HessianPattern!.Count];
        program.LagrangianHessian(x, 0.7, y, values);
        return CscMatrix.Adopt(program.HessianPattern, values);
    }

    /// <summary>Angles of up to 30 degrees, voltages within their limits, powers and multipliers of some size.</summary>
    private static (double[] X, double[] Y) Point(AcOptimalPowerFlow program, Random random)
    {
        var buses = program.Network.Buses;
        double[] x = Draw(random, program.VariableCount), y = Draw(random, program.ConstraintCount);
        for (var i = 0; i < buses.Length; i++)
        {
            x[i] *= 0.5;
            x[buses.Length + i] = buses[i].VoltageLower + (random.NextDouble() * (buses[i].VoltageUpper - buses[i].VoltageLower));
        }

        return (x, y);
    }

    private static double[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];

    private static double[] Less(Memory<double> a, Memory<double> b) => [.. a.ToArray().Zip(b.ToArray(), static (first, second) => first - second)];

    private static void AssertSame(string what, CscMatrix expected, CscMatrix actual)
    {
        // Entries that are zero by structure may be absent from either.
        var (first, second) = (expected.Entries().ToDictionary(static e => (e.Row, e.Column), static e => e.Value), actual.Entries().ToDictionary(static e => (e.Row, e.Column), static e => e.Value));
        var places = first.Keys.Union(second.Keys).ToArray();
        AssertClose(what, [.. places.Select(place => first.GetValueOrDefault(place))], [.. places.Select(place => second.GetValueOrDefault(place))]);
    }

    /// <param name="what">For the message.</param>
    /// <param name="expected">By hand.</param>
    /// <param name="actual">By the model.</param>
    /// <param name="bounds">Where given, entries with an infinite bound do not count.</param>
    private static void AssertClose(string what, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, ReadOnlySpan<double> bounds = default)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++)
        {
            if (!bounds.IsEmpty && double.IsInfinity(bounds[k])) continue;
            var agree = expected[k].Equals(actual[k]) || Math.Abs(expected[k] - actual[k]) <= Tolerance * Math.Max(1, Math.Abs(expected[k]));
            Assert.True(agree, $"{what}, entry {k}: {expected[k]:R} by hand, {actual[k]:R} by the model");
        }
    }
}

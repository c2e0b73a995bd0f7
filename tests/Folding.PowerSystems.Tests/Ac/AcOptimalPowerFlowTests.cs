using Folding.Problems;

namespace Folding.PowerSystems.Tests.Ac;

public class AcOptimalPowerFlowTests
{
    private const double Step = 1e-6;

    public static TheoryData<string> Networks => new("small", "ieee14", "case14_ieee", "case30_ieee__api");

    [Theory, MemberData(nameof(Networks))]
    public void The_objective_gradient_and_the_jacobian_are_those_of_central_differences(string name)
    {
        var program = Program(name);
        var x = Point(program, 1);
        double[] gradient = new double[program.VariableCount], values = new double[program.JacobianPattern.Count];
        program.ObjectiveGradient(x, gradient);
        program.Jacobian(x, values);
        var jacobian = CscMatrix.Adopt(program.JacobianPattern, values);
        double[] up = new double[program.ConstraintCount], down = new double[program.ConstraintCount];
        for (var j = 0; j < x.Length; j++)
        {
            var (forward, backward) = Moved(x, j);
            AssertNear((program.ObjectiveAt(forward) - program.ObjectiveAt(backward)) / (2 * Step), gradient[j], 1e-7);
            program.Constraints(forward, up);
            program.Constraints(backward, down);
            for (var i = 0; i < up.Length; i++) AssertNear((up[i] - down[i]) / (2 * Step), jacobian[i, j], 2e-7);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void The_hessian_is_that_of_central_differences_of_the_lagrangian_gradient(string name)
    {
        var program = Program(name);
        var x = Point(program, 2);
        var random = new Random(3);
        var multipliers = Enumerable.Range(0, program.ConstraintCount).Select(_ => (2 * random.NextDouble()) - 1).ToArray();
        var values = new double[program.HessianPattern!.Count];
        program.LagrangianHessian(x, 0.7, multipliers, values);
        var hessian = CscMatrix.Adopt(program.HessianPattern, values);
        for (var j = 0; j < x.Length; j++)
        {
            var (forward, backward) = Moved(x, j);
            var (up, down) = (LagrangianGradient(program, forward, 0.7, multipliers), LagrangianGradient(program, backward, 0.7, multipliers));
            for (var i = 0; i < x.Length; i++) AssertNear((up[i] - down[i]) / (2 * Step), i <= j ? hessian[i, j] : hessian[j, i], 5e-7);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void The_parameter_gradient_is_that_of_central_differences(string name)
    {
        var program = Program(name);
        var x = Point(program, 4);
        var multipliers = Numbers(program.ConstraintCount, 5);
        double[] rows = Numbers(program.ConstraintCount, 6), columns = Numbers(program.VariableCount, 7);
        var gradient = new double[program.Parameters.Length];
        program.ParameterGradient(x, multipliers, Weights(), gradient);
        for (var k = 0; k < gradient.Length; k++)
        {
            // The weighted sum is a polynomial of degree two at most in every parameter: the difference is exact up to rounding.
            const double width = 1e-2;
            double[] up = [.. program.Parameters], down = [.. program.Parameters];
            up[k] += width;
            down[k] -= width;
            AssertNear((Sum(Moved(up)) - Sum(Moved(down))) / (2 * width), gradient[k], 1e-8);
        }

        ParameterWeights Weights() => new()
        {
            Objective = 0.3, Constraints = rows, Stationarity = columns, ConstraintLower = rows, ConstraintUpper = rows, VariableLower = columns, VariableUpper = columns,
        };

        // Limits that coincide cannot be moved past each other one at a time: such a pair is spread first.
        NonlinearProgram Moved(double[] parameters)
        {
            for (var k = 0; k < parameters.Length; k++)
            {
                var item = program.Layout.Items[k];
                var pair = item.Kind is OpfParameterKind.ActiveLower or OpfParameterKind.ReactiveLower ? program.Layout.IndexOf(item.Kind + 1, item.Element) : -1;
                if (pair < 0 || program.Parameters[pair] != program.Parameters[k]) continue;
                parameters[k] -= 1;
                parameters[pair] += 1;
            }

            return program.WithParameters(parameters);
        }

        double Sum(NonlinearProgram moved)
        {
            var values = new double[moved.ConstraintCount];
            moved.Constraints(x, values);
            return (0.3 * moved.ObjectiveAt(x)) + Dot(rows, values) + Dot(columns, LagrangianGradient(moved, x, 1, multipliers))
                + Dot(rows, [.. moved.ConstraintLower]) + Dot(rows, [.. moved.ConstraintUpper]) + Dot(columns, [.. moved.VariableLower]) + Dot(columns, [.. moved.VariableUpper]);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Forward_and_reverse_mode_in_the_parameters_agree(string name)
    {
        var program = Program(name);
        double[] x = Point(program, 8), multipliers = Numbers(program.ConstraintCount, 9), direction = Numbers(program.Parameters.Length, 10);
        double[][] rows = [Numbers(program.ConstraintCount, 11), Numbers(program.ConstraintCount, 12), Numbers(program.ConstraintCount, 13)];
        double[][] columns = [Numbers(program.VariableCount, 14), Numbers(program.VariableCount, 15), Numbers(program.VariableCount, 16)];
        var change = new ParameterChange(program);
        program.ParameterTangent(x, multipliers, direction, change);
        var gradient = new double[direction.Length];
        program.ParameterGradient(x, multipliers, new()
        {
            Objective = -0.4, Constraints = rows[0], ConstraintLower = rows[1], ConstraintUpper = rows[2],
            Stationarity = columns[0], VariableLower = columns[1], VariableUpper = columns[2],
        }, gradient);
        var forward = (-0.4 * change.Objective) + Dot(rows[0], change.Constraints.ToArray()) + Dot(rows[1], change.ConstraintLower.ToArray()) + Dot(rows[2], change.ConstraintUpper.ToArray())
            + Dot(columns[0], change.Stationarity.ToArray()) + Dot(columns[1], change.VariableLower.ToArray()) + Dot(columns[2], change.VariableUpper.ToArray());
        AssertNear(forward, Dot(gradient, direction), 1e-12);
    }

    [Fact]
    public void Evaluation_allocates_nothing()
    {
        var program = Program("small");
        var x = Point(program, 1);
        double[] gradient = new double[program.VariableCount], rows = new double[program.ConstraintCount], multipliers = Numbers(program.ConstraintCount, 1);
        double[] jacobian = new double[program.JacobianPattern.Count], hessian = new double[program.HessianPattern!.Count];
        Evaluate();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 10; k++) Evaluate();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Evaluate()
        {
            _ = program.ObjectiveAt(x);
            program.ObjectiveGradient(x, gradient);
            program.Constraints(x, rows);
            program.Jacobian(x, jacobian);
            program.LagrangianHessian(x, 1, multipliers, hessian);
        }
    }

    [Fact]
    public void Parameters_that_are_no_network_are_refused()
    {
        var program = Program("small");
        var lower = program.Layout.IndexOf(OpfParameterKind.ActiveLower, 0);
        Assert.Contains("Pmin", Refusal(lower, 1e6), StringComparison.Ordinal);
        Assert.Contains("pmin:1", Refusal(lower, double.NaN), StringComparison.Ordinal);
        Assert.Contains("rating", Refusal(program.Layout.IndexOf(OpfParameterKind.Rating, 0), -1), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => program.WithParameters([1, 2, 3]));

        string Refusal(int index, double value)
        {
            double[] parameters = [.. program.Parameters];
            parameters[index] = value;
            return Assert.Throws<ArgumentException>(() => program.WithParameters(parameters)).Message;
        }
    }

    [Fact]
    public void Parameters_are_named_and_found_again()
    {
        var layout = Program("small").Layout;
        var names = Enumerable.Range(0, layout.Items.Length).Select(layout.NameOf).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Contains("pd:20", names);
        Assert.Contains("c1:3", names);
        Assert.Contains("rate:10-20#2", names);
        Assert.Contains("angmax:20-30", names);
        Assert.DoesNotContain("angmin:20-30", names);
        Assert.DoesNotContain("rate:30-40", names);
        for (var k = 0; k < names.Length; k++) Assert.Equal(k, layout.IndexOf(layout.Items[k].Kind, layout.Items[k].Element));
    }

    private static AcOptimalPowerFlow Program(string name) => new(name switch
    {
        "small" => Cases.Small(),
        "ieee14" => MatpowerFile.Ieee14(),
        _ => Cases.Pglib(name),
    });

    private static double[] Point(NonlinearProgram program, int seed)
    {
        var random = new Random(seed);
        return [.. program.Start.Select(v => v + (0.4 * random.NextDouble()) - 0.2)];
    }

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
    }

    private static (double[] Forward, double[] Backward) Moved(double[] x, int j)
    {
        double[] forward = [.. x], backward = [.. x];
        forward[j] += Step;
        backward[j] -= Step;
        return (forward, backward);
    }

    private static double[] LagrangianGradient(NonlinearProgram program, double[] x, double factor, double[] multipliers)
    {
        double[] gradient = new double[program.VariableCount], values = new double[program.JacobianPattern.Count];
        program.ObjectiveGradient(x, gradient);
        for (var j = 0; j < gradient.Length; j++) gradient[j] *= factor;
        program.Jacobian(x, values);
        CscMatrix.Adopt(program.JacobianPattern, values).AddTransposedMultiply(multipliers, gradient);
        return gradient;
    }

    // Infinite bounds do not depend on parameters and are left out.
    private static double Dot(double[] a, double[] b) => a.Zip(b, static (x, y) => double.IsFinite(y) ? x * y : 0).Sum();

    /// <summary>Equal within a tolerance relative to the larger of the value and 1.</summary>
    private static void AssertNear(double expected, double actual, double tolerance) => Assert.Equal(expected, actual, tolerance * Math.Max(1, Math.Abs(expected)));
}

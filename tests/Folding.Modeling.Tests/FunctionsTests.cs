using Folding.Problems;
using static Folding.Modeling.Functions;

namespace Folding.Modeling.Tests;

/// <summary>Every function of formulas: its value is that of .NET, its derivatives are those of its values.</summary>
public class FunctionsTests
{
    private static readonly Dictionary<string, (Func<Expression, Expression> Function, Func<double, double> Value, double Low, double High)> Unary = new()
    {
        ["Exp"] = (Exp, Math.Exp, -2, 2),
        ["Log"] = (Log, Math.Log, 0.5, 5),
        ["Sqrt"] = (Sqrt, Math.Sqrt, 0.5, 5),
        ["Sin"] = (Sin, Math.Sin, -4, 4),
        ["Cos"] = (Cos, Math.Cos, -4, 4),
        ["Tan"] = (Tan, Math.Tan, -1, 1),
        ["Asin"] = (Asin, Math.Asin, -0.7, 0.7),
        ["Acos"] = (Acos, Math.Acos, -0.7, 0.7),
        ["Atan"] = (Atan, Math.Atan, -3, 3),
        ["Sinh"] = (Sinh, Math.Sinh, -2, 2),
        ["Cosh"] = (Cosh, Math.Cosh, -2, 2),
        ["Tanh"] = (Tanh, Math.Tanh, -2, 2),
        ["Logistic"] = (Logistic, static x => 1 / (1 + Math.Exp(-x)), -5, 5),
        ["Negate"] = (static x => -Exp(x), static x => -Math.Exp(x), -2, 2),
        ["Square"] = (static x => Pow(x, 2), static x => x * x, -3, 3),
        ["Cube"] = (static x => Pow(x, 3), static x => x * x * x, -3, 3),
        ["Seventh"] = (static x => Pow(x, 7), static x => Math.Pow(x, 7), -1.5, 1.5),
        ["Inverse"] = (static x => Pow(x, -1), static x => 1 / x, 0.5, 3),
        ["Inverse cube"] = (static x => Pow(x, -3), static x => Math.Pow(x, -3), 0.5, 3),
        ["Power 1.7"] = (static x => Pow(x, 1.7), static x => Math.Pow(x, 1.7), 0.5, 3),
        ["Power 12"] = (static x => Pow(x, 12), static x => Math.Pow(x, 12), 0.8, 1.2),
        ["Root"] = (static x => Pow(x, 0.5), Math.Sqrt, 0.5, 3),
        ["Self power"] = (static x => Pow(x, x), static x => Math.Pow(x, x), 0.5, 2),
        ["Exponential"] = (static x => Pow(2.5, x), static x => Math.Pow(2.5, x), -2, 2),
        ["Quotient"] = (static x => (1 + (x * x)) / (3 - x), static x => (1 + (x * x)) / (3 - x), -2, 2),
    };

    public static TheoryData<string> Names => [.. Unary.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_derivatives_of_each_function(string name)
    {
        var (function, value, low, high) = Unary[name];
        var random = new Random(3);
        for (var repeat = 0; repeat < 5; repeat++)
        {
            var model = new Model();
            var x = model.Variable("x");
            // Adding a term that is nonlinear all the same keeps even a square on a tape.
            model.Minimize(Sin(function(x)) * Exp(0.1 * x));
            model.SubjectTo(function(x) + Pow(x, 4) <= 100);
            var program = (NonlinearProgram)model.Build(ProblemClass.Nonlinear).Problem;
            double[] at = [low + ((high - low) * random.NextDouble())];
            Assert.Equal(Math.Sin(value(at[0])) * Math.Exp(0.1 * at[0]), program.ObjectiveAt(at), 1e-13);
            DerivativeCheck.Run(program, at);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_of_a_number_is_a_number(string name)
    {
        var (function, value, low, high) = Unary[name];
        Assert.Equal(value((low + (2 * high)) / 3), function((low + (2 * high)) / 3).Number!.Value, 1e-13);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_of_a_parameter_has_the_same_derivative(string name)
    {
        var (function, value, low, high) = Unary[name];
        var at = (low + (2 * high)) / 3;
        var model = new Model();
        var x = model.Variable("x");
        var p = model.Parameter("p", at);
        model.Minimize(function(p) * Exp(x));
        model.SubjectTo(x == function(p));
        var program = (NonlinearProgram)model.Build().Problem;
        var gradient = new double[1];
        program.ParameterGradient([0.3], [0.0], new ParameterWeights { Objective = 1 }, gradient);
        DerivativeCheck.Close([gradient[0] / Math.Exp(0.3)], DerivativeCheck.Difference([at], 0, q => [value(q[0])]), name);
    }

    [Fact]
    public void Functions_of_several_variables_have_the_derivatives_of_their_values()
    {
        var random = new Random(7);
        for (var repeat = 0; repeat < 20; repeat++)
        {
            var model = new Model();
            var set = Set.Range(5);
            var x = model.Variable("x", set);
            model.Minimize(RandomExpression(x, random, 5));
            model.SubjectTo(set, i => RandomExpression(x, random, 4) + Exp(0.1 * x[i]) <= i);
            var at = Enumerable.Range(0, 5).Select(_ => 0.2 + (0.6 * random.NextDouble())).ToArray();
            DerivativeCheck.Run((NonlinearProgram)model.Build(ProblemClass.Nonlinear).Problem, at);
        }
    }

    [Fact]
    public void A_sum_over_nothing_is_zero() => Assert.Equal(0, Sum(Array.Empty<int>(), _ => throw new InvalidOperationException()).Number);

    [Fact]
    public void Sums_over_two_sets_run_over_all_pairs() =>
        // (0 + 1 + 2)(1 + 2 + 3 + 4)
        Assert.Equal(30, Sum(Set.Range(3), Set.Range(4, first: 1), static (i, j) => (double)(i * j)).Number);

    /// <summary>A formula that is defined, with all derivatives, for arguments between 0 and 1.</summary>
    private static Expression RandomExpression(Indexed<Variable, int> x, Random random, int depth)
    {
        if (depth == 0) return random.Next(5) == 0 ? 0.5 + random.NextDouble() : x[random.Next(5)];
        Expression a = RandomExpression(x, random, depth - 1), b = RandomExpression(x, random, depth - 1);
        return random.Next(11) switch
        {
            0 => a + b,
            1 => a - b,
            2 => a * b,
            3 => a / (2 + (b * b)),
            4 => Sin(a) * Cos(b),
            5 => Log(1 + (a * a)),
            6 => Sqrt(1 + (b * b)),
            7 => Tanh(a),
            8 => Atan(b),
            9 => Pow(1 + (a * a), 1.5) - b,
            _ => a,
        };
    }
}

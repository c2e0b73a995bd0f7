using Folding.Problems;
using static Folding.Modeling.Functions;

namespace Folding.Modeling.Tests;

/// <summary>Parameters everywhere in a nonlinear program: reverse and forward mode against each other and against differences.</summary>
public class ParameterDerivativesTests
{
    private static readonly double[] Coefficients = [0.6, 0.7, 0.8, 0.9];
    private readonly Random _random = new(11);

    [Fact]
    public void Reverse_mode_is_the_transpose_of_forward_mode()
    {
        var program = Program();
        int n = program.VariableCount, m = program.ConstraintCount, k = program.Parameters.Length;
        double[] x = Numbers(n), λ = Numbers(m), direction = Numbers(k), r = Numbers(n), w = Numbers(m), gl = Numbers(m), gu = Numbers(m), xl = Numbers(n), xu = Numbers(n);
        var weights = new ParameterWeights { Objective = 0.8, Constraints = w, Stationarity = r, ConstraintLower = gl, ConstraintUpper = gu, VariableLower = xl, VariableUpper = xu };
        var gradient = new double[k];
        program.ParameterGradient(x, λ, weights, gradient);
        var change = new ParameterChange(program);
        program.ParameterTangent(x, λ, direction, change);
        var forward = (0.8 * change.Objective) + Dot(w, change.Constraints) + Dot(r, change.Stationarity)
            + Dot(gl, change.ConstraintLower) + Dot(gu, change.ConstraintUpper) + Dot(xl, change.VariableLower) + Dot(xu, change.VariableUpper);
        Assert.Equal(forward, Dot(gradient, direction), 1e-12 * Math.Max(1, Math.Abs(forward)));
    }

    [Fact]
    public void Forward_mode_is_the_difference_of_the_program_at_moved_parameters()
    {
        var program = Program();
        int n = program.VariableCount, m = program.ConstraintCount;
        double[] x = Numbers(n), λ = Numbers(m);
        for (var j = 0; j < program.Parameters.Length; j++)
        {
            var direction = new double[program.Parameters.Length];
            direction[j] = 1;
            var change = new ParameterChange(program);
            program.ParameterTangent(x, λ, direction, change);
            DerivativeCheck.Close(All(change), DerivativeCheck.Difference([.. program.Parameters], j, p => All(program.WithParameters(p), x, λ)), $"parameter {j}");
        }
    }

    [Fact]
    public void Empty_weights_are_zero()
    {
        var program = Program();
        double[] x = Numbers(program.VariableCount), λ = Numbers(program.ConstraintCount), zero = new double[program.Parameters.Length], gradient = Numbers(zero.Length);
        program.ParameterGradient(x, λ, default, gradient);
        Assert.Equal(zero, gradient);
    }

    [Fact]
    public void Programs_of_a_model_share_their_patterns()
    {
        var program = Program();
        var other = program.WithParameters(Array.ConvertAll([.. program.Parameters], static p => 1.1 * p));
        Assert.Same(program.JacobianPattern, other.JacobianPattern);
        Assert.Same(program.HessianPattern, other.HessianPattern);
        Assert.Equal(1.1 * program.Parameters[0], other.Parameters[0]);
    }

    [Fact]
    public void Hessian_of_a_program_with_parameters_is_that_of_its_functions()
    {
        var program = Program();
        DerivativeCheck.Run(program, Numbers(program.VariableCount));
    }

    /// <summary>Parameters as coefficients of linear, quadratic and nonlinear terms, inside functions, in right-hand sides and in bounds.</summary>
    private static NonlinearProgram Program()
    {
        var model = new Model();
        var set = Set.Range(4);
        var a = model.Parameter("a", set, Coefficients);
        var b = model.Parameter("b", 1.3);
        var x = model.Variable("x", set, lower: -2.0 - (b * b), upper: a);
        model.Minimize(Sum(set, i => (a[i] * x[i] * x[i]) + Exp(b * x[i]) + (Sin(a[i]) * x[i])) + Log(b) + ((x[0] - a[1]) * (x[1] + (2 * a[2]))));
        model.SubjectTo(set, i => a[i] - 5 <= Sum(set, j => Pow(a[i], 2) * x[j]) + (b * Sin(x[i] - x[(i + 1) % 4]) / a[i]) <= 7 * b);
        model.SubjectTo((b * x[0] * x[1]) + (x[2] * Pow(1 + (x[3] * x[3]), a[0])) == Sqrt(a[3]));
        return (NonlinearProgram)model.Build().Problem;
    }

    private static double[] All(ParameterChange change) =>
    [
        change.Objective, .. change.Constraints.Span, .. change.Stationarity.Span,
        .. change.ConstraintLower.Span, .. change.ConstraintUpper.Span, .. change.VariableLower.Span, .. change.VariableUpper.Span,
    ];

    private static double[] All(NonlinearProgram program, double[] x, double[] λ)
    {
        double[] g = new double[program.ConstraintCount], gradient = new double[program.VariableCount], values = new double[program.JacobianPattern.Count];
        program.Constraints(x, g);
        program.ObjectiveGradient(x, gradient);
        program.Jacobian(x, values);
        CscMatrix.Adopt(program.JacobianPattern, values).AddTransposedMultiply(λ, gradient);
        static double Finite(double bound) => double.IsFinite(bound) ? bound : 0;
        return
        [
            program.ObjectiveAt(x), .. g, .. gradient, .. program.ConstraintLower.Select(Finite), .. program.ConstraintUpper.Select(Finite),
            .. program.VariableLower.Select(Finite), .. program.VariableUpper.Select(Finite),
        ];
    }

    private double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => 0.1 + (0.4 * _random.NextDouble()))];

    private static double Dot(double[] a, ReadOnlyMemory<double> b) => a.Zip(b.ToArray(), static (x, y) => x * y).Sum();
}

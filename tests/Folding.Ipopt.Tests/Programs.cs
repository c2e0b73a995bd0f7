using Folding.Problems;

namespace Folding.Ipopt.Tests;

/// <summary>A small nonlinear program from lambdas, with dense patterns.</summary>
internal sealed class SmallProgram : NonlinearProgram
{
    public delegate void Fill(ReadOnlySpan<double> x, Span<double> values);

    public delegate void FillHessian(ReadOnlySpan<double> x, double factor, ReadOnlySpan<double> multipliers, Span<double> values);

    public SmallProgram(double[] lower, double[] upper, double[] constraintLower, double[] constraintUpper, double[] start, bool hessian = true)
        : base(lower, upper, constraintLower, constraintUpper, start, Dense(constraintLower.Length, lower.Length), hessian ? Upper(lower.Length) : null)
    {
    }

    public required Func<double[], double> F { get; init; }

    public required Fill Gradient { get; init; }

    /// <summary>Rows of g.</summary>
    public Fill G { get; init; } = static (_, _) => { };

    /// <summary>The Jacobian by columns.</summary>
    public Fill J { get; init; } = static (_, _) => { };

    /// <summary>The Hessian's upper triangle by columns: (0,0), (0,1), (1,1), (0,2), ...</summary>
    public FillHessian H { get; init; } = static (_, _, _, _) => { };

    public override double ObjectiveAt(ReadOnlySpan<double> primal) => F(primal.ToArray());

    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient) => Gradient(x, gradient);

    public override void Constraints(ReadOnlySpan<double> x, Span<double> values) => G(x, values);

    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values) => J(x, values);

    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values) => H(x, objectiveFactor, multipliers, values);

    private static SparsityPattern Dense(int rows, int columns)
    {
        var ones = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                ones[i, j] = 1;
        return CscMatrix.FromDense(ones).Pattern;
    }

    private static SparsityPattern Upper(int size)
    {
        var ones = new double[size, size];
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
                ones[i, j] = 1;
        return CscMatrix.UpperTriangleOf(ones).Pattern;
    }
}

/// <summary>Problems with known answers.</summary>
internal static class Programs
{
    public const double Infinity = double.PositiveInfinity;

    /// <summary>Hock-Schittkowski 71: f = 17.0140171402, λ = (-0.5522936594, 0.1614685641).</summary>
    public static SmallProgram Hs071(bool hessian = true, Func<double[], double>? objective = null, double equality = 40) => new(
        [1, 1, 1, 1], [5, 5, 5, 5], [25, equality], [Infinity, equality], [1, 5, 5, 1], hessian)
    {
        F = objective ?? (static x => x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2]),
        Gradient = static (x, g) =>
        {
            g[0] = x[3] * (2 * x[0] + x[1] + x[2]);
            g[1] = x[0] * x[3];
            g[2] = x[0] * x[3] + 1;
            g[3] = x[0] * (x[0] + x[1] + x[2]);
        },
        G = static (x, g) =>
        {
            g[0] = x[0] * x[1] * x[2] * x[3];
            g[1] = x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3];
        },
        J = static (x, v) =>
        {
            v[0] = x[1] * x[2] * x[3];
            v[1] = 2 * x[0];
            v[2] = x[0] * x[2] * x[3];
            v[3] = 2 * x[1];
            v[4] = x[0] * x[1] * x[3];
            v[5] = 2 * x[2];
            v[6] = x[0] * x[1] * x[2];
            v[7] = 2 * x[3];
        },
        H = static (x, s, y, v) =>
        {
            v[0] = s * 2 * x[3] + 2 * y[1];
            v[1] = s * x[3] + y[0] * x[2] * x[3];
            v[2] = 2 * y[1];
            v[3] = s * x[3] + y[0] * x[1] * x[3];
            v[4] = y[0] * x[0] * x[3];
            v[5] = 2 * y[1];
            v[6] = s * (2 * x[0] + x[1] + x[2]) + y[0] * x[1] * x[2];
            v[7] = s * x[0] + y[0] * x[0] * x[2];
            v[8] = s * x[0] + y[0] * x[0] * x[1];
            v[9] = 2 * y[1];
        },
    };

    /// <summary>Rosenbrock's function; minimum 0 at (1, 1).</summary>
    public static SmallProgram Rosenbrock(bool hessian = true, double[]? lower = null, double[]? upper = null) => new(
        lower ?? [-Infinity, -Infinity], upper ?? [Infinity, Infinity], [], [], [-1.2, 1], hessian)
    {
        F = static x => 100 * Math.Pow(x[1] - x[0] * x[0], 2) + Math.Pow(1 - x[0], 2),
        Gradient = static (x, g) =>
        {
            g[0] = -400 * x[0] * (x[1] - x[0] * x[0]) - 2 * (1 - x[0]);
            g[1] = 200 * (x[1] - x[0] * x[0]);
        },
        H = static (x, s, _, v) =>
        {
            v[0] = s * (1200 * x[0] * x[0] - 400 * x[1] + 2);
            v[1] = s * -400 * x[0];
            v[2] = s * 200;
        },
    };

    /// <summary>minimise 2x² + y² + xy + x + y subject to x + y = 1, 0 ≤ x, y ≤ 0.7: x = (0.3, 0.7), y = (-2.9, 0, 0.2).</summary>
    public static QuadraticProgram TwoVariables() => new(
        CscMatrix.UpperTriangleOf(new double[,] { { 4, 1 }, { 1, 2 } }), [1, 1],
        CscMatrix.FromDense(new double[,] { { 1, 1 }, { 1, 0 }, { 0, 1 } }), [1, 0, 0], [1, 0.7, 0.7]);
}

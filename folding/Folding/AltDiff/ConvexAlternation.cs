using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// A general convex objective for the alternating iteration: x⁺ minimises φ(x) = f(x) + c'x + ½|Ax|²_ρ by Newton's method with Armijo's rule,
/// started at the last x, and the Hessian of φ at x is what the derivative solves with.
/// </summary>
internal sealed class ConvexAlternation : AlternatingProblem, IHasStart
{
    private const int MostSteps = 60;
    private const double Tolerance = 1e-13;

    private readonly ConvexObjective _objective;
    private readonly CscMatrix _a;
    private readonly AugmentedHessian _hessian;

    public ConvexAlternation(ConvexObjective objective, QuadraticProgram frame, double? penalty)
        : base([.. frame.Lower], [.. frame.Upper], Penalties(objective, frame, penalty))
    {
        _objective = objective;
        _a = frame.A;
        _hessian = AugmentedHessian.For(objective.HessianPattern, _a.Pattern);
    }

    public override int VariableCount => _objective.VariableCount;

    public double[] Start()
    {
        var x = new double[VariableCount];
        _objective.Start(x);
        return x;
    }

    public override void Minimize(ReadOnlySpan<double> c, Span<double> x, Span<double> ax)
    {
        int n = x.Length;
        double[] gradient = new double[n], direction = new double[n], trial = new double[n], rows = new double[ax.Length], step = new double[ax.Length];
        var values = new double[_objective.HessianPattern.Count];
        _a.Multiply(x, ax);
        for (var k = 0; k < MostSteps; k++)
        {
            _objective.Gradient(x, gradient);
            for (var i = 0; i < rows.Length; i++) rows[i] = c[i] + (Rho[i] * ax[i]);
            _a.AddTransposedMultiply(rows, gradient);
            Factor(_hessian, x, values);
            _hessian.Solve(gradient, direction, step);
            var slope = 0.0;
            for (var j = 0; j < n; j++) slope -= gradient[j] * direction[j];
            for (var j = 0; j < n; j++) direction[j] = -direction[j];
            for (var i = 0; i < step.Length; i++) step[i] = -step[i];
            var length = LineSearch(c, x, ax, direction, step, slope, trial);
            for (var j = 0; j < n; j++) x[j] += length * direction[j];
            for (var i = 0; i < step.Length; i++) ax[i] += length * step[i];
            if (length * Vectors.Norm(direction) <= Tolerance * (1 + Vectors.Norm(x))) break;
        }

        _a.Multiply(x, ax);
    }

    public override AugmentedCurvature CurvatureAt(ReadOnlySpan<double> x)
    {
        var hessian = AugmentedHessian.For(_objective.HessianPattern, _a.Pattern);
        Factor(hessian, x, new double[_objective.HessianPattern.Count]);
        return new Curvature(hessian);
    }

    public override void Multiply(ReadOnlySpan<double> x, Span<double> result) => _a.Multiply(x, result);

    public override void AddTransposedMultiply(ReadOnlySpan<double> y, Span<double> result) => _a.AddTransposedMultiply(y, result);

    private void Factor(AugmentedHessian hessian, ReadOnlySpan<double> x, double[] values)
    {
        _objective.Hessian(x, values);
        if (hessian.Factor(new CscMatrix(_objective.HessianPattern, values), _a, Rho, sigma: 0) != LdlOutcome.Factored)
            throw new ArithmeticException("The Hessian of f + ½|Ax|²_ρ is singular at an iterate; f must be strictly convex along the directions that move no row.");
    }

    /// <summary>The longest of 1, ½, ¼, … of the step, kept inside the domain, that reduces φ enough.</summary>
    private double LineSearch(ReadOnlySpan<double> c, ReadOnlySpan<double> x, ReadOnlySpan<double> ax, double[] direction, double[] step, double slope, double[] trial)
    {
        var now = Value(c, x, ax, step, 0);
        for (var length = Math.Min(1, 0.99 * _objective.LargestStep(x, direction)); length > 1e-12; length *= 0.5)
        {
            for (var j = 0; j < trial.Length; j++) trial[j] = x[j] + (length * direction[j]);
            // Near the minimum the decrease drowns in rounding: then the full step is right.
            if (Value(c, trial, ax, step, length) <= now + (1e-4 * length * slope) + (1e-14 * Math.Abs(now))) return length;
        }

        return 0;
    }

    private double Value(ReadOnlySpan<double> c, ReadOnlySpan<double> x, ReadOnlySpan<double> ax, double[] step, double length)
    {
        var sum = _objective.Value(x);
        for (var i = 0; i < step.Length; i++)
        {
            var row = ax[i] + (length * step[i]);
            sum += (c[i] * row) + (0.5 * Rho[i] * row * row);
        }

        return sum;
    }

    /// <summary>As for a quadratic program with the Hessian at the start.</summary>
    private static double[] Penalties(ConvexObjective objective, QuadraticProgram frame, double? penalty)
    {
        double[] x = new double[objective.VariableCount], values = new double[objective.HessianPattern.Count];
        objective.Start(x);
        objective.Hessian(x, values);
        return QuadraticAlternation.Penalties(new(new CscMatrix(objective.HessianPattern, values), frame.Q.AsSpan(), frame.A, frame.Lower.AsSpan(), frame.Upper.AsSpan()), penalty);
    }

    private sealed class Curvature(AugmentedHessian hessian) : AugmentedCurvature
    {
        public override void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax) => hessian.Solve(b, x, ax);
    }
}

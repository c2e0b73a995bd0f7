namespace Folding.Problems;

/// <summary>
/// A <see cref="QuadraticProgram"/> seen as a nonlinear program: f = 1/2 x'Px + q'x, g = Ax, no variable bounds.
/// Row multipliers are those of the quadratic program; the bound part of a dual point is zero.
/// </summary>
public sealed class QuadraticNonlinearProgram : NonlinearProgram
{
    /// <summary>Wraps a quadratic program.</summary>
    /// <param name="quadratic">The program.</param>
    /// <param name="start">Starting point, length n; empty for zero.</param>
    public QuadraticNonlinearProgram(QuadraticProgram quadratic, ReadOnlySpan<double> start = default)
        : base(
            Filled((quadratic ?? throw new ArgumentNullException(nameof(quadratic))).VariableCount, double.NegativeInfinity),
            Filled(quadratic.VariableCount, double.PositiveInfinity),
            quadratic.Lower.AsSpan(), quadratic.Upper.AsSpan(),
            start.IsEmpty ? new double[quadratic.VariableCount] : start,
            quadratic.A.Pattern, quadratic.P.Pattern)
    {
        Quadratic = quadratic;
    }

    /// <summary>The wrapped program.</summary>
    public QuadraticProgram Quadratic { get; }

    /// <inheritdoc/>
    public override double ObjectiveAt(ReadOnlySpan<double> primal) => Quadratic.ObjectiveAt(primal);

    /// <inheritdoc/>
    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        Quadratic.P.MultiplySymmetric(x, gradient);
        for (var j = 0; j < gradient.Length; j++) gradient[j] += Quadratic.Q[j];
    }

    /// <inheritdoc/>
    public override void Constraints(ReadOnlySpan<double> x, Span<double> values) => Quadratic.A.Multiply(x, values);

    /// <inheritdoc/>
    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values) => Quadratic.A.Values.CopyTo(values);

    /// <inheritdoc/>
    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        var p = Quadratic.P.Values;
        for (var k = 0; k < p.Length; k++) values[k] = objectiveFactor * p[k];
    }

    private static double[] Filled(int length, double value)
    {
        var filled = new double[length];
        Array.Fill(filled, value);
        return filled;
    }
}

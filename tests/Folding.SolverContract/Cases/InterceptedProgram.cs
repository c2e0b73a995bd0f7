using Folding.Problems;

namespace Folding.SolverContract.Cases;

/// <summary>Which function of a nonlinear program.</summary>
public enum Evaluation
{
    /// <summary>f.</summary>
    Objective,

    /// <summary>∇f.</summary>
    Gradient,

    /// <summary>g.</summary>
    Constraints,

    /// <summary>Jacobian of g.</summary>
    Jacobian,

    /// <summary>Hessian of the Lagrangian.</summary>
    Hessian,
}

/// <summary>Sees, and may change, the values of an evaluation.</summary>
/// <param name="evaluation">Which function.</param>
/// <param name="values">Its values.</param>
public delegate void EvaluationVisitor(Evaluation evaluation, Span<double> values);

/// <summary>A nonlinear program with a visitor after every evaluation.</summary>
/// <param name="inner">The program.</param>
/// <param name="visit">Called with the values of each evaluation.</param>
public class InterceptedProgram(NonlinearProgram inner, EvaluationVisitor visit) : NonlinearProgram(
    inner.VariableLower.AsSpan(), inner.VariableUpper.AsSpan(), inner.ConstraintLower.AsSpan(), inner.ConstraintUpper.AsSpan(),
    inner.Start.AsSpan(), inner.JacobianPattern, inner.HessianPattern)
{
    /// <inheritdoc/>
    public override double ObjectiveAt(ReadOnlySpan<double> primal)
    {
        Span<double> value = [inner.ObjectiveAt(primal)];
        visit(Evaluation.Objective, value);
        return value[0];
    }

    /// <inheritdoc/>
    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        inner.ObjectiveGradient(x, gradient);
        visit(Evaluation.Gradient, gradient);
    }

    /// <inheritdoc/>
    public override void Constraints(ReadOnlySpan<double> x, Span<double> values)
    {
        inner.Constraints(x, values);
        visit(Evaluation.Constraints, values);
    }

    /// <inheritdoc/>
    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values)
    {
        inner.Jacobian(x, values);
        visit(Evaluation.Jacobian, values);
    }

    /// <inheritdoc/>
    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        inner.LagrangianHessian(x, objectiveFactor, multipliers, values);
        visit(Evaluation.Hessian, values);
    }
}

/// <summary>
/// A program whose gradient costs a good part of a second, so that a solve of a few dozen iterations lasts long
/// enough to be stopped on any machine.
/// </summary>
/// <param name="inner">The program.</param>
public sealed class CostlyProgram(NonlinearProgram inner) : InterceptedProgram(inner, static (evaluation, values) =>
{
    if (evaluation != Evaluation.Gradient) return;
    var sum = 0.0;
    for (var k = 1; k <= 10_000_000; k++) sum += Math.Sin(k);
    // The sum is below 2 in absolute value, so nothing is added; but it has to be computed.
    if (Math.Abs(sum) > 1e9) values.Fill(double.NaN);
});

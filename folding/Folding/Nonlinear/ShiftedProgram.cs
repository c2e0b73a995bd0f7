using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>A nonlinear program whose bounds are those of another one plus constants; all else is the other's.</summary>
internal sealed class ShiftedProgram(NonlinearProgram inner, double[] constraintLower, double[] constraintUpper, double[] variableLower, double[] variableUpper)
    : NonlinearProgram(
        Vectors.Sum(inner.VariableLower.AsSpan(), 1, variableLower), Vectors.Sum(inner.VariableUpper.AsSpan(), 1, variableUpper),
        Vectors.Sum(inner.ConstraintLower.AsSpan(), 1, constraintLower), Vectors.Sum(inner.ConstraintUpper.AsSpan(), 1, constraintUpper),
        inner.Start.AsSpan(), inner.JacobianPattern, inner.HessianPattern)
{
    public override ImmutableArray<double> Parameters => inner.Parameters;

    public override double ObjectiveAt(ReadOnlySpan<double> primal) => inner.ObjectiveAt(primal);

    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient) => inner.ObjectiveGradient(x, gradient);

    public override void Constraints(ReadOnlySpan<double> x, Span<double> values) => inner.Constraints(x, values);

    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values) => inner.Jacobian(x, values);

    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values) =>
        inner.LagrangianHessian(x, objectiveFactor, multipliers, values);

    public override NonlinearProgram WithParameters(ReadOnlySpan<double> parameters) =>
        new ShiftedProgram(inner.WithParameters(parameters), constraintLower, constraintUpper, variableLower, variableUpper);

    public override void ParameterGradient(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, in ParameterWeights weights, Span<double> gradient) =>
        inner.ParameterGradient(x, multipliers, weights, gradient);

    public override void ParameterTangent(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> direction, ParameterChange change) =>
        inner.ParameterTangent(x, multipliers, direction, change);
}

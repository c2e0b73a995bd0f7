using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.Modeling;

/// <summary>
/// A model as a <see cref="NonlinearProgram"/> at parameters p. Holds the data d(p) and the constant part of the Jacobian;
/// everything else is the structure's. The members may be called on several threads at once.
/// </summary>
internal sealed class ModelProgram : NonlinearProgram
{
    private readonly NonlinearStructure _structure;
    private readonly double[] _p, _d, _linearJacobian;
    private readonly Lazy<CscMatrix> _dataJacobian;

    public ModelProgram(NonlinearStructure structure, double[] p)
        : this(structure, p, structure.Map.DataAt(p))
    {
    }

    private ModelProgram(NonlinearStructure structure, double[] p, double[] d)
        : this(structure, p, d, structure.VariableBounds.At(d), structure.ConstraintBounds.At(d))
    {
    }

    private ModelProgram(NonlinearStructure structure, double[] p, double[] d, (double[] Lower, double[] Upper) variables, (double[] Lower, double[] Upper) constraints)
        : base(
            variables.Lower, variables.Upper, constraints.Lower, constraints.Upper,
            structure.StartWithin(variables.Lower, variables.Upper), structure.JacobianPattern, structure.HessianPattern)
    {
        (_structure, _p, _d) = (structure, p, d);
        _linearJacobian = new double[structure.JacobianPattern.Count];
        structure.Constraints.AddLinearJacobian(d, _linearJacobian);
        _dataJacobian = new(() => structure.Map.JacobianAt(p));
    }

    public override ImmutableArray<double> Parameters => ImmutableCollectionsMarshal.AsImmutableArray(_p);

    public override double ObjectiveAt(ReadOnlySpan<double> primal)
    {
        double value = 0;
        _structure.Objective.Values(primal, _p, _d, new(ref value));
        return value;
    }

    public override void ObjectiveGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        _structure.Objective.AddLinearJacobian(_d, gradient);
        _structure.Objective.AddCurvedJacobian(x, _p, _d, gradient);
    }

    public override void Constraints(ReadOnlySpan<double> x, Span<double> values) => _structure.Constraints.Values(x, _p, _d, values);

    public override void Jacobian(ReadOnlySpan<double> x, Span<double> values)
    {
        _linearJacobian.CopyTo(values);
        _structure.Constraints.AddCurvedJacobian(x, _p, _d, values);
    }

    public override void LagrangianHessian(ReadOnlySpan<double> x, double objectiveFactor, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        values.Clear();
        _structure.Objective.AddHessian(x, _p, _d, new(in objectiveFactor), values);
        _structure.Constraints.AddHessian(x, _p, _d, multipliers, values);
    }

    public override NonlinearProgram WithParameters(ReadOnlySpan<double> parameters)
    {
        if (parameters.Length != _p.Length)
            throw new ArgumentException($"{parameters.Length} parameters were given; the model has {_p.Length}.", nameof(parameters));
        for (var k = 0; k < parameters.Length; k++)
        {
            if (!double.IsFinite(parameters[k]))
                throw new ArgumentException($"parameter {_structure.ParameterName(k)} is {parameters[k]}; it must be finite.", nameof(parameters));
        }

        return new ModelProgram(_structure, parameters.ToArray());
    }

    public override void ParameterGradient(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, in ParameterWeights weights, Span<double> gradient)
    {
        gradient.Clear();
        var data = new double[_d.Length];
        double objective = weights.Objective, one = 1;
        _structure.Objective.AddParameterGradient(x, _p, new(in objective), new(in one), weights.Stationarity, gradient, data);
        _structure.Constraints.AddParameterGradient(x, _p, weights.Constraints, multipliers, weights.Stationarity, gradient, data);
        _structure.ConstraintBounds.AddGradient(weights.ConstraintLower, weights.ConstraintUpper, data);
        _structure.VariableBounds.AddGradient(weights.VariableLower, weights.VariableUpper, data);
        _structure.Map.AddTransposed(_dataJacobian.Value, data, gradient);
    }

    public override void ParameterTangent(ReadOnlySpan<double> x, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> direction, ParameterChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        change.Clear();
        var data = _structure.Map.Along(_dataJacobian.Value, direction);
        double objective = 0, one = 1;
        _structure.Objective.AddParameterTangent(x, _p, new(in one), direction, data, new(ref objective), change.Stationarity.Span);
        change.Objective = objective;
        _structure.Constraints.AddParameterTangent(x, _p, multipliers, direction, data, change.Constraints.Span, change.Stationarity.Span);
        _structure.ConstraintBounds.Along(data, change.ConstraintLower.Span, change.ConstraintUpper.Span);
        _structure.VariableBounds.Along(data, change.VariableLower.Span, change.VariableUpper.Span);
    }
}

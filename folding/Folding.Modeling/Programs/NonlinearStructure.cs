using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.Modeling;

/// <summary>A model as a <see cref="NonlinearProgram"/>: the compiled functions, the patterns of their derivatives, and the map from parameters to data.</summary>
internal sealed class NonlinearStructure : ProgramStructure<NonlinearProgram, NonlinearData>
{
    private readonly ModelRows _rows;
    private readonly Func<int, string> _parameterName;

    public NonlinearStructure(ModelRows rows, Func<int, string> parameterName)
    {
        _rows = rows;
        _parameterName = parameterName;
        Objective = new(rows.Graph, Operation.Variable, [rows.Objective], rows.Table);
        Constraints = new(rows.Graph, Operation.Variable, rows.Constraints, rows.Table);
        Map = new(rows.Graph, rows.Table, rows.ParameterCount);

        int n = rows.VariableCount, m = rows.Constraints.Count;
        // The gradient of the objective is dense: an entry is stored at its variable.
        int[] gradientSlots = [.. Objective.JacobianEntries().Select(static entry => entry.Column)];
        (JacobianPattern, var jacobianSlots) = PatternBuilder.Build(m, n, CollectionsMarshal.AsSpan(Constraints.JacobianEntries()));
        var curvature = Objective.HessianEntries();
        var first = curvature.Count;
        curvature.AddRange(Constraints.HessianEntries());
        (HessianPattern, var hessianSlots) = PatternBuilder.Build(n, n, CollectionsMarshal.AsSpan(curvature));
        Objective.Bind(gradientSlots, hessianSlots.AsSpan(0, first));
        Constraints.Bind(jacobianSlots, hessianSlots.AsSpan(first));
    }

    public override ProblemClass Class => ProblemClass.Nonlinear;

    /// <summary>One row.</summary>
    public FunctionSystem Objective { get; }

    public FunctionSystem Constraints { get; }

    public ParameterMap Map { get; }

    public SparsityPattern JacobianPattern { get; }

    public SparsityPattern HessianPattern { get; }

    public BoundEntries ConstraintBounds => _rows.ConstraintBounds;

    public BoundEntries VariableBounds => _rows.VariableBounds;

    public string ParameterName(int parameter) => _parameterName(parameter);

    public override int ConstraintCount => _rows.Constraints.Count;

    public override int? DualOfVariable(int variable) => _rows.Constraints.Count + variable;

    public override NonlinearProgram Assemble(double[] p) => new ModelProgram(this, p);

    /// <summary>The starting values that were given, and for the rest the number closest to 0 within the bounds.</summary>
    public double[] StartWithin(double[] lower, double[] upper)
    {
        var start = new double[lower.Length];
        for (var j = 0; j < start.Length; j++) start[j] = double.IsNaN(_rows.Start[j]) ? Math.Clamp(0, lower[j], upper[j]) : _rows.Start[j];
        return start;
    }

    protected override DifferentiableSolver<NonlinearProgram, NonlinearData> Layer(ISolver<NonlinearProgram> solver, GradientMethod method) => DifferentiableSolver.ForNonlinear(solver, method);

    /// <summary>A nonlinear program has the model's parameters for data; the constant of the objective is one of its functions.</summary>
    protected override double[] Gradient(double[] p, NonlinearData data, double objectiveWeight) => [.. data.Parameters];

    protected override NonlinearData Direction(NonlinearProgram program, double[] p, double[] direction) => new(program, direction);
}

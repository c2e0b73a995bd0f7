using Folding.Problems;

namespace Folding.Modeling;

/// <summary>
/// A model as a <see cref="LinearProgram"/>, mixed-integer where variables are: cost, matrix and bounds are entries of the data d(p), on
/// patterns that never change.
/// </summary>
internal sealed class LinearStructure : ProgramStructure<LinearProgram, LinearData>
{
    private readonly ModelRows _rows;
    private readonly (int Variable, int Entry)[] _cost;
    private readonly int? _constant;
    private readonly SparsityPattern _pattern;
    private readonly int[] _matrix;
    private readonly ParameterMap _map;

    public LinearStructure(ModelRows rows)
    {
        _rows = rows;
        _cost = rows.LinearObjective();
        _constant = rows.Graph.IsZero(rows.Objective.Constant) ? null : rows.Table.Entry(rows.Objective.Constant);
        (_pattern, _matrix) = rows.LinearMatrix(rows.Constraints.Count, []);
        _map = new(rows.Graph, rows.Table, rows.ParameterCount);
    }

    public override ProblemClass Class => _rows.IntegerVariables.Length > 0 ? ProblemClass.MixedIntegerLinear : ProblemClass.Linear;

    public override int ConstraintCount => _rows.Constraints.Count;

    public override int? DualOfVariable(int variable) => _rows.Constraints.Count + variable;

    public override LinearProgram Assemble(double[] p)
    {
        var d = _map.DataAt(p);
        var cost = new double[_rows.VariableCount];
        foreach (var (variable, entry) in _cost) cost[variable] = d[entry];
        var (rowLower, rowUpper) = _rows.ConstraintBounds.At(d);
        var (columnLower, columnUpper) = _rows.VariableBounds.At(d);
        return new(
            cost, CscMatrix.Adopt(_pattern, Array.ConvertAll(_matrix, entry => d[entry])), rowLower, rowUpper, columnLower, columnUpper,
            _rows.IntegerVariables, _constant is { } constant ? d[constant] : 0);
    }

    protected override DifferentiableSolver<LinearProgram, LinearData> Layer(ISolver<LinearProgram> solver, GradientMethod method) => DifferentiableSolver.ForLinear(solver, method);

    protected override double[] Gradient(double[] p, LinearData data, double objectiveWeight)
    {
        var d = new double[_map.DataCount];
        foreach (var (variable, entry) in _cost) d[entry] += data.Cost[variable];
        for (var k = 0; k < _matrix.Length; k++) d[_matrix[k]] += data.A.Values[k];
        if (_constant is { } constant) d[constant] += objectiveWeight;
        _rows.ConstraintBounds.AddGradient(data.RowLower.AsSpan(), data.RowUpper.AsSpan(), d);
        _rows.VariableBounds.AddGradient(data.ColumnLower.AsSpan(), data.ColumnUpper.AsSpan(), d);
        var gradient = new double[p.Length];
        _map.AddTransposed(_map.JacobianAt(p), d, gradient);
        return gradient;
    }

    protected override LinearData Direction(LinearProgram program, double[] p, double[] direction)
    {
        var d = _map.Along(_map.JacobianAt(p), direction);
        int n = program.VariableCount, m = program.ConstraintCount;
        double[] cost = new double[n], rowLower = new double[m], rowUpper = new double[m], columnLower = new double[n], columnUpper = new double[n];
        foreach (var (variable, entry) in _cost) cost[variable] = d[entry];
        _rows.ConstraintBounds.Along(d, rowLower, rowUpper);
        _rows.VariableBounds.Along(d, columnLower, columnUpper);
        return new(program, cost, Array.ConvertAll(_matrix, entry => d[entry]), rowLower, rowUpper, columnLower, columnUpper);
    }
}

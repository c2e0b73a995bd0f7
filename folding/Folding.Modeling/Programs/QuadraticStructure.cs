using Folding.Problems;

namespace Folding.Modeling;

/// <summary>
/// A model as a <see cref="QuadraticProgram"/>: P, q, A, l and u are entries of the data d(p), on patterns that never change. Bounded
/// variables have a row each below the constraints.
/// </summary>
internal sealed class QuadraticStructure : ProgramStructure<QuadraticProgram, QuadraticData>
{
    private readonly ModelRows _rows;
    private readonly int[] _boundRows;
    private readonly int[] _bounded;
    private readonly SparsityPattern _pPattern, _aPattern;
    private readonly (int Entry, double Factor)[] _p;
    private readonly int[] _a;
    private readonly (int Variable, int Entry)[] _q;
    private readonly int? _constant;
    private readonly ParameterMap _map;

    public QuadraticStructure(ModelRows rows)
    {
        _rows = rows;
        _bounded = [.. Enumerable.Range(0, rows.VariableCount).Where(j => !rows.VariableBounds.IsFree(j))];
        _boundRows = new int[rows.VariableCount];
        Array.Fill(_boundRows, -1);
        for (var k = 0; k < _bounded.Length; k++) _boundRows[_bounded[k]] = rows.Constraints.Count + k;

        _q = rows.LinearObjective();
        _constant = rows.Graph.IsZero(rows.Objective.Constant) ? null : rows.Table.Entry(rows.Objective.Constant);
        var one = rows.Table.Entry(rows.Graph.One);
        (_aPattern, _a) = rows.LinearMatrix(rows.Constraints.Count + _bounded.Length, _bounded.Select(j => new LinearTerm(_boundRows[j], j, one)));

        // 1/2 x'Px = Σ c x_i x_j: on the diagonal P = 2c, off it the stored entry stands for two of the matrix and P = c.
        var quadratic = rows.Objective.Quadratic;
        (_pPattern, var slots) = PatternBuilder.Build(rows.VariableCount, rows.VariableCount, Array.ConvertAll(quadratic, static term => (term.First, term.Second)));
        _p = new (int, double)[quadratic.Length];
        for (var k = 0; k < quadratic.Length; k++) _p[slots[k]] = (rows.Table.Entry(quadratic[k].Coefficient), quadratic[k].First == quadratic[k].Second ? 2 : 1);
        _map = new(rows.Graph, rows.Table, rows.ParameterCount);
    }

    public override ProblemClass Class => ProblemClass.Quadratic;

    public override int ConstraintCount => _rows.Constraints.Count;

    public override int? DualOfVariable(int variable) => _boundRows[variable] < 0 ? null : _boundRows[variable];

    public override QuadraticProgram Assemble(double[] p)
    {
        var d = _map.DataAt(p);
        var q = new double[_rows.VariableCount];
        foreach (var (variable, entry) in _q) q[variable] = d[entry];
        var (rowLower, rowUpper) = _rows.ConstraintBounds.At(d);
        var (variableLower, variableUpper) = _rows.VariableBounds.At(d);
        return new(
            CscMatrix.Adopt(_pPattern, Array.ConvertAll(_p, term => term.Factor * d[term.Entry])), q, CscMatrix.Adopt(_aPattern, Array.ConvertAll(_a, entry => d[entry])),
            [.. rowLower, .. Bounded(variableLower)], [.. rowUpper, .. Bounded(variableUpper)], _constant is { } constant ? d[constant] : 0);
    }

    protected override DifferentiableSolver<QuadraticProgram, QuadraticData> Layer(ISolver<QuadraticProgram> solver, GradientMethod method) => DifferentiableSolver.ForQuadratic(solver, method);

    private double[] Bounded(double[] byVariable) => Array.ConvertAll(_bounded, j => byVariable[j]);

    private double[] ByVariable(ReadOnlySpan<double> boundRows)
    {
        var values = new double[_rows.VariableCount];
        for (var k = 0; k < _bounded.Length; k++) values[_bounded[k]] = boundRows[k];
        return values;
    }

    protected override double[] Gradient(double[] p, QuadraticData data, double objectiveWeight)
    {
        var d = new double[_map.DataCount];
        var m = _rows.Constraints.Count;
        for (var k = 0; k < _p.Length; k++) d[_p[k].Entry] += _p[k].Factor * data.P.Values[k];
        foreach (var (variable, entry) in _q) d[entry] += data.Q[variable];
        for (var k = 0; k < _a.Length; k++) d[_a[k]] += data.A.Values[k];
        if (_constant is { } constant) d[constant] += objectiveWeight;
        _rows.ConstraintBounds.AddGradient(data.Lower.AsSpan()[..m], data.Upper.AsSpan()[..m], d);
        _rows.VariableBounds.AddGradient(ByVariable(data.Lower.AsSpan()[m..]), ByVariable(data.Upper.AsSpan()[m..]), d);
        var gradient = new double[p.Length];
        _map.AddTransposed(_map.JacobianAt(p), d, gradient);
        return gradient;
    }

    protected override QuadraticData Direction(QuadraticProgram program, double[] p, double[] direction)
    {
        var d = _map.Along(_map.JacobianAt(p), direction);
        int n = _rows.VariableCount, m = _rows.Constraints.Count;
        double[] q = new double[n], rowLower = new double[m], rowUpper = new double[m], variableLower = new double[n], variableUpper = new double[n];
        foreach (var (variable, entry) in _q) q[variable] = d[entry];
        _rows.ConstraintBounds.Along(d, rowLower, rowUpper);
        _rows.VariableBounds.Along(d, variableLower, variableUpper);
        return new(
            program, Array.ConvertAll(_p, term => term.Factor * d[term.Entry]), q, Array.ConvertAll(_a, entry => d[entry]),
            [.. rowLower, .. Bounded(variableLower)], [.. rowUpper, .. Bounded(variableUpper)]);
    }
}

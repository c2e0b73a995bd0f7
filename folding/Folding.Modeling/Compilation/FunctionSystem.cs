using System.Runtime.CompilerServices;

namespace Folding.Modeling;

/// <summary>
/// Functions of x, one for each row, split by how they depend on x:
/// <code>row_r(x; d, p) = d[constant] + Σ d[e] x_j + Σ d[e] x_i x_j + Σ a f(x; p)</code>
/// d are data, functions of the parameters p alone; the f belong to groups of elements. Linear terms have a constant Jacobian and
/// quadratic ones a constant Hessian. Evaluations allocate nothing in the long run and may run on several threads.
/// </summary>
internal sealed class FunctionSystem
{
    private readonly (int Row, int Entry)[] _constants;
    private readonly LinearTerm[] _linear;
    private readonly QuadraticTerm[] _quadratic;
    private readonly ElementGroup[] _groups;
    private int[] _linearSlots = [], _quadraticSlots = [], _hessianSlots = [];

    /// <param name="graph">Holds the nodes of the rows.</param>
    /// <param name="leaf">What counts as x.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="table">Receives the coefficients and constants.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FunctionSystem(ExpressionGraph graph, Operation leaf, IReadOnlyList<SeparableForm> rows, DataTable table)
    {
        List<(int, int)> constants = [];
        List<LinearTerm> linear = [];
        List<QuadraticTerm> quadratic = [];
        for (var row = 0; row < rows.Count; row++)
        {
            if (!graph.IsZero(rows[row].Constant)) constants.Add((row, table.Entry(rows[row].Constant)));
            foreach (var (variable, coefficient) in rows[row].Linear) linear.Add(new(row, variable, table.Entry(coefficient)));
            foreach (var (first, second, coefficient) in rows[row].Quadratic) quadratic.Add(new(row, first, second, table.Entry(coefficient)));
        }

        RowCount = rows.Count;
        _constants = [.. constants];
        _linear = [.. linear];
        _quadratic = [.. quadratic];
        _groups = ElementGrouping.Of(graph, leaf, rows);
    }

    public int RowCount { get; }

    public IReadOnlyList<ElementGroup> Groups => _groups;

    public ReadOnlySpan<LinearTerm> Linear => _linear;

    public ReadOnlySpan<QuadraticTerm> Quadratic => _quadratic;

    /// <summary>Row and variable of each entry of the Jacobian, in the order that <see cref="Bind"/> expects.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public List<(int Row, int Column)> JacobianEntries()
    {
        List<(int Row, int Column)> entries = [];
        foreach (var term in _linear) entries.Add((term.Row, term.Variable));
        foreach (var term in _quadratic)
        {
            entries.Add((term.Row, term.First));
            entries.Add((term.Row, term.Second));
        }

        foreach (var group in _groups) group.ListJacobian(entries);
        return entries;
    }

    /// <summary>Variables of each entry of the Hessian, the smaller first, in the order that <see cref="Bind"/> expects.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public List<(int Row, int Column)> HessianEntries()
    {
        List<(int Row, int Column)> entries = [];
        foreach (var term in _quadratic) entries.Add((term.First, term.Second));
        foreach (var group in _groups) group.ListHessian(entries);
        return entries;
    }

    /// <summary>Says where the entries of the derivatives are stored.</summary>
    /// <param name="jacobianSlots">One for each of <see cref="JacobianEntries"/>.</param>
    /// <param name="hessianSlots">One for each of <see cref="HessianEntries"/>; empty where second derivatives are not wanted.</param>
    public void Bind(ReadOnlySpan<int> jacobianSlots, ReadOnlySpan<int> hessianSlots)
    {
        _linearSlots = jacobianSlots[.._linear.Length].ToArray();
        _quadraticSlots = jacobianSlots.Slice(_linear.Length, 2 * _quadratic.Length).ToArray();
        jacobianSlots = jacobianSlots[(_linear.Length + 2 * _quadratic.Length)..];
        if (!hessianSlots.IsEmpty)
        {
            _hessianSlots = hessianSlots[.._quadratic.Length].ToArray();
            hessianSlots = hessianSlots[_quadratic.Length..];
        }

        foreach (var group in _groups) group.Bind(ref jacobianSlots, ref hessianSlots);
    }

    /// <summary>Writes the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Values(ReadOnlySpan<double> x, ReadOnlySpan<double> p, ReadOnlySpan<double> d, Span<double> rows)
    {
        rows.Clear();
        foreach (var (row, entry) in _constants) rows[row] += d[entry];
        foreach (var term in _linear) rows[term.Row] += d[term.Entry] * x[term.Variable];
        foreach (var term in _quadratic) rows[term.Row] += d[term.Entry] * x[term.First] * x[term.Second];
        foreach (var group in _groups) group.AddValues(x, p, rows);
    }

    /// <summary>Adds the part of the Jacobian that does not depend on x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddLinearJacobian(ReadOnlySpan<double> d, Span<double> values)
    {
        for (var k = 0; k < _linear.Length; k++) values[_linearSlots[k]] += d[_linear[k].Entry];
    }

    /// <summary>Adds the part of the Jacobian that depends on x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddCurvedJacobian(ReadOnlySpan<double> x, ReadOnlySpan<double> p, ReadOnlySpan<double> d, Span<double> values)
    {
        for (var k = 0; k < _quadratic.Length; k++)
        {
            var term = _quadratic[k];
            var c = d[term.Entry];
            values[_quadraticSlots[2 * k]] += c * x[term.Second];
            values[_quadraticSlots[2 * k + 1]] += c * x[term.First];
        }

        foreach (var group in _groups) group.AddJacobian(x, p, values);
    }

    /// <summary>Adds the Hessian of Σ multipliers[row] row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> p, ReadOnlySpan<double> d, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        for (var k = 0; k < _quadratic.Length; k++)
        {
            var term = _quadratic[k];
            values[_hessianSlots[k]] += (term.First == term.Second ? 2 : 1) * multipliers[term.Row] * d[term.Entry];
        }

        foreach (var group in _groups) group.AddHessian(x, p, multipliers, values);
    }

    /// <summary>
    /// Reverse mode in p and d of the scalar <c>Σ weights[row] row + stationarity' ∇_x Σ multipliers[row] row</c>: adds to both gradients. An
    /// empty span is zero.
    /// </summary>
    public void AddParameterGradient(
        ReadOnlySpan<double> x, ReadOnlySpan<double> p, ReadOnlySpan<double> weights, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> stationarity,
        Span<double> parameterGradient, Span<double> dataGradient)
    {
        foreach (var (row, entry) in _constants) dataGradient[entry] += At(weights, row);
        foreach (var term in _linear)
            dataGradient[term.Entry] += At(weights, term.Row) * x[term.Variable] + At(multipliers, term.Row) * At(stationarity, term.Variable);
        foreach (var (row, i, j, entry) in _quadratic)
            dataGradient[entry] += At(weights, row) * x[i] * x[j] + At(multipliers, row) * (At(stationarity, i) * x[j] + x[i] * At(stationarity, j));
        foreach (var group in _groups) group.AddParameterGradient(x, p, weights, multipliers, stationarity, parameterGradient);
    }

    /// <summary>Forward mode in p and d: adds the derivatives of the rows and of <c>∇_x Σ multipliers[row] row</c> along (dp, dd).</summary>
    public void AddParameterTangent(
        ReadOnlySpan<double> x, ReadOnlySpan<double> p, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> parameterDirection, ReadOnlySpan<double> dataDirection,
        Span<double> rows, Span<double> stationarity)
    {
        foreach (var (row, entry) in _constants) rows[row] += dataDirection[entry];
        foreach (var (row, j, entry) in _linear)
        {
            rows[row] += dataDirection[entry] * x[j];
            stationarity[j] += At(multipliers, row) * dataDirection[entry];
        }

        foreach (var (row, i, j, entry) in _quadratic)
        {
            var change = dataDirection[entry];
            rows[row] += change * x[i] * x[j];
            stationarity[i] += At(multipliers, row) * change * x[j];
            stationarity[j] += At(multipliers, row) * change * x[i];
        }

        foreach (var group in _groups) group.AddParameterTangent(x, p, multipliers, parameterDirection, rows, stationarity);
    }

    private static double At(ReadOnlySpan<double> vector, int k) => vector.IsEmpty ? 0 : vector[k];
}

/// <summary>d[entry] x_variable in a row.</summary>
internal readonly record struct LinearTerm(int Row, int Variable, int Entry);

/// <summary>d[entry] x_first x_second in a row.</summary>
internal readonly record struct QuadraticTerm(int Row, int First, int Second, int Entry);

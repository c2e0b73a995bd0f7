using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.Modeling;

/// <summary>
/// The map from the parameters p to the data d of a program, and its derivative. Most data are numbers; the rest are functions
/// of p, mostly affine, evaluated like the rows of a program. Immutable.
/// </summary>
internal sealed class ParameterMap
{
    private readonly int _parameterCount;
    private readonly double[] _numbers;
    private readonly int[] _moving;
    private readonly FunctionSystem _functions;
    private readonly double[] _coefficients;
    private readonly SparsityPattern _pattern;

    /// <param name="graph">The graph; receives coefficients.</param>
    /// <param name="table">The data.</param>
    /// <param name="parameterCount">Number of parameters.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ParameterMap(ExpressionGraph graph, DataTable table, int parameterCount)
    {
        _parameterCount = parameterCount;
        _numbers = new double[table.Nodes.Count];
        List<int> moving = [];
        List<SeparableForm> functions = [];
        var decomposition = new Decomposition(graph, Operation.Parameter);
        for (var entry = 0; entry < _numbers.Length; entry++)
        {
            var node = table.Nodes[entry];
            if (graph.IsConstant(node)) _numbers[entry] = graph.ValueOf(node);
            else
            {
                moving.Add(entry);
                functions.Add(decomposition.Of(node));
            }
        }

        _moving = [.. moving];
        var coefficients = new DataTable();
        _functions = new(graph, Operation.Parameter, functions, coefficients);
        _coefficients = [.. coefficients.Nodes.Select(graph.ValueOf)];
        (_pattern, var slots) = PatternBuilder.Build(_moving.Length, parameterCount, CollectionsMarshal.AsSpan(_functions.JacobianEntries()));
        _functions.Bind(slots, []);
    }

    /// <summary>Number of data.</summary>
    public int DataCount => _numbers.Length;

    /// <summary>d(p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[] DataAt(ReadOnlySpan<double> p)
    {
        var d = (double[])_numbers.Clone();
        var values = new double[_moving.Length];
        _functions.Values(p, [], _coefficients, values);
        for (var k = 0; k < values.Length; k++) d[_moving[k]] = values[k];
        return d;
    }

    /// <summary>∂d/∂p on the data that move.</summary>
    public CscMatrix JacobianAt(ReadOnlySpan<double> p)
    {
        var values = new double[_pattern.Count];
        _functions.AddLinearJacobian(_coefficients, values);
        _functions.AddCurvedJacobian(p, [], _coefficients, values);
        return CscMatrix.Adopt(_pattern, values);
    }

    /// <summary>gradient += (∂d/∂p)' dataGradient.</summary>
    public void AddTransposed(CscMatrix jacobian, ReadOnlySpan<double> dataGradient, Span<double> gradient)
    {
        var weights = new double[_moving.Length];
        for (var k = 0; k < weights.Length; k++) weights[k] = dataGradient[_moving[k]];
        jacobian.AddTransposedMultiply(weights, gradient);
    }

    /// <summary>The change of the data along a direction of p.</summary>
    public double[] Along(CscMatrix jacobian, ReadOnlySpan<double> direction)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(direction.Length, _parameterCount);
        var change = new double[_moving.Length];
        jacobian.Multiply(direction, change);
        var data = new double[DataCount];
        for (var k = 0; k < change.Length; k++) data[_moving[k]] = change[k];
        return data;
    }
}

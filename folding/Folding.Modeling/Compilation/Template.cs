namespace Folding.Modeling;

/// <summary>A tape and what each of its outputs is.</summary>
/// <typeparam name="TEntry">Names an output.</typeparam>
internal sealed record Kernel<TEntry>(Tape Tape, TEntry[] Entries);

/// <summary>
/// Functions f_k(x; d, p), k = 1..K, of a few variables x, numbers d and parameters p, compiled with all their derivatives.
/// Every derivative is found on the graph by reverse mode and compiled to a tape of its own; the weights are inputs:
/// <code>
/// Values       f_k
/// Jacobian     ∂f_k/∂x_i
/// Hessian      ∂²(Σ μ_k f_k)/∂x_i∂x_j, i ≤ j
/// Reverse      ∂/∂p_j of   Σ ω_k f_k + Σ_i r_i ∂(Σ μ_k f_k)/∂x_i
/// Forward      Σ_j ∂f_k/∂p_j dp_j   and   Σ_j ∂²(Σ μ_k f_k)/∂x_i∂p_j dp_j
/// </code>
/// Entries that are identically zero do not exist. Thread-safe.
/// </summary>
internal sealed class Template
{
    private readonly ExpressionGraph _graph = new();
    private readonly int[] _outputs, _variables, _parameters;
    private readonly Lazy<Kernel<(int Output, int Variable)>> _jacobian;
    private readonly Lazy<Kernel<(int First, int Second)>> _hessian;
    private readonly Lazy<Kernel<int>> _reverse;
    private readonly Lazy<(Kernel<int> Functions, Kernel<int> Gradient)> _forward;

    public Template(Element element)
    {
        VariableCount = element.Variables.Length;
        DataCount = element.Data.Length;
        ParameterCount = element.Parameters.Length;
        _variables = new int[VariableCount];
        _parameters = new int[ParameterCount];
        for (var i = 0; i < VariableCount; i++) _variables[i] = Input(i);
        for (var j = 0; j < ParameterCount; j++) _parameters[j] = Input(FirstParameter + j);
        _outputs = Build(element.Code);
        Values = TapeWriter.Compile(_graph, _outputs);
        _jacobian = new(() => Locked(FindJacobian));
        _hessian = new(() => Locked(FindHessian));
        _reverse = new(() => Locked(FindReverse));
        _forward = new(() => Locked(FindForward));
    }

    public int VariableCount { get; }

    public int DataCount { get; }

    public int ParameterCount { get; }

    public int OutputCount => _outputs.Length;

    // Inputs by number: x, d, p, then the weights.
    public int FirstData => VariableCount;

    public int FirstParameter => FirstData + DataCount;

    /// <summary>ω.</summary>
    public int FirstWeight => FirstParameter + ParameterCount;

    /// <summary>μ.</summary>
    public int FirstMultiplier => FirstWeight + OutputCount;

    /// <summary>r.</summary>
    public int FirstStationarity => FirstMultiplier + OutputCount;

    /// <summary>dp.</summary>
    public int FirstDirection => FirstStationarity + VariableCount;

    public Tape Values { get; }

    public Kernel<(int Output, int Variable)> Jacobian => _jacobian.Value;

    public Kernel<(int First, int Second)> Hessian => _hessian.Value;

    /// <summary>Entries: places of parameters.</summary>
    public Kernel<int> Reverse => _reverse.Value;

    /// <summary>Entries: functions, and places of variables.</summary>
    public (Kernel<int> Functions, Kernel<int> Gradient) Forward => _forward.Value;

    private T Locked<T>(Func<T> find)
    {
        lock (_graph) return find();
    }

    private int Input(int number) => _graph.Leaf(Operation.Variable, number);

    private int[] Inputs(int first, int count) => [.. Enumerable.Range(first, count).Select(Input)];

    /// <summary>The functions as nodes of this template's graph, from an element's code.</summary>
    private int[] Build(int[] code)
    {
        var count = (code.Length - 1 - code[^1]) / 4;
        var nodes = new int[count];
        for (var k = 0; k < count; k++)
        {
            var (operation, a, b, c) = ((Operation)code[4 * k], code[4 * k + 1], code[4 * k + 2], code[4 * k + 3]);
            nodes[k] = operation switch
            {
                Operation.Variable => _variables[a],
                Operation.Parameter => _parameters[a],
                Operation.Constant => Input(FirstData + a),
                Operation.Power => _graph.Power(nodes[a], BitConverter.Int64BitsToDouble(((long)b << 32) | (uint)c)),
                _ => _graph.Apply(operation, nodes[a], nodes[b]),
            };
        }

        return [.. code.AsSpan(4 * count, code[^1]).ToArray().Select(place => nodes[place])];
    }

    private Kernel<(int Output, int Variable)> FindJacobian()
    {
        List<(int, int)> entries = [];
        List<int> nodes = [];
        for (var k = 0; k < _outputs.Length; k++)
        {
            var adjoints = Derivatives.Reverse(_graph, [_outputs[k]], [_graph.One], _variables);
            for (var i = 0; i < adjoints.Length; i++)
            {
                if (adjoints[i] == ExpressionGraph.None) continue;
                entries.Add((k, i));
                nodes.Add(adjoints[i]);
            }
        }

        return Compiled(nodes, entries);
    }

    private Kernel<(int First, int Second)> FindHessian()
    {
        List<(int, int)> entries = [];
        List<int> nodes = [];
        var gradient = LagrangianGradient();
        for (var j = 0; j < gradient.Length; j++)
        {
            if (gradient[j] == ExpressionGraph.None) continue;
            var column = Derivatives.Reverse(_graph, [gradient[j]], [_graph.One], _variables.AsSpan(0, j + 1));
            for (var i = 0; i <= j; i++)
            {
                if (column[i] == ExpressionGraph.None) continue;
                entries.Add((i, j));
                nodes.Add(column[i]);
            }
        }

        return Compiled(nodes, entries);
    }

    private Kernel<int> FindReverse()
    {
        var gradient = LagrangianGradient();
        var scalar = Sum(_outputs, Inputs(FirstWeight, OutputCount), Sum(gradient, Inputs(FirstStationarity, VariableCount), _graph.Zero));
        var adjoints = Derivatives.Reverse(_graph, [scalar], [_graph.One], _parameters);
        var places = Enumerable.Range(0, ParameterCount).Where(j => adjoints[j] != ExpressionGraph.None).ToList();
        return Compiled(places.ConvertAll(j => adjoints[j]), places);
    }

    private (Kernel<int>, Kernel<int>) FindForward()
    {
        var directions = Inputs(FirstDirection, ParameterCount);
        return (Along(_outputs), Along(LagrangianGradient()));

        Kernel<int> Along(int[] functions)
        {
            var derivatives = Array.ConvertAll(functions, function => function == ExpressionGraph.None
                ? function
                : Sum(Derivatives.Reverse(_graph, [function], [_graph.One], _parameters), directions, _graph.Zero));
            var places = Enumerable.Range(0, functions.Length).Where(k => !_graph.IsZero(derivatives[k])).ToList();
            return Compiled(places.ConvertAll(k => derivatives[k]), places);
        }
    }

    /// <summary>∂(Σ μ_k f_k)/∂x_i.</summary>
    private int[] LagrangianGradient() => Derivatives.Reverse(_graph, _outputs, Inputs(FirstMultiplier, OutputCount), _variables);

    private int Sum(int[] nodes, int[] weights, int sum)
    {
        for (var k = 0; k < nodes.Length; k++)
        {
            if (nodes[k] != ExpressionGraph.None) sum = _graph.Add(sum, _graph.Multiply(nodes[k], weights[k]));
        }

        return sum;
    }

    private Kernel<TEntry> Compiled<TEntry>(List<int> nodes, List<TEntry> entries) =>
        new(TapeWriter.Compile(_graph, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(nodes)), [.. entries]);
}

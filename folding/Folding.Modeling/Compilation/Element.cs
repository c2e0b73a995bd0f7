using System.Runtime.InteropServices;

namespace Folding.Modeling;

/// <summary>
/// Nonlinear functions of the same few variables, split into structure and data: a code in which variables, parameters and
/// numbers are anonymous, and the list of what stands in their places. Elements of equal code share one <see cref="Template"/>.
/// </summary>
/// <param name="Code">Four numbers for each node (operation and operands, or the high and low half of an exponent), then the position of each output, then the number of outputs.</param>
/// <param name="Variables">Number of the variable at each place.</param>
/// <param name="Parameters">Number of the parameter at each place.</param>
/// <param name="Data">The number at each place.</param>
internal sealed record Element(int[] Code, int[] Variables, int[] Parameters, double[] Data);

/// <summary>Reads elements off a graph, numbering what they contain in the order in which a walk from the outputs meets it.</summary>
/// <param name="graph">The graph.</param>
/// <param name="leaf">The leaves that count as variables; those of the other kind are parameters.</param>
internal sealed class ElementReader(ExpressionGraph graph, Operation leaf)
{
    private readonly List<int> _code = [], _variables = [], _parameters = [];
    private readonly List<double> _data = [];
    private readonly Stack<int> _stack = [];
    private int[] _place = [], _stamp = [];
    private int _round, _next;

    /// <summary>The element with these outputs.</summary>
    public Element Read(ReadOnlySpan<int> outputs)
    {
        Begin();
        _code.Clear();
        _parameters.Clear();
        _data.Clear();
        foreach (var output in outputs) Walk(output, Write);
        foreach (var output in outputs) _code.Add(_place[output]);
        _code.Add(outputs.Length);
        return new([.. _code], [.. _variables], [.. _parameters], [.. _data]);
    }

    /// <summary>The variables under a node, increasing.</summary>
    public int[] VariablesOf(int node)
    {
        Begin();
        Walk(node, Visit);
        var variables = _variables.ToArray();
        Array.Sort(variables);
        return variables;
    }

    private void Begin()
    {
        if (_place.Length < graph.Count)
        {
            _place = new int[2 * graph.Count];
            _stamp = new int[2 * graph.Count];
        }

        _round++;
        _next = 0;
        _variables.Clear();
    }

    /// <summary>Calls <paramref name="visit"/> for every node below, operands first, each once.</summary>
    private void Walk(int root, Action<int> visit)
    {
        _stack.Push(root);
        while (_stack.TryPeek(out var node))
        {
            if (_stamp[node] == _round)
            {
                _stack.Pop();
                continue;
            }

            var operation = graph.OperationOf(node);
            if (!operation.IsLeaf())
            {
                int a = graph.Left(node), b = operation.IsBinary() && operation != Operation.Power ? graph.Right(node) : a;
                var ready = _stamp[a] == _round && _stamp[b] == _round;
                if (!ready)
                {
                    if (_stamp[b] != _round) _stack.Push(b);
                    if (_stamp[a] != _round) _stack.Push(a);
                    continue;
                }
            }

            _stack.Pop();
            visit(node);
            _stamp[node] = _round;
        }
    }

    private void Visit(int node)
    {
        if (graph.OperationOf(node) == leaf) _variables.Add(graph.Left(node));
    }

    private void Write(int node)
    {
        _place[node] = _next++;
        var operation = graph.OperationOf(node);
        if (operation is Operation.Variable or Operation.Parameter) operation = operation == leaf ? Operation.Variable : Operation.Parameter;
        var (a, b, c) = operation switch
        {
            Operation.Variable => (Numbered(_variables, graph.Left(node)), 0, 0),
            Operation.Parameter => (Numbered(_parameters, graph.Left(node)), 0, 0),
            Operation.Constant => (Numbered(_data, graph.ValueOf(node)), 0, 0),
            // Exponents are structure: derivatives depend on them.
            Operation.Power => (_place[graph.Left(node)], High(graph.ValueOf(graph.Right(node))), Low(graph.ValueOf(graph.Right(node)))),
            _ => (_place[graph.Left(node)], operation.IsBinary() ? _place[graph.Right(node)] : 0, 0),
        };
        CollectionsMarshal.SetCount(_code, _code.Count + 4);
        var code = CollectionsMarshal.AsSpan(_code)[^4..];
        (code[0], code[1], code[2], code[3]) = ((int)operation, a, b, c);
    }

    private static int Numbered<T>(List<T> list, T item)
    {
        list.Add(item);
        return list.Count - 1;
    }

    private static int High(double value) => (int)(BitConverter.DoubleToInt64Bits(value) >> 32);

    private static int Low(double value) => (int)BitConverter.DoubleToInt64Bits(value);
}

/// <summary>Compares lists of numbers by content.</summary>
internal sealed class ContentComparer : IEqualityComparer<int[]>
{
    public static ContentComparer Instance { get; } = new();

    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(int[] obj)
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
        return hash.ToHashCode();
    }
}

using System.Runtime.CompilerServices;
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
    private readonly List<int> _order = [], _code = [], _variables = [], _parameters = [];
    private readonly List<double> _data = [];
    private readonly Stack<int> _stack = [];
    private int[] _place = [], _stamp = [];
    private int _round;

    /// <summary>The element with these outputs.</summary>
    public Element Read(ReadOnlySpan<int> outputs)
    {
        Begin();
        _code.Clear();
        _parameters.Clear();
        _data.Clear();
        foreach (var output in outputs) Walk(output);
        CollectionsMarshal.SetCount(_code, 4 * _order.Count);
        var code = CollectionsMarshal.AsSpan(_code);
        for (var place = 0; place < _order.Count; place++) Write(_order[place], place, code.Slice(4 * place, 4));
        foreach (var output in outputs) _code.Add(_place[output]);
        _code.Add(outputs.Length);
        return new([.. _code], [.. _variables], [.. _parameters], [.. _data]);
    }

    /// <summary>The variables under a node, increasing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int[] VariablesOf(int node)
    {
        Begin();
        Walk(node);
        foreach (var visited in _order)
        {
            if (graph.OperationOf(visited) == leaf) _variables.Add(graph.Left(visited));
        }

        _variables.Sort();
        return [.. _variables];
    }

    private void Begin()
    {
        if (_place.Length < graph.Count)
        {
            _place = new int[2 * graph.Count];
            _stamp = new int[2 * graph.Count];
        }

        _round++;
        _order.Clear();
        _variables.Clear();
    }

    /// <summary>Appends every node below that was not met in this round, operands first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Walk(int root)
    {
        _stack.Push(root);
        while (_stack.TryPeek(out var node))
        {
            if (_stamp[node] != _round && !graph.OperationOf(node).IsLeaf())
            {
                int a = graph.Left(node), b = HasTwoOperands(node) ? graph.Right(node) : a;
                if (_stamp[b] != _round) _stack.Push(b);
                if (_stamp[a] != _round) _stack.Push(a);
                if (_stamp[b] != _round || _stamp[a] != _round) continue;
            }

            _stack.Pop();
            if (_stamp[node] == _round) continue;
            _stamp[node] = _round;
            _order.Add(node);
        }
    }

    private bool HasTwoOperands(int node) => graph.OperationOf(node) is var operation && operation.IsBinary() && operation != Operation.Power;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(int node, int place, Span<int> code)
    {
        _place[node] = place;
        var operation = graph.OperationOf(node);
        if (operation is Operation.Variable or Operation.Parameter) operation = operation == leaf ? Operation.Variable : Operation.Parameter;
        (code[1], code[2], code[3]) = operation switch
        {
            Operation.Variable => (Numbered(_variables, graph.Left(node)), 0, 0),
            Operation.Parameter => (Numbered(_parameters, graph.Left(node)), 0, 0),
            Operation.Constant => (Numbered(_data, graph.ValueOf(node)), 0, 0),
            // Exponents are structure: derivatives depend on them.
            Operation.Power => (_place[graph.Left(node)], High(graph.ValueOf(graph.Right(node))), Low(graph.ValueOf(graph.Right(node)))),
            _ => (_place[graph.Left(node)], operation.IsBinary() ? _place[graph.Right(node)] : 0, 0),
        };
        code[0] = (int)operation;
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

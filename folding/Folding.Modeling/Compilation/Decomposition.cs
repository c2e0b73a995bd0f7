using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Modeling;

/// <summary>
/// A function as <code>constant + Σ c x_j + Σ c x_i x_j + Σ a e(x)</code> where the c are nodes free of the leaves x, the a are numbers
/// and the e are nonlinear nodes.
/// </summary>
/// <param name="Constant">A node.</param>
/// <param name="Linear">Each variable once.</param>
/// <param name="Quadratic">Each unordered pair once, the smaller number first.</param>
/// <param name="Elements">Each node once.</param>
internal sealed record SeparableForm(
    int Constant, (int Variable, int Coefficient)[] Linear, (int First, int Second, int Coefficient)[] Quadratic, (int Node, double Coefficient)[] Elements);

/// <summary>
/// Takes sums apart. Coefficients flow from a node to its operands in the order of decreasing index, so that a
/// subexpression that is used many times is handled once, with the sum of its coefficients.
/// </summary>
/// <param name="graph">The graph; receives the coefficients.</param>
/// <param name="leaf">What counts as x: variables, or parameters for functions of parameters alone.</param>
internal sealed class Decomposition(ExpressionGraph graph, Operation leaf)
{
    private readonly PriorityQueue<int, int> _queue = new();
    private readonly Dictionary<long, int> _pairs = [];
    private readonly List<(int, int)> _leaves = [], _elements = [];
    private int[] _coefficients = [];
    private Decomposition? _inner;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SeparableForm Of(int root)
    {
        if (_coefficients.Length <= root)
        {
            _coefficients = new int[Math.Max(root + 1, 2 * _coefficients.Length)];
            Array.Fill(_coefficients, ExpressionGraph.None);
        }

        _pairs.Clear();
        _leaves.Clear();
        _elements.Clear();
        var constant = graph.Zero;
        Flow(root, graph.One);
        while (_queue.TryDequeue(out var node, out _))
        {
            var c = _coefficients[node];
            _coefficients[node] = ExpressionGraph.None;
            if (graph.IsZero(c)) continue;
            if (graph.Degree(node, leaf) == 0) constant = graph.Add(constant, graph.Multiply(c, node));
            else if (graph.OperationOf(node) == leaf) _leaves.Add((graph.Left(node), c));
            else if (!TakeApart(node, c, ref constant)) _elements.Add((node, c));
        }

        return new(constant, [.. _leaves], Quadratic(), Elements());
    }

    private (int, int, int)[] Quadratic()
    {
        if (_pairs.Count == 0) return [];
        List<(int, int, int)> terms = new(_pairs.Count);
        foreach (var (pair, coefficient) in _pairs)
        {
            if (!graph.IsZero(coefficient)) terms.Add(((int)(pair >> 32), (int)pair, coefficient));
        }

        return [.. terms];
    }

    /// <summary>A numeric coefficient stays apart; another one becomes part of the element.</summary>
    private (int, double)[] Elements()
    {
        if (_elements.Count == 0) return [];
        var elements = new (int, double)[_elements.Count];
        for (var k = 0; k < elements.Length; k++)
        {
            var (node, coefficient) = _elements[k];
            elements[k] = graph.IsConstant(coefficient) ? (node, graph.ValueOf(coefficient)) : (graph.Multiply(coefficient, node), 1);
        }

        return elements;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Flow(int node, int coefficient)
    {
        ref var sum = ref _coefficients[node];
        if (sum == ExpressionGraph.None)
        {
            sum = coefficient;
            _queue.Enqueue(node, -node);
        }
        else
        {
            sum = graph.Add(sum, coefficient);
        }
    }

    /// <summary>Passes the coefficient on where the node is a sum, a multiple or a product of affine functions; false where it is nonlinear.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TakeApart(int node, int c, ref int constant)
    {
        int a = graph.Left(node), b = graph.Right(node);
        switch (graph.OperationOf(node))
        {
            case Operation.Add:
                Flow(a, c);
                Flow(b, c);
                return true;
            case Operation.Subtract:
                Flow(a, c);
                Flow(b, graph.Negate(c));
                return true;
            case Operation.Negate:
                Flow(a, graph.Negate(c));
                return true;
            case Operation.Divide when graph.Degree(b, leaf) == 0:
                Flow(a, graph.Divide(c, b));
                return true;
            case Operation.Multiply when graph.Degree(a, leaf) == 0:
                Flow(b, graph.Multiply(c, a));
                return true;
            case Operation.Multiply when graph.Degree(b, leaf) == 0:
                Flow(a, graph.Multiply(c, b));
                return true;
            case Operation.Multiply when graph.Degree(a, leaf) == 1 && graph.Degree(b, leaf) == 1:
                Expand(a, b, c, ref constant);
                return true;
            default:
                return false;
        }
    }

    /// <summary>c (α + Σ a_i x_i)(β + Σ b_j x_j), term by term.</summary>
    private void Expand(int a, int b, int c, ref int constant)
    {
        if (Monomial(ref a, ref c) && Monomial(ref b, ref c))
        {
            AddPair(graph.Left(a), graph.Left(b), c);
            return;
        }

        _inner ??= new(graph, leaf);
        var first = _inner.Of(a);
        var second = a == b ? first : _inner.Of(b);
        constant = graph.Add(constant, graph.Multiply(c, graph.Multiply(first.Constant, second.Constant)));
        foreach (var (j, bj) in second.Linear) FlowLeaf(j, graph.Multiply(c, graph.Multiply(first.Constant, bj)));
        foreach (var (i, ai) in first.Linear)
        {
            FlowLeaf(i, graph.Multiply(c, graph.Multiply(second.Constant, ai)));
            foreach (var (j, bj) in second.Linear) AddPair(i, j, graph.Multiply(c, graph.Multiply(ai, bj)));
        }
    }

    /// <summary>Moves the factors of an affine node into the coefficient; true where a leaf remains, the common case.</summary>
    private bool Monomial(ref int node, ref int coefficient)
    {
        while (graph.OperationOf(node) == Operation.Multiply)
        {
            var (a, b) = graph.Degree(graph.Left(node), leaf) == 0 ? (graph.Left(node), graph.Right(node)) : (graph.Right(node), graph.Left(node));
            coefficient = graph.Multiply(coefficient, a);
            node = b;
        }

        return graph.OperationOf(node) == leaf;
    }

    private void AddPair(int i, int j, int term)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, ((long)Math.Min(i, j) << 32) | (uint)Math.Max(i, j), out var exists);
        sum = exists ? graph.Add(sum, term) : term;
    }

    private void FlowLeaf(int number, int coefficient)
    {
        if (!graph.IsZero(coefficient)) Flow(graph.Leaf(leaf, number), coefficient);
    }
}

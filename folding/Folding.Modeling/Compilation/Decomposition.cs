namespace Folding.Modeling;

/// <summary>
/// A function as <code>constant + Σ c x_j + Σ c x_i x_j + Σ a e(x)</code> where the c are nodes free of the leaves x, the a are numbers
/// and the e are nonlinear nodes.
/// </summary>
internal sealed class SeparableForm
{
    /// <summary>A node.</summary>
    public required int Constant { get; set; }

    /// <summary>Each variable once.</summary>
    public List<(int Variable, int Coefficient)> Linear { get; } = [];

    /// <summary>Each unordered pair once, the smaller number first.</summary>
    public List<(int First, int Second, int Coefficient)> Quadratic { get; } = [];

    /// <summary>Each node once.</summary>
    public List<(int Node, double Coefficient)> Elements { get; } = [];
}

/// <summary>
/// Takes sums apart. Coefficients flow from a node to its operands in the order of decreasing index, so that a
/// subexpression that is used many times is handled once, with the sum of its coefficients.
/// </summary>
/// <param name="graph">The graph; receives the coefficients.</param>
/// <param name="leaf">What counts as x: variables, or parameters for functions of parameters alone.</param>
internal sealed class Decomposition(ExpressionGraph graph, Operation leaf)
{
    private readonly PriorityQueue<int, int> _queue = new();
    private readonly Dictionary<int, int> _coefficients = [];
    private readonly Dictionary<(int, int), int> _pairs = [];
    private Decomposition? _inner;

    public SeparableForm Of(int root)
    {
        _pairs.Clear();
        var constant = graph.Constant(0);
        List<(int Node, int Coefficient)> leaves = [], elements = [];
        Flow(root, graph.Constant(1));
        while (_queue.TryDequeue(out var node, out _))
        {
            _coefficients.Remove(node, out var c);
            if (graph.IsZero(c)) continue;
            if (graph.Degree(node, leaf) == 0) constant = graph.Add(constant, graph.Multiply(c, node));
            else if (graph.OperationOf(node) == leaf) leaves.Add((graph.Left(node), c));
            else if (!TakeApart(node, c, ref constant)) elements.Add((node, c));
        }

        var form = new SeparableForm { Constant = constant };
        foreach (var (variable, c) in leaves) form.Linear.Add((variable, c));
        foreach (var ((first, second), c) in _pairs)
        {
            if (!graph.IsZero(c)) form.Quadratic.Add((first, second, c));
        }

        foreach (var (node, c) in elements) form.Elements.Add(graph.IsConstant(c) ? (node, graph.ValueOf(c)) : (graph.Multiply(c, node), 1));
        return form;
    }

    private void Flow(int node, int coefficient)
    {
        if (_coefficients.TryGetValue(node, out var sum))
        {
            _coefficients[node] = graph.Add(sum, coefficient);
            return;
        }

        _coefficients.Add(node, coefficient);
        _queue.Enqueue(node, -node);
    }

    /// <summary>Passes the coefficient on where the node is a sum, a multiple or a product of affine functions; false where it is nonlinear.</summary>
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
        _inner ??= new(graph, leaf);
        var first = _inner.Of(a);
        var second = a == b ? first : _inner.Of(b);
        constant = graph.Add(constant, graph.Multiply(c, graph.Multiply(first.Constant, second.Constant)));
        foreach (var (j, bj) in second.Linear) FlowLeaf(j, graph.Multiply(c, graph.Multiply(first.Constant, bj)));
        foreach (var (i, ai) in first.Linear)
        {
            FlowLeaf(i, graph.Multiply(c, graph.Multiply(second.Constant, ai)));
            foreach (var (j, bj) in second.Linear)
            {
                var pair = i < j ? (i, j) : (j, i);
                var term = graph.Multiply(c, graph.Multiply(ai, bj));
                _pairs[pair] = _pairs.TryGetValue(pair, out var sum) ? graph.Add(sum, term) : term;
            }
        }
    }

    private void FlowLeaf(int number, int coefficient)
    {
        if (!graph.IsZero(coefficient)) Flow(graph.Leaf(leaf, number), coefficient);
    }
}

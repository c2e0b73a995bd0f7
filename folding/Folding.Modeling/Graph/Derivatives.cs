namespace Folding.Modeling;

/// <summary>
/// Reverse-mode differentiation carried out once, on the graph: with seeds s_k it writes
/// <code>adjoint(leaf) = Σ_k s_k ∂output_k/∂leaf</code>
/// as new nodes of the same graph, so that derivatives share subexpressions with the functions and with each other, and a
/// derivative that is identically zero has no node. Applied to its own result it gives second derivatives.
/// </summary>
internal static class Derivatives
{
    /// <param name="graph">Holds the outputs and receives the derivatives.</param>
    /// <param name="outputs">Nodes to differentiate.</param>
    /// <param name="seeds">A node for each output.</param>
    /// <param name="leaves">Leaf nodes to differentiate by.</param>
    /// <returns>For each leaf its adjoint, or <see cref="ExpressionGraph.None"/> where that is zero.</returns>
    public static int[] Reverse(ExpressionGraph graph, ReadOnlySpan<int> outputs, ReadOnlySpan<int> seeds, ReadOnlySpan<int> leaves)
    {
        var top = 0;
        foreach (var output in outputs) top = Math.Max(top, output + 1);
        var adjoints = new int[top];
        Array.Fill(adjoints, ExpressionGraph.None);
        for (var k = 0; k < outputs.Length; k++) Accumulate(graph, adjoints, outputs[k], seeds[k]);
        for (var node = top - 1; node >= 0; node--)
        {
            if (!graph.IsZero(adjoints[node])) Distribute(graph, adjoints, node);
        }

        var result = new int[leaves.Length];
        for (var k = 0; k < leaves.Length; k++) result[k] = leaves[k] < top && !graph.IsZero(adjoints[leaves[k]]) ? adjoints[leaves[k]] : ExpressionGraph.None;
        return result;
    }

    /// <summary>Adds to the operands' adjoints: the adjoint s of the node times the partial derivative.</summary>
    private static void Distribute(ExpressionGraph graph, int[] adjoints, int node)
    {
        int s = adjoints[node], a = graph.Left(node), b = graph.Right(node);
        switch (graph.OperationOf(node))
        {
            case Operation.Constant or Operation.Variable or Operation.Parameter:
                break;
            case Operation.Add:
                Accumulate(graph, adjoints, a, s);
                Accumulate(graph, adjoints, b, s);
                break;
            case Operation.Subtract:
                Accumulate(graph, adjoints, a, s);
                Accumulate(graph, adjoints, b, graph.Negate(s));
                break;
            case Operation.Multiply when a == b:
                Accumulate(graph, adjoints, a, graph.Multiply(graph.Constant(2), graph.Multiply(s, a)));
                break;
            case Operation.Multiply:
                Accumulate(graph, adjoints, a, graph.Multiply(s, b));
                Accumulate(graph, adjoints, b, graph.Multiply(s, a));
                break;
            case Operation.Divide:
                var quotient = graph.Divide(s, b);
                Accumulate(graph, adjoints, a, quotient);
                Accumulate(graph, adjoints, b, graph.Negate(graph.Multiply(quotient, node)));
                break;
            case Operation.Negate:
                Accumulate(graph, adjoints, a, graph.Negate(s));
                break;
            default:
                Accumulate(graph, adjoints, a, Chain(graph, s, node, a, b));
                break;
        }
    }

    /// <summary>s f'(a) for node = f(a).</summary>
    private static int Chain(ExpressionGraph graph, int s, int node, int a, int b)
    {
        int Times(int factor) => graph.Multiply(s, factor);
        return graph.OperationOf(node) switch
        {
            Operation.Power => Times(graph.Multiply(b, graph.Power(a, graph.ValueOf(b) - 1))),
            Operation.Exp => Times(node),
            Operation.Log => graph.Divide(s, a),
            Operation.Sqrt => graph.Divide(graph.Multiply(graph.Constant(0.5), s), node),
            Operation.Sin => Times(graph.Function(Operation.Cos, a)),
            Operation.Cos => graph.Negate(Times(graph.Function(Operation.Sin, a))),
            Operation.Tan => Times(graph.Add(graph.One, graph.Multiply(node, node))),
            Operation.Asin => graph.Divide(s, graph.Function(Operation.Sqrt, graph.Subtract(graph.One, graph.Multiply(a, a)))),
            Operation.Acos => graph.Negate(graph.Divide(s, graph.Function(Operation.Sqrt, graph.Subtract(graph.One, graph.Multiply(a, a))))),
            Operation.Atan => graph.Divide(s, graph.Add(graph.One, graph.Multiply(a, a))),
            Operation.Sinh => Times(graph.Function(Operation.Cosh, a)),
            Operation.Cosh => Times(graph.Function(Operation.Sinh, a)),
            Operation.Tanh => Times(graph.Subtract(graph.One, graph.Multiply(node, node))),
            var other => throw new InvalidOperationException($"No derivative is known for {other}."),
        };
    }

    private static void Accumulate(ExpressionGraph graph, int[] adjoints, int node, int term)
    {
        if (graph.IsConstant(node)) return;
        adjoints[node] = adjoints[node] == ExpressionGraph.None ? term : graph.Add(adjoints[node], term);
    }
}

namespace Folding.Modeling;

/// <summary>One expression compiled on its own, to be evaluated and differentiated at a solution.</summary>
internal sealed class Probe
{
    private readonly ElementGroup _group;

    public Probe(ExpressionGraph graph, int node)
    {
        Element element;
        // Another thread may be building from the same model.
        lock (graph) element = new ElementReader(graph, Operation.Variable).Read([node]);
        _group = new(new(element), [element], [new(0, 0, 0, 1)]);
        List<(int, int Variable)> entries = [];
        _group.ListJacobian(entries);
        int[] variables = [.. entries.Select(static entry => entry.Variable)];
        ReadOnlySpan<int> slots = variables, none = default;
        _group.Bind(ref slots, ref none);
    }

    public double Value(ReadOnlySpan<double> x, ReadOnlySpan<double> p)
    {
        double value = 0;
        _group.AddValues(x, p, new(ref value));
        return value;
    }

    /// <summary>∂/∂x and ∂/∂p.</summary>
    public (double[] ByVariable, double[] ByParameter) Gradient(ReadOnlySpan<double> x, ReadOnlySpan<double> p)
    {
        double[] byVariable = new double[x.Length], byParameter = new double[p.Length];
        _group.AddJacobian(x, p, byVariable);
        _group.AddParameterGradient(x, p, [1.0], [], [], byParameter);
        return (byVariable, byParameter);
    }
}

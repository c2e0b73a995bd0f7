namespace Folding.Modeling;

/// <summary>
/// Gathers the nonlinear nodes of all rows: nodes of the same variables become one element, so that they share
/// subexpressions (the four flows of a branch share their sine and cosine), and elements of the same code become one group.
/// </summary>
internal static class ElementGrouping
{
    public static List<ElementGroup> Of(ExpressionGraph graph, Operation leaf, IReadOnlyList<SeparableForm> rows)
    {
        var uses = UsesByNode(rows);
        var reader = new ElementReader(graph, leaf);
        // In the order of the graph, which is the order in which the model was written: equal code meets equal order.
        var byVariables = new Dictionary<int[], List<int>>(ContentComparer.Instance);
        foreach (var node in uses.Keys.Order())
        {
            var variables = reader.VariablesOf(node);
            if (!byVariables.TryGetValue(variables, out var nodes)) byVariables.Add(variables, nodes = []);
            nodes.Add(node);
        }

        var groups = new Dictionary<int[], (List<Element> Elements, List<ElementUse> Uses)>(ContentComparer.Instance);
        foreach (var nodes in byVariables.Values)
        {
            var element = reader.Read(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(nodes));
            if (!groups.TryGetValue(element.Code, out var group)) groups.Add(element.Code, group = ([], []));
            for (var k = 0; k < nodes.Count; k++)
            {
                foreach (var (row, coefficient) in uses[nodes[k]]) group.Uses.Add(new(group.Elements.Count, k, row, coefficient));
            }

            group.Elements.Add(element);
        }

        return [.. groups.Values.Select(static group => new ElementGroup(new(group.Elements[0]), group.Elements, group.Uses))];
    }

    private static Dictionary<int, List<(int Row, double Coefficient)>> UsesByNode(IReadOnlyList<SeparableForm> rows)
    {
        var uses = new Dictionary<int, List<(int, double)>>();
        for (var row = 0; row < rows.Count; row++)
        {
            foreach (var (node, coefficient) in rows[row].Elements)
            {
                if (!uses.TryGetValue(node, out var list)) uses.Add(node, list = []);
                list.Add((row, coefficient));
            }
        }

        return uses;
    }
}

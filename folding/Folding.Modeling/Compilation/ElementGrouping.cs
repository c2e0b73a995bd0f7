using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Modeling;

/// <summary>
/// Gathers the nonlinear nodes of all rows: nodes of the same variables become one element, so that they share
/// subexpressions (the four flows of a branch share their sine and cosine), and elements of the same code become one group.
/// </summary>
internal static class ElementGrouping
{
    public static ElementGroup[] Of(ExpressionGraph graph, Operation leaf, IReadOnlyList<SeparableForm> rows)
    {
        var uses = UsesByNode(rows);
        if (uses.Count == 0) return [];
        var reader = new ElementReader(graph, leaf);
        var groups = new Dictionary<int[], (List<Element> Elements, List<ElementUse> Uses)>(ContentComparer.Instance);
        foreach (var nodes in NodesOfSameVariables(uses, reader)) AddElement(groups, reader.Read(CollectionsMarshal.AsSpan(nodes)), nodes, uses);
        var result = new ElementGroup[groups.Count];
        var count = 0;
        foreach (var (elements, inRows) in groups.Values) result[count++] = new(new(elements[0]), elements, inRows);
        return result;
    }

    /// <summary>In the order of the graph, which is the order in which the model was written: equal code meets equal order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Dictionary<int[], List<int>>.ValueCollection NodesOfSameVariables(Dictionary<int, List<(int Row, double Coefficient)>> uses, ElementReader reader)
    {
        var inOrder = new int[uses.Count];
        uses.Keys.CopyTo(inOrder, 0);
        Array.Sort(inOrder);
        var byVariables = new Dictionary<int[], List<int>>(ContentComparer.Instance);
        foreach (var node in inOrder)
        {
            var variables = reader.VariablesOf(node);
            if (!byVariables.TryGetValue(variables, out var nodes)) byVariables.Add(variables, nodes = []);
            nodes.Add(node);
        }

        return byVariables.Values;
    }

    private static void AddElement(
        Dictionary<int[], (List<Element> Elements, List<ElementUse> Uses)> groups, Element element, List<int> nodes, Dictionary<int, List<(int Row, double Coefficient)>> uses)
    {
        if (!groups.TryGetValue(element.Code, out var group)) groups.Add(element.Code, group = ([], []));
        for (var k = 0; k < nodes.Count; k++)
        {
            foreach (var (row, coefficient) in uses[nodes[k]]) group.Uses.Add(new(group.Elements.Count, k, row, coefficient));
        }

        group.Elements.Add(element);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

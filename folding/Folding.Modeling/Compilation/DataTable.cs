using System.Runtime.CompilerServices;

namespace Folding.Modeling;

/// <summary>
/// The data d of a program: the values of the distinct nodes, free of variables, that serve as coefficients, constants and
/// bounds. Each node is one entry.
/// </summary>
internal sealed class DataTable
{
    private readonly Dictionary<int, int> _entries = [];

    /// <summary>The nodes by entry.</summary>
    public List<int> Nodes { get; } = [];

    /// <summary>The entry of a node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Entry(int node)
    {
        if (_entries.TryGetValue(node, out var entry)) return entry;
        Nodes.Add(node);
        _entries.Add(node, Nodes.Count - 1);
        return Nodes.Count - 1;
    }
}

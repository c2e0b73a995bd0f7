using System.Collections.Immutable;

namespace Folding.PowerSystems;

/// <summary>The connected parts of a network, by union and find with path halving.</summary>
internal static class Islands
{
    /// <summary>For each bus the index of one bus of its island, the same for all of them.</summary>
    public static int[] Of(int buses, ImmutableArray<Branch> branches)
    {
        var parent = new int[buses];
        for (var i = 0; i < buses; i++) parent[i] = i;
        foreach (var branch in branches) parent[Root(branch.From)] = Root(branch.To);
        for (var i = 0; i < buses; i++) parent[i] = Root(i);
        return parent;

        int Root(int i)
        {
            while (parent[i] != i) i = parent[i] = parent[parent[i]];
            return i;
        }
    }
}

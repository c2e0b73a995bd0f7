using System.Collections.Immutable;

namespace Folding;

/// <summary>How large data are beside a direction of them, from which forward mode takes its step.</summary>
internal static class DirectionScale
{
    /// <summary>The smallest ratio of Euclidean norms over the blocks that move; a block of zeros counts as one of size 1.</summary>
    public static double Smallest(params ReadOnlySpan<(ImmutableArray<double> Data, ImmutableArray<double> Direction)> blocks)
    {
        var smallest = double.PositiveInfinity;
        foreach (var (data, direction) in blocks)
        {
            var moved = Vectors.Norm(direction.AsSpan());
            if (moved == 0) continue;
            var size = 0.0;
            // Infinite bounds do not move.
            for (var k = 0; k < data.Length; k++) size += double.IsFinite(data[k]) && direction[k] != 0 ? data[k] * data[k] : 0;
            smallest = Math.Min(smallest, (size == 0 ? 1 : Math.Sqrt(size)) / moved);
        }

        return double.IsFinite(smallest) ? smallest : 1;
    }
}

using Folding.Problems;

namespace Folding;

/// <summary>Random tangents, sized relative to the data they move.</summary>
internal static class RandomDirection
{
    /// <summary>Independent normal entries, each scaled by its datum; zeros move by the typical size of the block.</summary>
    public static double[] Relative(Random random, ReadOnlySpan<double> data)
    {
        var typical = Typical(data);
        var direction = new double[data.Length];
        for (var k = 0; k < data.Length; k++) direction[k] = Normal(random) * (data[k] == 0 ? typical : Math.Abs(data[k]));
        return direction;
    }

    /// <summary>D P + P D with D a random diagonal: keeps P positive semidefinite to first order, whatever its rank.</summary>
    public static double[] Congruence(Random random, CscMatrix p)
    {
        var diagonal = new double[p.Columns];
        for (var j = 0; j < diagonal.Length; j++) diagonal[j] = Normal(random);
        var direction = new double[p.Pattern.Count];
        for (var j = 0; j < p.Columns; j++)
        {
            for (var k = p.Pattern.ColumnPointers[j]; k < p.Pattern.ColumnPointers[j + 1]; k++)
                direction[k] = p.Values[k] * (diagonal[j] + diagonal[p.Pattern.RowIndices[k]]);
        }

        return direction;
    }

    /// <summary>Moves finite bounds; those of an equality row together.</summary>
    public static (double[] Lower, double[] Upper) Bounds(Random random, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        double[] dl = new double[lower.Length], du = new double[upper.Length];

        // A bound of zero has no size of its own; too small a move drowns in rounding, too large a one crosses kinks.
        var atZero = Math.Min(0.01, Typical([.. lower, .. upper]));
        for (var i = 0; i < lower.Length; i++)
        {
            if (double.IsFinite(lower[i])) dl[i] = Normal(random) * Size(lower[i]);
            if (double.IsFinite(upper[i])) du[i] = Normal(random) * Size(upper[i]);
            if (ActiveSet.IsEquality(lower[i], upper[i])) dl[i] = du[i];
        }

        return (dl, du);

        double Size(double bound) => bound == 0 ? atZero : Math.Abs(bound);
    }

    private static double Typical(ReadOnlySpan<double> data)
    {
        double sum = 0;
        var count = 0;
        foreach (var value in data)
        {
            if (value == 0 || !double.IsFinite(value)) continue;
            sum += Math.Abs(value);
            count++;
        }

        return count == 0 ? 1 : sum / count;
    }

    /// <summary>Standard normal by the polar-free Box-Muller transform.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

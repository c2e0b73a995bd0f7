using System.Globalization;

namespace Folding.Modeling;

/// <summary>Bounds as entries of a program's data; an infinite bound is no entry.</summary>
/// <param name="lower">Entry of each lower bound, or <see cref="None"/> for −∞.</param>
/// <param name="upper">Entry of each upper bound, or <see cref="None"/> for +∞.</param>
/// <param name="nameOf">What each pair bounds, for messages.</param>
internal sealed class BoundEntries(int[] lower, int[] upper, Func<int, string> nameOf)
{
    /// <summary>No entry: the bound is infinite.</summary>
    public const int None = -1;

    public int Count => lower.Length;

    public bool IsFree(int k) => lower[k] == None && upper[k] == None;

    /// <summary>The bounds at data d.</summary>
    /// <exception cref="ArgumentException">A bound is not finite, or a lower one exceeds its upper one.</exception>
    public (double[] Lower, double[] Upper) At(ReadOnlySpan<double> d)
    {
        double[] low = new double[Count], high = new double[Count];
        for (var k = 0; k < Count; k++)
        {
            low[k] = lower[k] == None ? double.NegativeInfinity : d[lower[k]];
            high[k] = upper[k] == None ? double.PositiveInfinity : d[upper[k]];
            if (!(low[k] <= high[k]))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{nameOf(k)}: the lower bound {low[k]:R} exceeds the upper bound {high[k]:R}; change the bounds or the parameters in them."));
        }

        return (low, high);
    }

    /// <summary>dataGradient += the gradients by the bounds; an empty span is zero.</summary>
    public void AddGradient(ReadOnlySpan<double> lowerGradient, ReadOnlySpan<double> upperGradient, Span<double> dataGradient)
    {
        Add(lower, lowerGradient, dataGradient);
        Add(upper, upperGradient, dataGradient);
    }

    /// <summary>The change of the bounds with the data; 0 where infinite.</summary>
    public void Along(ReadOnlySpan<double> dataDirection, Span<double> lowerChange, Span<double> upperChange)
    {
        for (var k = 0; k < Count; k++)
        {
            lowerChange[k] = lower[k] == None ? 0 : dataDirection[lower[k]];
            upperChange[k] = upper[k] == None ? 0 : dataDirection[upper[k]];
        }
    }

    private static void Add(int[] entries, ReadOnlySpan<double> gradient, Span<double> dataGradient)
    {
        if (gradient.IsEmpty) return;
        for (var k = 0; k < entries.Length; k++)
        {
            if (entries[k] != None) dataGradient[entries[k]] += gradient[k];
        }
    }
}

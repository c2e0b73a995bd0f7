using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.LinearAlgebra;

/// <summary>Refuses vectors with NaN or infinite entries.</summary>
internal static class FiniteCheck
{
    /// <exception cref="ArgumentException">An entry is not finite; the message names it.</exception>
    public static void Require(ReadOnlySpan<double> values, string name)
    {
        if (!AreFinite(values)) Refuse(values, name);
    }

    /// <summary>The same for a column of a matrix, whose name is not written while all is well.</summary>
    /// <exception cref="ArgumentException">An entry is not finite; the message names it.</exception>
    public static void RequireColumn(ReadOnlySpan<double> values, int column, string part = "")
    {
        if (!AreFinite(values)) Refuse(values, $"column {column}{part}");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreFinite(ReadOnlySpan<double> values)
    {
        // 0 * x is NaN exactly where x is not finite, and NaN survives the sum.
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> sum = default;
        foreach (var vector in vectors) sum += vector * Vector<double>.Zero;
        var total = Vector.Sum(sum);
        foreach (var value in values[(vectors.Length * Vector<double>.Count)..]) total += value * 0;
        return total == 0;
    }

    private static void Refuse(ReadOnlySpan<double> values, string name)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) throw new ArgumentException($"Entry {i} of {name} is {values[i]}; it must be finite.", name);
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.LinearAlgebra;

/// <summary>Refuses vectors with NaN or infinite entries.</summary>
internal static class FiniteCheck
{
    /// <exception cref="ArgumentException">An entry is not finite; the message names it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Require(ReadOnlySpan<double> values, string name)
    {
        // 0 * x is NaN exactly where x is not finite, and NaN survives the sum.
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> sum = default;
        foreach (var vector in vectors) sum += vector * Vector<double>.Zero;
        var total = Vector.Sum(sum);
        foreach (var value in values[(vectors.Length * Vector<double>.Count)..]) total += value * 0;
        if (total == 0) return;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) throw new ArgumentException($"Entry {i} of {name} is {values[i]}; it must be finite.", name);
        }
    }
}

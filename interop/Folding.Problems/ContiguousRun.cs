using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Problems;

/// <summary>Columns whose rows follow one another, as in dense blocks: products without gathering.</summary>
internal static class ContiguousRun
{
    private const int Shortest = 8;

    /// <summary>Whether increasing row indices have no gaps, and are enough of them to gain from it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(ReadOnlySpan<int> rows) => rows.Length >= Shortest && rows[^1] - rows[0] == rows.Length - 1;

    /// <summary>target += factor values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(ReadOnlySpan<double> values, double factor, Span<double> target)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(values);
        var to = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var k = 0; k < from.Length; k++) to[k] += from[k] * factor;
        for (var k = from.Length * Vector<double>.Count; k < values.Length; k++) target[k] += values[k] * factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var left = MemoryMarshal.Cast<double, Vector<double>>(a);
        var right = MemoryMarshal.Cast<double, Vector<double>>(b);
        Vector<double> even = default, odd = default;
        var k = 0;
        for (; k + 1 < left.Length; k += 2)
        {
            even += left[k] * right[k];
            odd += left[k + 1] * right[k + 1];
        }

        if (k < left.Length) even += left[k] * right[k];
        var sum = Vector.Sum(even + odd);
        for (k = left.Length * Vector<double>.Count; k < a.Length; k++) sum += a[k] * b[k];
        return sum;
    }

    /// <summary>values'x; and target += factor values in the same pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double DotAndAddScaled(ReadOnlySpan<double> values, ReadOnlySpan<double> x, double factor, Span<double> target)
    {
        var entries = MemoryMarshal.Cast<double, Vector<double>>(values);
        var source = MemoryMarshal.Cast<double, Vector<double>>(x);
        var to = MemoryMarshal.Cast<double, Vector<double>>(target);
        Vector<double> even = default;
        for (var k = 0; k < entries.Length; k++)
        {
            even += entries[k] * source[k];
            to[k] += entries[k] * factor;
        }

        var sum = Vector.Sum(even);
        for (var k = entries.Length * Vector<double>.Count; k < values.Length; k++)
        {
            sum += values[k] * x[k];
            target[k] += values[k] * factor;
        }

        return sum;
    }
}

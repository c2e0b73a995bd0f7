using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding;

/// <summary>
/// Symmetric scaling K → DKD that brings the largest entry of every row near 1 (Ruiz 2001). The factors are powers of
/// two, so scaling rounds nothing.
/// </summary>
internal static class Equilibration
{
    private const int Passes = 4;

    /// <summary>Scales the values of an upper triangle in place and returns D; rows without entries keep 1.</summary>
    public static double[] Scale(SparsityPattern upper, Span<double> values)
    {
        var scale = new double[upper.Columns];
        Array.Fill(scale, 1);
        using var memory = Rented.Doubles(upper.Columns);
        var largest = memory.Span;
        for (var pass = 0; pass < Passes; pass++)
        {
            Largest(upper, values, largest);
            if (!ToFactors(largest, scale)) break;
            Multiply(upper, values, largest);
        }

        return scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Largest(SparsityPattern upper, ReadOnlySpan<double> values, Span<double> largest)
    {
        largest.Clear();
        var pointers = upper.ColumnPointers;
        var rows = upper.RowIndices;
        for (var j = 0; j < largest.Length; j++)
        {
            double ofColumn = 0;
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                var size = Math.Abs(values[k]);
                if (size > ofColumn) ofColumn = size;
                ref var ofRow = ref largest[rows[k]];
                if (size > ofRow) ofRow = size;
            }

            if (ofColumn > largest[j]) largest[j] = ofColumn;
        }
    }

    /// <summary>Turns each largest entry into the power of two nearest to 1 / √largest and collects it; false where all are 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool ToFactors(Span<double> largest, double[] scale)
    {
        var changed = false;
        for (var j = 0; j < largest.Length; j++)
        {
            // With largest = 2^e f, 1 <= f < 2, half of log2 rounds to (e + 1) / 2, rounded down.
            var exponent = largest[j] > 0 ? (Math.ILogB(largest[j]) + 1) >> 1 : 0;
            largest[j] = 1;
            if (exponent == 0) continue;
            changed = true;
            largest[j] = Math.ScaleB(1, -exponent);
            scale[j] *= largest[j];
        }

        return changed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(SparsityPattern upper, Span<double> values, ReadOnlySpan<double> factors)
    {
        var pointers = upper.ColumnPointers;
        var rows = upper.RowIndices;
        for (var j = 0; j < factors.Length; j++)
        {
            var factor = factors[j];
            for (var k = pointers[j]; k < pointers[j + 1]; k++) values[k] *= factor * factors[rows[k]];
        }
    }
}

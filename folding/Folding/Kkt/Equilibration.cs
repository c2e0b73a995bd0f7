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
        var largest = new double[upper.Columns];
        var pointers = upper.ColumnPointers;
        var rows = upper.RowIndices;
        for (var pass = 0; pass < Passes; pass++)
        {
            Array.Clear(largest);
            for (var j = 0; j < upper.Columns; j++)
            {
                for (var k = pointers[j]; k < pointers[j + 1]; k++)
                {
                    var size = Math.Abs(values[k]);
                    if (size > largest[j]) largest[j] = size;
                    if (size > largest[rows[k]]) largest[rows[k]] = size;
                }
            }

            var balanced = true;
            for (var j = 0; j < largest.Length; j++)
            {
                // The power of two nearest to 1 / sqrt(largest).
                var factor = largest[j] > 0 ? Math.ScaleB(1, -(int)Math.Round(0.5 * Math.Log2(largest[j]))) : 1;
                balanced &= factor == 1;
                largest[j] = factor;
                scale[j] *= factor;
            }

            if (balanced) break;
            for (var j = 0; j < upper.Columns; j++)
            {
                for (var k = pointers[j]; k < pointers[j + 1]; k++) values[k] *= largest[j] * largest[rows[k]];
            }
        }

        return scale;
    }
}

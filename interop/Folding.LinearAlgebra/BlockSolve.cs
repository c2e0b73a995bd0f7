using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Folding.LinearAlgebra;

/// <summary>
/// Forward substitution, division by the pivots and back substitution on the blocks of a factor:
/// <c>L y = b, z = D^-1 y, L' x = z</c>, in place.
/// </summary>
internal static unsafe class BlockSolve
{
    private const int Width = NumericFactor.BlockWidth;

    /// <summary>One right-hand side; t holds the rows below one supernode.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single(SupernodeStructure structure, double* l, double* inverse, double* x, double* t)
    {
        fixed (int* rowIndices = structure.Rows)
        {
            for (var s = 0; s < structure.Count; s++)
            {
                var block = l + structure.ValuePointers[s];
                Forward(block, structure.Slots(s), structure.Columns(s), x + structure.FirstColumn[s], structure.Below(s), rowIndices + structure.RowPointers[s], x, t);
            }

            for (var s = structure.Count - 1; s >= 0; s--)
            {
                var block = l + structure.ValuePointers[s];
                var first = structure.FirstColumn[s];
                Backward(block, structure.Slots(s), structure.Columns(s), x + first, inverse + first, structure.Below(s), rowIndices + structure.RowPointers[s], x, t);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward(double* block, int stride, int columns, double* pivots, int below, int* rows, double* x, double* t)
    {
        for (var j = 0; j < columns; j++)
        {
            var column = block + ((nint)j * stride);
            SubtractScaled(column + j + 1, pivots[j], pivots + j + 1, columns - j - 1);
        }

        if (below == 0) return;
        var lower = block + SupernodeStructure.PivotSlots(columns);
        if (columns == 1)
        {
            for (var i = 0; i < below; i++) x[rows[i]] -= lower[i] * pivots[0];
            return;
        }

        var padded = SupernodeStructure.Pad(below);
        for (var i = 0; i < padded; i += Vector<double>.Count) default(Vector<double>).Store(t + i);
        var c = 0;
        for (; c + 3 < columns; c += 4)
        {
            var p0 = lower + ((nint)c * stride);
            var p1 = p0 + stride;
            var p2 = p1 + stride;
            var p3 = p2 + stride;
            Vector<double> f0 = new(pivots[c]), f1 = new(pivots[c + 1]), f2 = new(pivots[c + 2]), f3 = new(pivots[c + 3]);
            for (var i = 0; i < padded; i += Vector<double>.Count)
            {
                var sum = Vector.FusedMultiplyAdd(Vector.Load(p0 + i), f0, Vector.Load(t + i));
                sum = Vector.FusedMultiplyAdd(Vector.Load(p1 + i), f1, sum);
                sum = Vector.FusedMultiplyAdd(Vector.Load(p2 + i), f2, sum);
                Vector.FusedMultiplyAdd(Vector.Load(p3 + i), f3, sum).Store(t + i);
            }
        }

        for (; c < columns; c++)
        {
            var p0 = lower + ((nint)c * stride);
            Vector<double> f0 = new(pivots[c]);
            for (var i = 0; i < padded; i += Vector<double>.Count)
                Vector.FusedMultiplyAdd(Vector.Load(p0 + i), f0, Vector.Load(t + i)).Store(t + i);
        }

        for (var i = 0; i < below; i++) x[rows[i]] -= t[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward(double* block, int stride, int columns, double* pivots, double* inverse, int below, int* rows, double* x, double* t)
    {
        var padded = SupernodeStructure.Pad(below);
        for (var i = 0; i < below; i++) t[i] = x[rows[i]];
        for (var i = below; i < padded; i++) t[i] = 0;
        var lower = block + SupernodeStructure.PivotSlots(columns);
        var c = 0;
        for (; c + 3 < columns; c += 4)
        {
            var p0 = lower + ((nint)c * stride);
            var p1 = p0 + stride;
            var p2 = p1 + stride;
            var p3 = p2 + stride;
            Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var i = 0; i < padded; i += Vector<double>.Count)
            {
                var y = Vector.Load(t + i);
                s0 = Vector.FusedMultiplyAdd(Vector.Load(p0 + i), y, s0);
                s1 = Vector.FusedMultiplyAdd(Vector.Load(p1 + i), y, s1);
                s2 = Vector.FusedMultiplyAdd(Vector.Load(p2 + i), y, s2);
                s3 = Vector.FusedMultiplyAdd(Vector.Load(p3 + i), y, s3);
            }

            pivots[c] = (pivots[c] * inverse[c]) - Vector.Sum(s0);
            pivots[c + 1] = (pivots[c + 1] * inverse[c + 1]) - Vector.Sum(s1);
            pivots[c + 2] = (pivots[c + 2] * inverse[c + 2]) - Vector.Sum(s2);
            pivots[c + 3] = (pivots[c + 3] * inverse[c + 3]) - Vector.Sum(s3);
        }

        for (; c < columns; c++)
        {
            var p0 = lower + ((nint)c * stride);
            Vector<double> sum = default;
            for (var i = 0; i < padded; i += Vector<double>.Count) sum = Vector.FusedMultiplyAdd(Vector.Load(p0 + i), Vector.Load(t + i), sum);
            pivots[c] = (pivots[c] * inverse[c]) - Vector.Sum(sum);
        }

        for (var j = columns - 2; j >= 0; j--)
            pivots[j] -= Dot(block + ((nint)j * stride) + j + 1, pivots + j + 1, columns - j - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractScaled(double* column, double factor, double* target, int length)
    {
        var i = 0;
        var f = new Vector<double>(-factor);
        for (; i + Vector<double>.Count <= length; i += Vector<double>.Count)
            Vector.FusedMultiplyAdd(Vector.Load(column + i), f, Vector.Load(target + i)).Store(target + i);
        for (; i < length; i++) target[i] -= column[i] * factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(double* a, double* b, int length)
    {
        var i = 0;
        Vector<double> sum = default;
        for (; i + Vector<double>.Count <= length; i += Vector<double>.Count) sum = Vector.FusedMultiplyAdd(Vector.Load(a + i), Vector.Load(b + i), sum);
        var total = Vector.Sum(sum);
        for (; i < length; i++) total += a[i] * b[i];
        return total;
    }

    /// <summary>Eight right-hand sides, interleaved: entry (row, side) at 8 row + side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Many(SupernodeStructure structure, double* l, double* inverse, double* x)
    {
        fixed (int* rowIndices = structure.Rows)
        {
            for (var s = 0; s < structure.Count; s++)
            {
                var columns = structure.Columns(s);
                var stride = structure.Slots(s);
                var padded = SupernodeStructure.PivotSlots(columns);
                var below = structure.Below(s);
                var rows = rowIndices + structure.RowPointers[s];
                var pivots = x + ((nint)structure.FirstColumn[s] * Width);
                for (var c = 0; c < columns; c += 4)
                    ForwardMany(l + structure.ValuePointers[s] + ((nint)c * stride), stride, Math.Min(4, columns - c), c, columns, padded, pivots, below, rows, x);
            }

            for (var s = structure.Count - 1; s >= 0; s--)
            {
                var columns = structure.Columns(s);
                var stride = structure.Slots(s);
                var padded = SupernodeStructure.PivotSlots(columns);
                var below = structure.Below(s);
                var rows = rowIndices + structure.RowPointers[s];
                var first = structure.FirstColumn[s];
                var pivots = x + ((nint)first * Width);
                for (var c = (columns - 1) & -4; c >= 0; c -= 4)
                    BackwardMany(l + structure.ValuePointers[s] + ((nint)c * stride), stride, Math.Min(4, columns - c), c, columns, padded, pivots, inverse + first, below, rows, x);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardMany(double* column, int stride, int count, int c, int columns, int padded, double* pivots, int below, int* rows, double* x)
    {
        for (var j = 0; j < count; j++)
        {
            var factor = Load(pivots, c + j);
            for (var i = j + 1; i < count; i++) Store(pivots, c + i, Load(pivots, c + i) - (factor * column[((nint)j * stride) + c + i]));
        }

        var f0 = Load(pivots, c);
        var f1 = count > 1 ? Load(pivots, c + 1) : default;
        var f2 = count > 2 ? Load(pivots, c + 2) : default;
        var f3 = count > 3 ? Load(pivots, c + 3) : default;
        var p1 = count > 1 ? stride : 0;
        var p2 = count > 2 ? 2 * (nint)stride : 0;
        var p3 = count > 3 ? 3 * (nint)stride : 0;
        for (var i = c + count; i < columns; i++) Store(pivots, i, Load(pivots, i) - Combine(column + i));
        for (var i = 0; i < below; i++) Store(x, rows[i], Load(x, rows[i]) - Combine(column + padded + i));

        Vector512<double> Combine(double* l) => (f0 * l[0]) + (f1 * l[p1]) + (f2 * l[p2]) + (f3 * l[p3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardMany(double* column, int stride, int count, int c, int columns, int padded, double* pivots, double* inverse, int below, int* rows, double* x)
    {
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var p1 = count > 1 ? stride : 0;
        var p2 = count > 2 ? 2 * (nint)stride : 0;
        var p3 = count > 3 ? 3 * (nint)stride : 0;
        for (var i = c + count; i < columns; i++) Accumulate(column + i, Load(pivots, i));
        for (var i = 0; i < below; i++) Accumulate(column + padded + i, Load(x, rows[i]));
        Store(pivots, c, (Load(pivots, c) * inverse[c]) - s0);
        if (count > 1) Store(pivots, c + 1, (Load(pivots, c + 1) * inverse[c + 1]) - s1);
        if (count > 2) Store(pivots, c + 2, (Load(pivots, c + 2) * inverse[c + 2]) - s2);
        if (count > 3) Store(pivots, c + 3, (Load(pivots, c + 3) * inverse[c + 3]) - s3);
        for (var j = count - 2; j >= 0; j--)
        {
            var sum = Load(pivots, c + j);
            for (var i = j + 1; i < count; i++) sum -= Load(pivots, c + i) * column[((nint)j * stride) + c + i];
            Store(pivots, c + j, sum);
        }

        void Accumulate(double* l, Vector512<double> y)
        {
            s0 += y * l[0];
            s1 += y * l[p1];
            s2 += y * l[p2];
            s3 += y * l[p3];
        }
    }

    private static Vector512<double> Load(double* x, int row) => Vector512.Load(x + ((nint)row * Width));

    private static void Store(double* x, int row, Vector512<double> value) => value.Store(x + ((nint)row * Width));
}

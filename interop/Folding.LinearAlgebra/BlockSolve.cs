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
        var first = 0;
        for (; first + 3 < columns; first += 4)
        {
            var corner = block + ((nint)first * stride) + first;
            for (var j = 0; j < 3; j++)
            {
                for (var i = j + 1; i < 4; i++) pivots[first + i] -= corner[((nint)j * stride) + i] * pivots[first + j];
            }

            SubtractFour(corner + 4, stride, pivots + first, pivots + first + 4, columns - first - 4);
        }

        for (; first < columns; first++)
            SubtractScaled(block + ((nint)first * stride) + first + 1, pivots[first], pivots + first + 1, columns - first - 1);
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
        for (; c + 3 < columns; c += 4) SubtractFour(lower + ((nint)c * stride), stride, pivots + c, t, padded);
        for (; c < columns; c++) SubtractScaled(lower + ((nint)c * stride), pivots[c], t, padded);
        for (var i = 0; i < below; i++) x[rows[i]] += t[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward(double* block, int stride, int columns, double* pivots, double* inverse, int below, int* rows, double* x, double* t)
    {
        var padded = SupernodeStructure.Pad(below);
        for (var i = 0; i < below; i++) t[i] = x[rows[i]];
        for (var i = below; i < padded; i++) t[i] = 0;
        var lower = block + SupernodeStructure.PivotSlots(columns);
        var c = 0;
        for (var j = 0; j < columns; j++) pivots[j] *= inverse[j];
        for (; c + 3 < columns; c += 4) SubtractFourDots(lower + ((nint)c * stride), stride, t, pivots + c, padded);
        for (; c < columns; c++) pivots[c] -= Dot(lower + ((nint)c * stride), t, padded);
        var last = columns & -4;
        for (var j = columns - 1; j >= last; j--)
            pivots[j] -= Dot(block + ((nint)j * stride) + j + 1, pivots + j + 1, columns - j - 1);
        for (last -= 4; last >= 0; last -= 4)
        {
            var corner = block + ((nint)last * stride) + last;
            SubtractFourDots(corner + 4, stride, pivots + last + 4, pivots + last, columns - last - 4);
            for (var j = 2; j >= 0; j--)
            {
                for (var i = j + 1; i < 4; i++) pivots[last + j] -= corner[((nint)j * stride) + i] * pivots[last + i];
            }
        }
    }

    /// <summary>target −= four columns times four factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractFour(double* columns, int stride, double* factors, double* target, int length)
    {
        double* p0 = columns, p1 = p0 + stride, p2 = p1 + stride, p3 = p2 + stride;
        double f0 = -factors[0], f1 = -factors[1], f2 = -factors[2], f3 = -factors[3];
        Vector<double> v0 = new(f0), v1 = new(f1), v2 = new(f2), v3 = new(f3);
        var i = 0;
        for (; i + Vector<double>.Count <= length; i += Vector<double>.Count)
        {
            var sum = Vector.FusedMultiplyAdd(Vector.Load(p0 + i), v0, Vector.Load(target + i));
            sum = Vector.FusedMultiplyAdd(Vector.Load(p1 + i), v1, sum);
            sum = Vector.FusedMultiplyAdd(Vector.Load(p2 + i), v2, sum);
            Vector.FusedMultiplyAdd(Vector.Load(p3 + i), v3, sum).Store(target + i);
        }

        for (; i < length; i++) target[i] += (p0[i] * f0) + (p1[i] * f1) + (p2[i] * f2) + (p3[i] * f3);
    }

    /// <summary>results −= the products of four columns with y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractFourDots(double* columns, int stride, double* y, double* results, int length)
    {
        double* p0 = columns, p1 = p0 + stride, p2 = p1 + stride, p3 = p2 + stride;
        Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i + Vector<double>.Count <= length; i += Vector<double>.Count)
        {
            var v = Vector.Load(y + i);
            s0 = Vector.FusedMultiplyAdd(Vector.Load(p0 + i), v, s0);
            s1 = Vector.FusedMultiplyAdd(Vector.Load(p1 + i), v, s1);
            s2 = Vector.FusedMultiplyAdd(Vector.Load(p2 + i), v, s2);
            s3 = Vector.FusedMultiplyAdd(Vector.Load(p3 + i), v, s3);
        }

        double d0 = Vector.Sum(s0), d1 = Vector.Sum(s1), d2 = Vector.Sum(s2), d3 = Vector.Sum(s3);
        for (; i < length; i++)
        {
            d0 += p0[i] * y[i];
            d1 += p1[i] * y[i];
            d2 += p2[i] * y[i];
            d3 += p3[i] * y[i];
        }

        results[0] -= d0;
        results[1] -= d1;
        results[2] -= d2;
        results[3] -= d3;
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

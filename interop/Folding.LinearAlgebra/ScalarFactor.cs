using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Folding.LinearAlgebra;

/// <summary>
/// Up-looking LDL' entry by entry (Davis, ACM TOMS 31, 2005): row k of L solves <c>L_{k-1} D l_k = a_k</c>, and
/// <c>d_k = a_kk - l_k' D l_k</c>. The pattern of every row is known from the symbolic analysis.
/// </summary>
internal sealed unsafe class ScalarFactor : NumericFactor
{
    private readonly PermutedPattern _matrix;
    private readonly ScalarStructure _structure;
    private readonly double[] _values;
    private readonly double[] _inversePivots;
    private readonly double[] _row;   // scattered row under construction; zero between factorizations
    private readonly int[] _next;     // where the next entry of each column goes

    public ScalarFactor(PermutedPattern matrix, ScalarStructure structure)
    {
        var n = matrix.Order.Length;
        _matrix = matrix;
        _structure = structure;
        _values = GC.AllocateUninitializedArray<double>(structure.Rows.Length);
        _inversePivots = new double[n];
        _row = new double[n];
        _next = new int[n];
    }

    public override int ScratchLength => 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override LdlOutcome Factor(ReadOnlySpan<double> values, double shift, PivotRule rule)
    {
        var n = _next.Length;
        Array.Copy(_structure.Pointers, _next, n);
        Array.Clear(_row);
        var signs = rule.Signs;
        fixed (double* a = values, l = _values, inverse = _inversePivots, y = _row)
        fixed (int* pointers = _matrix.Pointers, rows = _matrix.Rows, sources = _matrix.Sources)
        fixed (int* start = _structure.Pointers, index = _structure.Rows, rowStart = _structure.RowPointers, columns = _structure.RowColumns, next = _next)
        {
            for (var k = 0; k < n; k++)
            {
                for (var p = pointers[k]; p < pointers[k + 1]; p++) y[rows[p]] = a[sources[p]];
                var pivot = y[k] + (signs[k] * shift);
                y[k] = 0;
                for (var q = rowStart[k]; q < rowStart[k + 1]; q++)
                {
                    var j = columns[q];
                    var value = y[j];
                    y[j] = 0;
                    var end = next[j]++;
                    Scatter(y, index, l, start[j], end, value);
                    var entry = value * inverse[j];
                    pivot -= entry * value;
                    l[end] = entry;
                }

                var outcome = rule.Admit(ref pivot, k);
                if (outcome != LdlOutcome.Factored) return outcome;
                inverse[k] = 1 / pivot;
            }
        }

        return LdlOutcome.Factored;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Solve(Span<double> x, Span<double> scratch)
    {
        var n = x.Length;
        fixed (double* l = _values, inverse = _inversePivots, b = x)
        fixed (int* start = _structure.Pointers, index = _structure.Rows)
        {
            for (var j = 0; j < n; j++) Scatter(b, index, l, start[j], start[j + 1], b[j]);
            for (var j = n - 1; j >= 0; j--)
            {
                double even = 0, odd = 0;
                var p = start[j];
                var end = start[j + 1];
                for (; p + 1 < end; p += 2)
                {
                    even += l[p] * b[index[p]];
                    odd += l[p + 1] * b[index[p + 1]];
                }

                if (p < end) even += l[p] * b[index[p]];
                b[j] = (b[j] * inverse[j]) - (even + odd);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SolveBlock(Span<double> x)
    {
        var n = _inversePivots.Length;
        fixed (double* l = _values, inverse = _inversePivots, b = x)
        fixed (int* start = _structure.Pointers, index = _structure.Rows)
        {
            for (var j = 0; j < n; j++)
            {
                var xj = Vector512.Load(b + (j * BlockWidth));
                for (var p = start[j]; p < start[j + 1]; p++)
                {
                    var target = b + (index[p] * BlockWidth);
                    (Vector512.Load(target) - (xj * l[p])).Store(target);
                }
            }

            for (var j = n - 1; j >= 0; j--)
            {
                var sum = Vector512.Load(b + (j * BlockWidth)) * inverse[j];
                for (var p = start[j]; p < start[j + 1]; p++) sum -= Vector512.Load(b + (index[p] * BlockWidth)) * l[p];
                sum.Store(b + (j * BlockWidth));
            }
        }
    }

    /// <summary>y[index[p]] -= l[p] * factor for p in [from, to): the rows of one column, all different.</summary>
    private static void Scatter(double* y, int* index, double* l, int from, int to, double factor)
    {
        var p = from;
        for (; p + 3 < to; p += 4)
        {
            y[index[p]] -= l[p] * factor;
            y[index[p + 1]] -= l[p + 1] * factor;
            y[index[p + 2]] -= l[p + 2] * factor;
            y[index[p + 3]] -= l[p + 3] * factor;
        }

        for (; p < to; p++) y[index[p]] -= l[p] * factor;
    }
}

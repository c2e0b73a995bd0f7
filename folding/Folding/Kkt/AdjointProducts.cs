using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The outer products that turn an adjoint (r_x, r_y) at (x, y) into gradients of matrices, on their patterns only. With dq = −r_x, which is the gradient of q,
/// dP = (dq x' + x dq')/2 (tied: twice that off the diagonal), dA = y dq' − r_y x'.
/// </summary>
internal sealed class AdjointProducts(SparsityPattern p, SparsityPattern a, double[] x, double[] y, double[] q, double[] ry)
{
    public AdjointProducts(QuadraticProgram problem, double[] x, double[] y, double[] q, double[] ry)
        : this(problem.P.Pattern, problem.A.Pattern, x, y, q, ry)
    {
    }

    /// <summary>False where a product overflows.</summary>
    public bool IsFinite => double.IsFinite((Vectors.MaxNorm(x) + Vectors.MaxNorm(y)) * (Vectors.MaxNorm(q) + Vectors.MaxNorm(ry)));

    /// <summary>dP, on the pattern of P.</summary>
    public CscMatrix OfP() => OfP(p, x, q);

    /// <summary>dA, on the pattern of A; rows that are inactive must have y = r_y = 0.</summary>
    public CscMatrix OfA() => OfA(a, x, y, q, ry);

    public static CscMatrix OfP(SparsityPattern pattern, ReadOnlySpan<double> x, ReadOnlySpan<double> q)
    {
        var gradient = new double[pattern.Count];
        AddP(pattern, x, q, gradient);
        return CscMatrix.Adopt(pattern, gradient);
    }

    /// <summary>Rows that are inactive must have y = r_y = 0.</summary>
    public static CscMatrix OfA(SparsityPattern pattern, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> q, ReadOnlySpan<double> ry)
    {
        var gradient = new double[pattern.Count];
        AddA(pattern, x, y, q, ry, gradient);
        return CscMatrix.Adopt(pattern, gradient);
    }

    /// <summary>Adds dP to a gradient of P.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddP(SparsityPattern pattern, ReadOnlySpan<double> x, ReadOnlySpan<double> q, Span<double> gradient)
    {
        var pointers = pattern.ColumnPointers;
        var rows = pattern.RowIndices;
        for (var j = 0; j < pattern.Columns; j++)
        {
            double xj = x[j], qj = q[j];
            // A variable at a bound of zero: nothing of its column moves.
            if (xj == 0 && qj == 0) continue;
            var column = rows[pointers[j]..pointers[j + 1]];
            if (column.IsEmpty) continue;
            var target = gradient.Slice(pointers[j], column.Length);
            // The diagonal entry, the last of its column, has no twin.
            var pairs = column[^1] == j ? column.Length - 1 : column.Length;
            for (var k = 0; k < pairs; k++)
            {
                var i = column[k];
                target[k] += (q[i] * xj) + (x[i] * qj);
            }

            if (pairs < column.Length) target[^1] += qj * xj;
        }
    }

    /// <summary>Adds dA to a gradient of A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddA(SparsityPattern pattern, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> q, ReadOnlySpan<double> ry, Span<double> gradient)
    {
        var pointers = pattern.ColumnPointers;
        var rows = pattern.RowIndices;
        for (var j = 0; j < pattern.Columns; j++)
        {
            double xj = x[j], qj = q[j];
            if (xj == 0 && qj == 0) continue;
            var column = rows[pointers[j]..pointers[j + 1]];
            var target = gradient.Slice(pointers[j], column.Length);
            for (var k = 0; k < column.Length; k++) target[k] += (y[column[k]] * qj) - (ry[column[k]] * xj);
        }
    }
}

using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The outer products that turn an adjoint (r_x, r_y) at (x, y) into gradients of matrices, on their patterns only:
/// dP = −(r_x x' + x r_x')/2 (tied: twice that off the diagonal), dA = −(y r_x' + r_y x').
/// </summary>
internal sealed class AdjointProducts(SparsityPattern p, SparsityPattern a, double[] x, double[] y, double[] rx, double[] ry)
{
    public AdjointProducts(QuadraticProgram problem, double[] x, double[] y, double[] rx, double[] ry)
        : this(problem.P.Pattern, problem.A.Pattern, x, y, rx, ry)
    {
    }

    /// <summary>False where a product overflows.</summary>
    public bool IsFinite => double.IsFinite((Vectors.MaxNorm(x) + Vectors.MaxNorm(y)) * (Vectors.MaxNorm(rx) + Vectors.MaxNorm(ry)));

    /// <summary>dP, on the pattern of P.</summary>
    public CscMatrix OfP() => OfP(p, x, rx);

    /// <summary>dA, on the pattern of A; rows that are inactive must have y = r_y = 0.</summary>
    public CscMatrix OfA() => OfA(a, x, y, rx, ry);

    public static CscMatrix OfP(SparsityPattern pattern, ReadOnlySpan<double> x, ReadOnlySpan<double> rx)
    {
        var gradient = new double[pattern.Count];
        AddP(pattern, x, rx, gradient);
        return CscMatrix.Adopt(pattern, gradient);
    }

    /// <summary>Rows that are inactive must have y = r_y = 0.</summary>
    public static CscMatrix OfA(SparsityPattern pattern, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> rx, ReadOnlySpan<double> ry)
    {
        var gradient = new double[pattern.Count];
        AddA(pattern, x, y, rx, ry, gradient);
        return CscMatrix.Adopt(pattern, gradient);
    }

    /// <summary>Adds dP to a gradient of P.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddP(SparsityPattern pattern, ReadOnlySpan<double> x, ReadOnlySpan<double> rx, Span<double> gradient)
    {
        var pointers = pattern.ColumnPointers;
        var rows = pattern.RowIndices;
        for (var j = 0; j < pattern.Columns; j++)
        {
            double xj = x[j], rj = rx[j];
            // A variable at a bound of zero: nothing of its column moves.
            if (xj == 0 && rj == 0) continue;
            var column = rows[pointers[j]..pointers[j + 1]];
            if (column.IsEmpty) continue;
            var target = gradient.Slice(pointers[j], column.Length);
            // The diagonal entry, the last of its column, has no twin.
            var pairs = column[^1] == j ? column.Length - 1 : column.Length;
            for (var k = 0; k < pairs; k++)
            {
                var i = column[k];
                target[k] -= (rx[i] * xj) + (x[i] * rj);
            }

            if (pairs < column.Length) target[^1] -= rj * xj;
        }
    }

    /// <summary>Adds dA to a gradient of A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddA(SparsityPattern pattern, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> rx, ReadOnlySpan<double> ry, Span<double> gradient)
    {
        var pointers = pattern.ColumnPointers;
        var rows = pattern.RowIndices;
        for (var j = 0; j < pattern.Columns; j++)
        {
            double xj = x[j], rj = rx[j];
            if (xj == 0 && rj == 0) continue;
            var column = rows[pointers[j]..pointers[j + 1]];
            var target = gradient.Slice(pointers[j], column.Length);
            for (var k = 0; k < column.Length; k++) target[k] -= (y[column[k]] * rj) + (ry[column[k]] * xj);
        }
    }
}

using Folding.Problems;

namespace Folding;

/// <summary>
/// The outer products that turn an adjoint (r_x, r_y) at (x, y) into gradients of matrices, on their patterns only:
/// dP = −(r_x x' + x r_x')/2 (tied: twice that off the diagonal), dA = −(y r_x' + r_y x').
/// </summary>
internal static class AdjointProducts
{
    public static CscMatrix OfP(SparsityPattern pattern, ReadOnlySpan<double> x, ReadOnlySpan<double> rx)
    {
        var pointers = pattern.ColumnPointers;
        var rows = pattern.RowIndices;
        var gradient = new double[pattern.Count];
        for (var j = 0; j < pattern.Columns; j++)
        {
            double xj = x[j], rj = rx[j];
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                var i = rows[k];
                gradient[k] = i == j ? -rj * xj : -(rx[i] * xj + x[i] * rj);
            }
        }

        return CscMatrix.Adopt(pattern, gradient);
    }

    /// <summary>Rows that are inactive must have y = r_y = 0.</summary>
    public static CscMatrix OfA(SparsityPattern pattern, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> rx, ReadOnlySpan<double> ry)
    {
        var pointers = pattern.ColumnPointers;
        var rows = pattern.RowIndices;
        var gradient = new double[pattern.Count];
        for (var j = 0; j < pattern.Columns; j++)
        {
            double xj = x[j], rj = rx[j];
            for (var k = pointers[j]; k < pointers[j + 1]; k++)
            {
                var i = rows[k];
                gradient[k] = -(y[i] * rj + ry[i] * xj);
            }
        }

        return CscMatrix.Adopt(pattern, gradient);
    }
}

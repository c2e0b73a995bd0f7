using Folding.LinearAlgebra;

namespace Folding.MathNet;

/// <content>Cholesky factorization of real matrices.</content>
public sealed partial class MathNetProvider
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    public unsafe void CholeskyFactor(double[] a, int order)
    {
        CheckLength(a, order, order, nameof(a));
        int info;
        fixed (double* values = a) info = Backend.Potrf(order, values, Math.Max(1, order));
        // A NaN may pass an optimised kernel; it always reaches the diagonal behind it.
        for (var j = 0; j < order && info == 0; j++) info = double.IsFinite(a[(j * order) + j]) ? 0 : j + 1;
        if (info > 0) throw new ArgumentException($"Matrix must be positive definite; the pivot of column {info - 1} is not positive.", nameof(a));
        for (var j = 1; j < order; j++) a.AsSpan(j * order, j).Clear();
    }

    /// <inheritdoc/>
    public void CholeskySolve(double[] a, int orderA, double[] b, int columnsB)
    {
        CheckLength(a, orderA, orderA, nameof(a));
        CheckLength(b, orderA, columnsB, nameof(b));
        CheckDistinct(a, b);
        var factor = (double[])a.Clone();
        CholeskyFactor(factor, orderA);
        CholeskySolveFactored(factor, orderA, b, columnsB);
    }

    /// <inheritdoc/>
    public void CholeskySolveFactored(double[] a, int orderA, double[] b, int columnsB)
    {
        CheckLength(a, orderA, orderA, nameof(a));
        CheckLength(b, orderA, columnsB, nameof(b));
        CheckDistinct(a, b);
        var lower = new ReadOnlyMatrixView(a, orderA, orderA);
        var x = new MatrixView(b, orderA, columnsB);
        Backend.SolveTriangular(Triangle.Lower, lower, x);
        Backend.SolveTriangular(Triangle.Upper, lower.Transposed, x);
    }
}

using Folding.LinearAlgebra;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Folding.MathNet;

/// <content>Products of real matrices.</content>
public sealed partial class MathNetProvider
{
    /// <inheritdoc/>
    public void MatrixMultiply(double[] x, int rowsX, int columnsX, double[] y, int rowsY, int columnsY, double[] result) =>
        MatrixMultiplyWithUpdate(Transpose.DontTranspose, Transpose.DontTranspose, 1, x, rowsX, columnsX, y, rowsY, columnsY, 0, result);

    /// <inheritdoc/>
    public void MatrixMultiplyWithUpdate(Transpose transposeA, Transpose transposeB, double alpha, double[] a, int rowsA, int columnsA, double[] b, int rowsB, int columnsB, double beta, double[] c)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(c);
        // MathNet allows the result to be a factor as well.
        if (ReferenceEquals(a, c)) a = (double[])a.Clone();
        if (ReferenceEquals(b, c)) b = (double[])b.Clone();
        var left = Operand(transposeA, a, rowsA, columnsA);
        var right = Operand(transposeB, b, rowsB, columnsB);
        Backend.Multiply(alpha, left, right, beta, new MatrixView(c, left.Rows, right.Columns));
    }

    private static ReadOnlyMatrixView Operand(Transpose transpose, double[] values, int rows, int columns)
    {
        var view = new ReadOnlyMatrixView(values, rows, columns);
        return transpose is Transpose.Transpose or Transpose.ConjugateTranspose ? view.Transposed : view;
    }
}

using Folding.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Folding.MathNet;

/// <content>QR factorization of real matrices; without a native library MathNet's own, and the solution from Q and R in either case.</content>
public sealed unsafe partial class MathNetProvider
{
    /// <inheritdoc/>
    public void QRFactor(double[] a, int rowsA, int columnsA, double[] q, double[] tau)
    {
        if (_native is null || a is { Length: 0 })
        {
            Managed.QRFactor(a, rowsA, columnsA, q, tau);
            return;
        }

        CheckLength(a, rowsA, columnsA, nameof(a));
        CheckLength(q, rowsA, rowsA, nameof(q));
        var reflectors = Math.Min(rowsA, columnsA);
        CheckReflectors(tau, reflectors);
        Reflect(a, rowsA, columnsA, tau);
        for (var j = 0; j < rowsA; j++)
        {
            var column = q.AsSpan(j * rowsA, rowsA);
            if (j < reflectors) a.AsSpan(j * rowsA, rowsA).CopyTo(column);
            else column.Clear();
        }

        for (var j = 0; j < reflectors; j++) a.AsSpan((j * rowsA) + j + 1, rowsA - j - 1).Clear();
        Expand(q, rowsA, rowsA, reflectors, tau);
    }

    /// <inheritdoc/>
    public void ThinQRFactor(double[] a, int rowsA, int columnsA, double[] r, double[] tau)
    {
        if (_native is null || rowsA < columnsA || a is { Length: 0 })
        {
            Managed.ThinQRFactor(a, rowsA, columnsA, r, tau);
            return;
        }

        CheckLength(a, rowsA, columnsA, nameof(a));
        CheckLength(r, columnsA, columnsA, nameof(r));
        CheckReflectors(tau, columnsA);
        Reflect(a, rowsA, columnsA, tau);
        for (var j = 0; j < columnsA; j++)
        {
            var column = r.AsSpan(j * columnsA, columnsA);
            a.AsSpan(j * rowsA, j + 1).CopyTo(column);
            column[(j + 1)..].Clear();
        }

        Expand(a, rowsA, columnsA, columnsA, tau);
    }

    /// <inheritdoc/>
    public void QRSolve(double[] a, int rows, int columns, double[] b, int columnsB, double[] x, QRMethod method)
    {
        CheckLength(a, rows, columns, nameof(a));
        var factor = (double[])a.Clone();
        var tau = new double[Math.Min(rows, columns)];
        if (method == QRMethod.Full)
        {
            var q = new double[rows * rows];
            QRFactor(factor, rows, columns, q, tau);
            QRSolveFactored(q, factor, rows, columns, tau, b, columnsB, x, method);
        }
        else
        {
            var r = new double[columns * columns];
            ThinQRFactor(factor, rows, columns, r, tau);
            QRSolveFactored(factor, r, rows, columns, tau, b, columnsB, x, method);
        }
    }

    /// <inheritdoc/>
    public void QRSolveFactored(double[] q, double[] r, int rowsA, int columnsA, double[] tau, double[] b, int columnsB, double[] x, QRMethod method)
    {
        if (rowsA < columnsA) throw new ArgumentException($"The matrix is {rowsA} x {columnsA}; least squares by QR need at least as many rows as columns.", nameof(rowsA));
        var full = method == QRMethod.Full;
        CheckLength(q, rowsA, full ? rowsA : columnsA, nameof(q));
        CheckLength(r, full ? rowsA : columnsA, columnsA, nameof(r));
        CheckLength(b, rowsA, columnsB, nameof(b));
        CheckLength(x, columnsA, columnsB, nameof(x));
        var solution = new MatrixView(x, columnsA, columnsB);
        Backend.Multiply(1, new ReadOnlyMatrixView(q, rowsA, columnsA).Transposed, new ReadOnlyMatrixView(b, rowsA, columnsB), 0, solution);
        var triangle = full && columnsA > 0 ? new ReadOnlyMatrixView(r, columnsA, columnsA, rowsA) : new ReadOnlyMatrixView(r, columnsA, columnsA);
        Backend.SolveTriangular(Triangle.Upper, triangle, solution);
    }

    /// <summary>R, and below the diagonal the reflectors that make Q.</summary>
    private void Reflect(double[] matrix, int rows, int columns, double[] tau)
    {
        var f = _native!.Functions;
        fixed (double* a = matrix, t = tau)
        {
            double best;
            int info, ask = -1;
            f.Geqrf(&rows, &columns, a, &rows, t, &best, &ask, &info);
            var length = (int)best;
            fixed (double* work = new double[length]) f.Geqrf(&rows, &columns, a, &rows, t, work, &length, &info);
            _ = NativeBackend.Valid(info);
        }
    }

    /// <summary>The first columns of Q from the reflectors.</summary>
    private void Expand(double[] matrix, int rows, int columns, int reflectors, double[] tau)
    {
        var f = _native!.Functions;
        fixed (double* a = matrix, t = tau)
        {
            double best;
            int info, ask = -1;
            f.Orgqr(&rows, &columns, &reflectors, a, &rows, t, &best, &ask, &info);
            var length = (int)best;
            fixed (double* work = new double[length]) f.Orgqr(&rows, &columns, &reflectors, a, &rows, t, work, &length, &info);
            _ = NativeBackend.Valid(info);
        }
    }

    private static void CheckReflectors(double[] tau, int needed)
    {
        ArgumentNullException.ThrowIfNull(tau);
        if (tau.Length < needed) throw new ArgumentException($"tau has length {tau.Length}; {needed} is needed.", nameof(tau));
    }
}

using System.Numerics;
using Folding.LinearAlgebra;
using MathNet.Numerics;

namespace Folding.MathNet;

/// <content>Singular values, and eigenvalues of symmetric matrices, of real matrices; MathNet's own without a native library.</content>
public sealed unsafe partial class MathNetProvider
{
    /// <inheritdoc/>
    public void SingularValueDecomposition(bool computeVectors, double[] a, int rowsA, int columnsA, double[] s, double[] u, double[] vt)
    {
        if (_native is null || a is { Length: 0 })
        {
            Managed.SingularValueDecomposition(computeVectors, a, rowsA, columnsA, s, u, vt);
            return;
        }

        var smaller = Math.Min(rowsA, columnsA);
        CheckLength(a, rowsA, columnsA, nameof(a));
        CheckLength(s, smaller, 1, nameof(s));
        CheckLength(u, rowsA, rowsA, nameof(u));
        CheckLength(vt, columnsA, columnsA, nameof(vt));
        var f = _native.Functions;
        var job = (byte)(computeVectors ? 'A' : 'N');
        int info, ask = -1;
        double best;
        fixed (double* pa = a, ps = s, pu = u, pv = vt)
        fixed (int* integers = new int[8 * smaller])
        {
            f.Gesdd(&job, &rowsA, &columnsA, pa, &rowsA, ps, pu, &rowsA, pv, &columnsA, &best, &ask, integers, &info, 1);
            var length = (int)best;
            fixed (double* work = new double[length])
                f.Gesdd(&job, &rowsA, &columnsA, pa, &rowsA, ps, pu, &rowsA, pv, &columnsA, work, &length, integers, &info, 1);
        }

        if (NativeBackend.Valid(info) > 0) throw new NonConvergenceException();
    }

    /// <inheritdoc/>
    public void SvdSolve(double[] a, int rowsA, int columnsA, double[] b, int columnsB, double[] x)
    {
        CheckLength(a, rowsA, columnsA, nameof(a));
        var s = new double[Math.Min(rowsA, columnsA)];
        var u = new double[rowsA * rowsA];
        var vt = new double[columnsA * columnsA];
        SingularValueDecomposition(true, (double[])a.Clone(), rowsA, columnsA, s, u, vt);
        SvdSolveFactored(rowsA, columnsA, s, u, vt, b, columnsB, x);
    }

    /// <inheritdoc/>
    public void EigenDecomp(bool isSymmetric, int order, double[] matrix, double[] matrixEv, Complex[] vectorEv, double[] matrixD)
    {
        if (_native is null || !isSymmetric || order == 0)
        {
            Managed.EigenDecomp(isSymmetric, order, matrix, matrixEv, vectorEv, matrixD);
            return;
        }

        CheckLength(matrix, order, order, nameof(matrix));
        CheckLength(matrixEv, order, order, nameof(matrixEv));
        CheckLength(matrixD, order, order, nameof(matrixD));
        ArgumentNullException.ThrowIfNull(vectorEv);
        if (vectorEv.Length != order) throw new ArgumentException($"vectorEv has length {vectorEv.Length}; {order} is needed.", nameof(vectorEv));
        matrix.CopyTo(matrixEv, 0);
        var eigenvalues = new double[order];
        var f = _native.Functions;
        byte vectors = (byte)'V', lower = (byte)'L';
        int info, ask = -1, bestIntegers;
        double best;
        fixed (double* a = matrixEv, w = eigenvalues)
        {
            f.Syevd(&vectors, &lower, &order, a, &order, w, &best, &ask, &bestIntegers, &ask, &info, 1, 1);
            int length = (int)best, integerLength = bestIntegers;
            fixed (double* work = new double[length])
            fixed (int* integers = new int[integerLength])
                f.Syevd(&vectors, &lower, &order, a, &order, w, work, &length, integers, &integerLength, &info, 1, 1);
        }

        if (NativeBackend.Valid(info) > 0) throw new NonConvergenceException();
        Array.Clear(matrixD);
        for (var i = 0; i < order; i++)
        {
            vectorEv[i] = eigenvalues[i];
            matrixD[(i * order) + i] = eigenvalues[i];
        }
    }
}

using System.Runtime.InteropServices;
using Folding.Natives;

namespace Folding.LinearAlgebra;

/// <summary>The dense operations in managed code, on the vector instructions of the processor.</summary>
internal sealed unsafe class ManagedBackend : DenseBackend
{
    /// <summary>A product of less work than this stays on the caller's thread.</summary>
    private const double WorthThreads = 2e6;

    private int _threads = 1;

    public override string Name => "managed";

    public override string Version { get; } = typeof(ManagedBackend).Assembly.GetName().Version!.ToString(3);

    public override LocatedLibrary? Library => null;

    public override int Threads
    {
        get => _threads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _threads = value;
        }
    }

    internal override void Gemm(bool transA, bool transB, int m, int n, int k, double alpha, double* a, int strideA, double* b, int strideB, double beta, double* c, int strideC)
    {
        var (rowA, columnA) = Strides(transA, strideA);
        var (rowB, columnB) = Strides(transB, strideB);
        var threads = _threads;
        if (threads == 1 || (double)m * n * k < WorthThreads)
        {
            ManagedProduct.Run(m, n, k, alpha, a, rowA, columnA, b, rowB, columnB, beta, c, strideC);
            return;
        }

        Parallel.For(0, threads, t =>
        {
            int from = (int)((long)n * t / threads), to = (int)((long)n * (t + 1) / threads);
            ManagedProduct.Run(m, to - from, k, alpha, a, rowA, columnA, b + (from * columnB), rowB, columnB, beta, c + (from * (nint)strideC), strideC);
        });
    }

    internal override void Gemv(bool transpose, int m, int n, double alpha, double* a, int stride, double* x, double beta, double* y)
    {
        var (row, column) = Strides(transpose, stride);
        var (rows, inner) = transpose ? (n, m) : (m, n);
        ManagedProduct.Run(rows, 1, inner, alpha, a, row, column, x, 1, inner, beta, y, Math.Max(1, rows));
    }

    internal override void Syrk(bool transpose, int n, int k, double alpha, double* a, int strideA, double beta, double* c, int strideC)
    {
        var (row, column) = Strides(transpose, strideA);
        ManagedCholesky.RankUpdate(n, k, alpha, a, row, column, beta, c, strideC);
    }

    internal override void Symv(int n, double alpha, double* a, int stride, double* x, double beta, double* y)
    {
        VectorKernels.Scale(n, beta, y);
        for (var j = 0; j < n; j++)
        {
            // Column j of the triangle is row j of the other one.
            var column = a + (j * (nint)stride);
            var below = n - j - 1;
            y[j] += alpha * ((column[j] * x[j]) + VectorKernels.Dot(below, column + j + 1, x + j + 1));
            VectorKernels.AddScaled(below, alpha * x[j], column + j + 1, y + j + 1);
        }
    }

    internal override void Trsm(bool right, bool lower, bool transpose, bool unit, int m, int n, double* t, int strideT, double* b, int strideB)
    {
        var (row, column) = Strides(transpose, strideT);
        // lower says what is stored; transposing makes it the other triangle. X T = B is T'X' = B'.
        if (right) ManagedTriangular.Solve(lower == transpose, unit, n, m, t, column, row, b, strideB, 1);
        else ManagedTriangular.Solve(lower != transpose, unit, m, n, t, row, column, b, 1, strideB);
    }

    internal override int Potrf(int n, double* a, int stride) => ManagedCholesky.Factor(n, a, stride);

    internal override int Potri(int n, double* a, int stride)
    {
        // A^-1 = W'W with W = L^-1.
        var count = (nuint)n * (nuint)n;
        var w = (double*)NativeMemory.AllocZeroed(count, sizeof(double));
        try
        {
            for (var j = 0; j < n; j++) w[j + (j * (nint)n)] = 1;
            ManagedTriangular.Solve(lower: true, unit: false, n, n, a, 1, stride, w, 1, n);
            ManagedCholesky.RankUpdate(n, n, 1, w, n, 1, 0, a, stride);
        }
        finally
        {
            NativeMemory.Free(w);
        }

        return 0;
    }

    internal override int Sytrf(int n, double* a, int stride, int* pivots) => ManagedBunchKaufman.Factor(n, a, stride, pivots);

    internal override void Sytrs(int n, int sides, double* a, int stride, int* pivots, double* b, int strideB) =>
        ManagedBunchKaufman.Solve(n, sides, a, stride, pivots, b, strideB);

    internal override int Getrf(int m, int n, double* a, int stride, int* pivots) => ManagedLu.Factor(m, n, a, stride, pivots);

    internal override void Getrs(bool transpose, int n, int sides, double* a, int stride, int* pivots, double* b, int strideB) =>
        ManagedLu.Solve(transpose, n, sides, a, stride, pivots, b, strideB);

    private static (nint Row, nint Column) Strides(bool transposed, int stride) => transposed ? (stride, 1) : (1, stride);
}

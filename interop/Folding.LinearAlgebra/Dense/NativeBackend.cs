using System.Runtime.InteropServices;
using Folding.Natives;

namespace Folding.LinearAlgebra;

/// <summary>
/// The dense operations of a BLAS and LAPACK library, called by the Fortran names through function pointers. Products so small that the call
/// costs more than the work stay in managed code.
/// </summary>
internal sealed unsafe class NativeBackend : DenseBackend
{
    // Measured: below this many multiplications the managed loops are faster.
    private const double SmallProduct = 100;
    private const int SmallVector = 16;
    private const int SmallOrder = 8;

    private static readonly string[] ThreadVariables = ["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"];

    private readonly BlasFunctions _f;
    private readonly delegate* unmanaged[Cdecl]<int> _getThreads;
    private readonly delegate* unmanaged[Cdecl]<int, void> _setThreads;
    private readonly ManagedBackend _small = (ManagedBackend)Managed;

    public NativeBackend(LocatedLibrary library)
    {
        Library = library;
        _f = new BlasFunctions(library.Handle);
        (Name, Version, var getter, var setter) = Identify(library.Handle);
        if (getter is null || !NativeLibrary.TryGetExport(library.Handle, getter, out var get) || !NativeLibrary.TryGetExport(library.Handle, setter!, out var set)) return;
        _getThreads = (delegate* unmanaged[Cdecl]<int>)get;
        _setThreads = (delegate* unmanaged[Cdecl]<int, void>)set;
        if (ThreadVariables.All(static name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))) _setThreads(1);
    }

    public override string Name { get; }

    public override string Version { get; }

    public override LocatedLibrary Library { get; }

    public override int Threads
    {
        get => _getThreads == null ? 1 : _getThreads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            if (_setThreads == null) throw new NotSupportedException($"{Library.Path} is neither OpenBLAS nor MKL: how many threads it uses cannot be set.");
            _setThreads(value);
        }
    }

    internal BlasFunctions Functions => _f;

    internal override void Gemm(bool transA, bool transB, int m, int n, int k, double alpha, double* a, int strideA, double* b, int strideB, double beta, double* c, int strideC)
    {
        if ((double)m * n * k <= SmallProduct)
        {
            _small.Gemm(transA, transB, m, n, k, alpha, a, strideA, b, strideB, beta, c, strideC);
            return;
        }

        byte ta = Flag(transA), tb = Flag(transB);
        _f.Gemm(&ta, &tb, &m, &n, &k, &alpha, a, &strideA, b, &strideB, &beta, c, &strideC, 1, 1);
    }

    internal override void Gemv(bool transpose, int m, int n, double alpha, double* a, int stride, double* x, double beta, double* y)
    {
        // The library returns at once, without scaling y, where the matrix is empty.
        if ((double)m * n <= SmallProduct)
        {
            _small.Gemv(transpose, m, n, alpha, a, stride, x, beta, y);
            return;
        }

        var t = Flag(transpose);
        var step = 1;
        _f.Gemv(&t, &m, &n, &alpha, a, &stride, x, &step, &beta, y, &step, 1);
    }

    internal override void Syrk(bool transpose, int n, int k, double alpha, double* a, int strideA, double beta, double* c, int strideC)
    {
        if ((double)n * n * k <= SmallProduct)
        {
            _small.Syrk(transpose, n, k, alpha, a, strideA, beta, c, strideC);
            return;
        }

        byte lower = (byte)'L', t = Flag(transpose);
        _f.Syrk(&lower, &t, &n, &k, &alpha, a, &strideA, &beta, c, &strideC, 1, 1);
    }

    internal override void Symv(int n, double alpha, double* a, int stride, double* x, double beta, double* y)
    {
        if (n <= SmallVector)
        {
            _small.Symv(n, alpha, a, stride, x, beta, y);
            return;
        }

        var lower = (byte)'L';
        var step = 1;
        _f.Symv(&lower, &n, &alpha, a, &stride, x, &step, &beta, y, &step, 1);
    }

    internal override void Trsm(bool right, bool lower, bool transpose, bool unit, int m, int n, double* t, int strideT, double* b, int strideB)
    {
        var order = right ? n : m;
        if ((double)m * n * order <= SmallProduct)
        {
            _small.Trsm(right, lower, transpose, unit, m, n, t, strideT, b, strideB);
            return;
        }

        byte side = (byte)(right ? 'R' : 'L'), triangle = (byte)(lower ? 'L' : 'U'), flag = Flag(transpose), diagonal = (byte)(unit ? 'U' : 'N');
        if (!right && n == 1)
        {
            var step = 1;
            _f.Trsv(&triangle, &flag, &diagonal, &m, t, &strideT, b, &step, 1, 1, 1);
            return;
        }

        double one = 1;
        _f.Trsm(&side, &triangle, &flag, &diagonal, &m, &n, &one, t, &strideT, b, &strideB, 1, 1, 1, 1);
    }

    internal override int Potrf(int n, double* a, int stride)
    {
        if (n <= SmallOrder) return _small.Potrf(n, a, stride);
        var lower = (byte)'L';
        int info;
        _f.Potrf(&lower, &n, a, &stride, &info, 1);
        return Valid(info);
    }

    internal override int Potri(int n, double* a, int stride)
    {
        if (n <= SmallOrder) return _small.Potri(n, a, stride);
        var lower = (byte)'L';
        int info;
        _f.Potri(&lower, &n, a, &stride, &info, 1);
        return Valid(info);
    }

    internal override int Sytrf(int n, double* a, int stride, int* pivots)
    {
        if (n <= SmallOrder) return _small.Sytrf(n, a, stride, pivots);
        var lower = (byte)'L';
        int info, ask = -1;
        double best;
        _f.Sytrf(&lower, &n, a, &stride, pivots, &best, &ask, &info, 1);
        var length = (int)best;
        var work = (double*)NativeMemory.Alloc((nuint)length, sizeof(double));
        try
        {
            _f.Sytrf(&lower, &n, a, &stride, pivots, work, &length, &info, 1);
        }
        finally
        {
            NativeMemory.Free(work);
        }

        return Valid(info);
    }

    internal override void Sytrs(int n, int sides, double* a, int stride, int* pivots, double* b, int strideB)
    {
        if (n <= SmallOrder)
        {
            _small.Sytrs(n, sides, a, stride, pivots, b, strideB);
            return;
        }

        var lower = (byte)'L';
        int info;
        _f.Sytrs(&lower, &n, &sides, a, &stride, pivots, b, &strideB, &info, 1);
        _ = Valid(info);
    }

    internal override int Getrf(int m, int n, double* a, int stride, int* pivots)
    {
        if (Math.Min(m, n) <= SmallOrder) return _small.Getrf(m, n, a, stride, pivots);
        int info;
        _f.Getrf(&m, &n, a, &stride, pivots, &info);
        return Valid(info);
    }

    internal override void Getrs(bool transpose, int n, int sides, double* a, int stride, int* pivots, double* b, int strideB)
    {
        if (n <= SmallOrder)
        {
            _small.Getrs(transpose, n, sides, a, stride, pivots, b, strideB);
            return;
        }

        var t = Flag(transpose);
        int info;
        _f.Getrs(&t, &n, &sides, a, &stride, pivots, b, &strideB, &info, 1);
        _ = Valid(info);
    }

    /// <summary>A negative info is a mistake in the call, which the checks of this library should have caught.</summary>
    internal static int Valid(int info) => info >= 0 ? info : throw new InvalidOperationException($"LAPACK refused argument {-info}.");

    private static byte Flag(bool transpose) => (byte)(transpose ? 'T' : 'N');

    private static (string Name, string Version, string? GetThreads, string? SetThreads) Identify(nint library)
    {
        if (NativeLibrary.TryGetExport(library, "MKL_Get_Version_String", out var mkl))
        {
            var text = stackalloc byte[256];
            new Span<byte>(text, 256).Clear();
            ((delegate* unmanaged[Cdecl]<byte*, int, void>)mkl)(text, 255);
            return ("MKL", Number(Marshal.PtrToStringUTF8((nint)text)!), "MKL_Get_Max_Threads", "MKL_Set_Num_Threads");
        }

        if (NativeLibrary.TryGetExport(library, "openblas_get_config", out var openBlas))
            return ("OpenBLAS", Number(Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)openBlas)())!), "openblas_get_num_threads", "openblas_set_num_threads");
        return ("BLAS", "unknown", null, null);
    }

    /// <summary>The first word that starts with a digit.</summary>
    private static string Number(string text) =>
        text.Split(' ').FirstOrDefault(static word => word.Length > 0 && char.IsAsciiDigit(word[0])) ?? text;
}

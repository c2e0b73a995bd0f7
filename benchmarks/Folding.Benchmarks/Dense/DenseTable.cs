using System.Diagnostics;
using System.Globalization;
using Folding.Benchmarks.SparseLdl;
using Folding.LinearAlgebra;
using Folding.MathNet;
using MathNet.Numerics.Providers.LinearAlgebra;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix;

namespace Folding.Benchmarks.Dense;

/// <summary>
/// Dense products and factorizations with the native library, with the managed code, and through MathNet: processor time where one thread
/// works, so that a busy machine does not blur the comparison, else wall time. Which native library: <c>FOLDING_BLAS_LIBRARY</c>.
/// </summary>
internal static unsafe class DenseTable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    public static int Print()
    {
        Console.WriteLine($"Best of the runs in one second, milliseconds. Native: {DenseBackend.Native}, {DenseBackend.Native.Library!.Path}");
        Console.WriteLine($"{"",-28}{"threads",8}{"gemm 1000",12}{"LU 1000",12}{"Chol 1000",12}{"Chol 3000",12}{"LDL' 1000",12}");
        foreach (var backend in new[] { DenseBackend.Native, DenseBackend.Managed })
        {
            foreach (var threads in (int[])[1, 2])
            {
                backend.Threads = threads;
                OneThread = threads == 1;
                Line(backend.ToString(), threads, Gemm(backend, 1000), Lu(backend, 1000), Cholesky(backend, 1000), Cholesky(backend, 3000), Ldl(backend, 1000));
            }

            backend.Threads = 1;
        }

        OneThread = false;

        LinearAlgebraControl.UseManaged();
        var (product, factor) = ThroughMathNet(1000);
        Line("MathNet, managed", Environment.ProcessorCount, product, factor);
        OneThread = true;
        foreach (var backend in new[] { DenseBackend.Native, DenseBackend.Managed })
        {
            MathNetProvider.Use(backend);
            (product, factor) = ThroughMathNet(1000);
            Line($"MathNet on {backend}", 1, product, factor);
        }

        Console.WriteLine("Small products, nanoseconds: size, native, managed");
        var native = (NativeBackend)DenseBackend.Native;
        foreach (var n in (int[])[2, 4, 6, 8, 10, 12, 16, 24, 32])
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n,6}{Small(native, n),12:F0}{Small(DenseBackend.Managed, n),12:F0}"));
        return 0;
    }

    private static bool OneThread { get; set; } = true;

    private static double Now => OneThread ? ThreadClock.Microseconds : Stopwatch.GetTimestamp() * 1e6 / Stopwatch.Frequency;

    private static void Line(string name, int threads, params double[] times) =>
        Console.WriteLine($"{name,-28}{threads,8}{string.Concat(times.Select(static t => string.Create(CultureInfo.InvariantCulture, $"{t,12:F2}")))}");

    private static double Gemm(DenseBackend backend, int n)
    {
        DenseMatrix a = Random(n), b = Random(n), c = new(n, n);
        return Best(() => backend.Multiply(1, a.View, b.View, 0, c.View));
    }

    private static double Lu(DenseBackend backend, int n)
    {
        DenseMatrix a = Random(n), work = new(n, n);
        var pivots = new int[n];
        return Best(() =>
        {
            a.Values.CopyTo(work.Values);
            fixed (double* p = work.Values)
            fixed (int* i = pivots) _ = backend.Getrf(n, n, p, n, i);
        });
    }

    private static double Cholesky(DenseBackend backend, int n)
    {
        var a = Random(n);
        for (var i = 0; i < n; i++) a[i, i] += n;
        var factor = new DenseCholesky(n, backend);
        return Best(() => factor.Factor(a.View));
    }

    private static double Ldl(DenseBackend backend, int n)
    {
        var a = Random(n);
        var factor = new DenseLdl(n, backend);
        return Best(() => factor.Factor(a.View));
    }

    private static (double Product, double Factor) ThroughMathNet(int n)
    {
        var a = new MathNetMatrix(n, n, Random(n).Values.ToArray());
        var b = new MathNetMatrix(n, n, Random(n).Values.ToArray());
        var c = new MathNetMatrix(n, n);
        return (Best(() => a.Multiply(b, c)), Best(() => a.LU()));
    }

    /// <summary>One product, without the threshold of the native backend.</summary>
    private static double Small(DenseBackend backend, int n)
    {
        DenseMatrix a = Random(n), b = Random(n), c = new(n, n);
        const int calls = 20000;
        var functions = (backend as NativeBackend)?.Functions;
        return Best(() =>
        {
            fixed (double* pa = a.Values, pb = b.Values, pc = c.Values)
            {
                double one = 1, zero = 0;
                var flag = (byte)'N';
                var order = n;
                for (var i = 0; i < calls; i++)
                {
                    if (functions is null) backend.Gemm(false, false, n, n, n, 1, pa, n, pb, n, 0, pc, n);
                    else functions.Gemm(&flag, &flag, &order, &order, &order, &one, pa, &order, pb, &order, &zero, pc, &order, 1, 1);
                }
            }
        }) * 1e6 / calls;
    }

    private static DenseMatrix Random(int n)
    {
        var random = new Random(1);
        var matrix = new DenseMatrix(n, n);
        foreach (ref var value in matrix.Values) value = random.NextDouble() - 0.5;
        return matrix;
    }

    private static double Best(Action action)
    {
        action();
        var best = double.PositiveInfinity;
        var clock = Stopwatch.StartNew();
        for (var runs = 0; runs < 3 || clock.Elapsed < Budget; runs++)
        {
            var start = Now;
            action();
            best = Math.Min(best, (Now - start) / 1e3);
        }

        return best;
    }
}

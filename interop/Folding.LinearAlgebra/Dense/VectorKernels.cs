using System.Numerics;
using System.Runtime.CompilerServices;

namespace Folding.LinearAlgebra;

/// <summary>Operations on contiguous vectors.</summary>
internal static unsafe class VectorKernels
{
    /// <summary><c>y := y + alpha x</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(int n, double alpha, double* x, double* y)
    {
        var factor = new Vector<double>(alpha);
        var i = 0;
        for (; i <= n - (2 * Vector<double>.Count); i += 2 * Vector<double>.Count)
        {
            Vector.FusedMultiplyAdd(Vector.Load(x + i), factor, Vector.Load(y + i)).Store(y + i);
            var j = i + Vector<double>.Count;
            Vector.FusedMultiplyAdd(Vector.Load(x + j), factor, Vector.Load(y + j)).Store(y + j);
        }

        for (; i < n; i++) y[i] += alpha * x[i];
    }

    /// <summary><c>y := y + a0 x0 + a1 x1 + a2 x2 + a3 x3</c>, the x a stride apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddFourScaled(int n, double* x, nint stride, double a0, double a1, double a2, double a3, double* y)
    {
        double* x1 = x + stride, x2 = x1 + stride, x3 = x2 + stride;
        Vector<double> f0 = new(a0), f1 = new(a1), f2 = new(a2), f3 = new(a3);
        var i = 0;
        for (; i <= n - Vector<double>.Count; i += Vector<double>.Count)
        {
            var sum = Vector.FusedMultiplyAdd(Vector.Load(x + i), f0, Vector.Load(y + i));
            var other = Vector.Load(x1 + i) * f1;
            sum = Vector.FusedMultiplyAdd(Vector.Load(x2 + i), f2, sum);
            other = Vector.FusedMultiplyAdd(Vector.Load(x3 + i), f3, other);
            (sum + other).Store(y + i);
        }

        for (; i < n; i++) y[i] += (a0 * x[i]) + (a1 * x1[i]) + (a2 * x2[i]) + (a3 * x3[i]);
    }

    /// <summary><c>x'y</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(int n, double* x, double* y)
    {
        Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var lanes = Vector<double>.Count;
        var i = 0;
        for (; i <= n - (4 * lanes); i += 4 * lanes)
        {
            s0 = Vector.FusedMultiplyAdd(Vector.Load(x + i), Vector.Load(y + i), s0);
            s1 = Vector.FusedMultiplyAdd(Vector.Load(x + i + lanes), Vector.Load(y + i + lanes), s1);
            s2 = Vector.FusedMultiplyAdd(Vector.Load(x + i + (2 * lanes)), Vector.Load(y + i + (2 * lanes)), s2);
            s3 = Vector.FusedMultiplyAdd(Vector.Load(x + i + (3 * lanes)), Vector.Load(y + i + (3 * lanes)), s3);
        }

        for (; i <= n - lanes; i += lanes) s0 = Vector.FusedMultiplyAdd(Vector.Load(x + i), Vector.Load(y + i), s0);
        var sum = Vector.Sum(s0 + s1 + (s2 + s3));
        for (; i < n; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary><c>x := alpha x</c>; alpha = 0 clears, whatever x holds.</summary>
    public static void Scale(int n, double alpha, double* x)
    {
        if (alpha == 1) return;
        var span = new Span<double>(x, n);
        if (alpha == 0) span.Clear();
        else for (var i = 0; i < n; i++) x[i] *= alpha;
    }

    /// <summary>First index of the largest magnitude; n must be positive.</summary>
    public static int LargestIndex(int n, double* x)
    {
        var best = 0;
        var largest = Math.Abs(x[0]);
        for (var i = 1; i < n; i++)
        {
            var magnitude = Math.Abs(x[i]);
            if (magnitude <= largest) continue;
            largest = magnitude;
            best = i;
        }

        return best;
    }
}

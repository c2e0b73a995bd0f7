using System.Buffers;
using System.Numerics.Tensors;

namespace Folding;

/// <summary>
/// ρ(Φ) by power iteration: the geometric mean of |Φ'z|/|z| over a window of steps, which averages out the oscillation of complex
/// pairs. Windows follow each other until two agree; the first one only forgets the start.
/// </summary>
internal static class SpectralRadius
{
    private const int Window = 20;
    private const int MostWindows = 10;
    private const double Agreement = 1e-3;

    /// <summary>Below this a map counts as zero.</summary>
    private const double Vanishing = 1e-10;

    public static double Estimate(StateJacobian jacobian)
    {
        var n = jacobian.StateCount;
        if (n == 0) return 0;
        var memory = ArrayPool<double>.Shared.Rent(2 * n);
        try
        {
            return Estimate(jacobian, memory.AsSpan(0, n), memory.AsSpan(n, n));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(memory);
        }
    }

    private static double Estimate(StateJacobian jacobian, Span<double> z, Span<double> next)
    {
        WeylSequence.Fill(z);
        Normalize(z);
        double previous = double.PositiveInfinity, radius = 0;
        for (var window = 0; window < MostWindows; window++)
        {
            double logarithm = 0;
            for (var step = 0; step < Window; step++)
            {
                jacobian.MultiplyTransposed(z, next);
                var size = Vectors.Norm(next);
                if (!(size > Vanishing)) return size;
                if (double.IsInfinity(size)) return size;
                logarithm += Math.Log(size);
                TensorPrimitives.Divide(next, size, z);
            }

            radius = Math.Exp(logarithm / Window);
            if (Math.Abs(radius - previous) <= Agreement * Math.Min(radius, Math.Abs(1 - radius))) break;
            previous = radius;
        }

        return radius;
    }

    private static void Normalize(Span<double> z) => TensorPrimitives.Divide(z, Vectors.Norm(z), z);
}

/// <summary>A fixed pseudo-random vector (a Weyl sequence): reproducible and orthogonal to nothing in particular.</summary>
internal static class WeylSequence
{
    public static void Fill(Span<double> vector)
    {
        for (var k = 0; k < vector.Length; k++) vector[k] = ((k + 1) * 0.6180339887498949 % 1.0) - 0.45;
    }
}

using System.Numerics.Tensors;

namespace Folding;

/// <summary>
/// ρ(Φ) by power iteration with two dominant eigenvalues at a time: after some steps z, Φ'z and Φ'²z lie nearly in a plane, and the
/// roots of λ² = aλ + b, fitted to them, are the eigenvalues, a complex pair or two real ones. Repeated until two fits agree.
/// </summary>
internal static class SpectralRadius
{
    private const int Steps = 8;
    private const int MostFits = 25;
    private const double Agreement = 2e-4;

    /// <summary>Below this a map counts as zero, and two directions as one.</summary>
    private const double Vanishing = 1e-10;

    public static double Estimate(StateJacobian jacobian)
    {
        var n = jacobian.StateCount;
        if (n == 0) return 0;
        using var memory = Rented.Doubles(3 * n);
        Span<double> z = memory.Span[..n], once = memory.Span.Slice(n, n), twice = memory.Span[(2 * n)..];
        WeylSequence.Fill(z);
        TensorPrimitives.Divide(z, Vectors.Norm(z), z);
        double radius = 0, previous = double.PositiveInfinity;
        for (var fit = 0; fit < MostFits; fit++)
        {
            for (var step = 0; step < Steps; step++)
            {
                jacobian.MultiplyTransposed(z, once);
                var size = Vectors.Norm(once);
                if (!(size > Vanishing) || double.IsInfinity(size)) return size;
                TensorPrimitives.Divide(once, size, z);
            }

            jacobian.MultiplyTransposed(z, once);
            jacobian.MultiplyTransposed(once, twice);
            radius = LargestRoot(z, once, twice);
            if (Math.Abs(radius - previous) <= Agreement * Math.Max(Math.Min(radius, Math.Abs(1 - radius)), 1e-6)) break;
            previous = radius;
        }

        return radius;
    }

    /// <summary>The larger modulus of the roots of λ² = aλ + b, with |twice − a once − b z| least; z has length 1.</summary>
    private static double LargestRoot(ReadOnlySpan<double> z, Span<double> once, ReadOnlySpan<double> twice)
    {
        var size = Vectors.Norm(once);
        var along = Vectors.Dot(z, once);
        // The part of Φ'z across z; where it vanishes z is an eigenvector.
        TensorPrimitives.MultiplyAdd(z, -along, once, once);
        var across = Vectors.Norm(once);
        if (across <= 1e-6 * size) return size;
        var a = Vectors.Dot(once, twice) / (across * across);
        var b = Vectors.Dot(z, twice) - (a * along);
        var discriminant = (a * a / 4) + b;
        return discriminant < 0 ? Math.Sqrt(-b) : Math.Abs(a / 2) + Math.Sqrt(discriminant);
    }
}

/// <summary>A fixed pseudo-random vector (a Weyl sequence): reproducible and orthogonal to nothing in particular.</summary>
internal static class WeylSequence
{
    public static void Fill(Span<double> vector)
    {
        for (var k = 0; k < vector.Length; k++) vector[k] = ((k + 1) * 0.6180339887498949 % 1.0) - 0.45;
    }
}

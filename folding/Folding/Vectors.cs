using System.Numerics.Tensors;

namespace Folding;

/// <summary>Short names for the vector arithmetic that gradients need.</summary>
internal static class Vectors
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => a.IsEmpty ? 0 : TensorPrimitives.Dot(a, b);

    /// <summary>a + step b.</summary>
    public static double[] Sum(ReadOnlySpan<double> a, double step, ReadOnlySpan<double> b)
    {
        var sum = new double[a.Length];
        // Where a is infinite b is 0 by contract, and inf + 0 is inf.
        TensorPrimitives.MultiplyAdd(b, step, a, sum);
        return sum;
    }

    /// <summary>factor (a + b).</summary>
    public static double[] Sum(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double factor)
    {
        var sum = new double[a.Length];
        TensorPrimitives.AddMultiply(a, b, factor, sum);
        return sum;
    }

    /// <summary>Largest magnitude; 0 for an empty vector, NaN where an entry is NaN.</summary>
    public static double MaxNorm(ReadOnlySpan<double> a) => a.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(a));

    public static bool IsFinite(ReadOnlySpan<double> a) => double.IsFinite(MaxNorm(a));

    public static double Norm(ReadOnlySpan<double> a) => a.IsEmpty ? 0 : TensorPrimitives.Norm(a);

    /// <summary>The sum of the entries.</summary>
    public static double Sum(ReadOnlySpan<double> a) => TensorPrimitives.Sum(a);

    /// <summary>|a − b|.</summary>
    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => a.IsEmpty ? 0 : TensorPrimitives.Distance(a, b);

    /// <summary>Fills with numbers of [0.5, 1.5) that repeat nothing and are orthogonal to nothing in particular, always the same: a Weyl sequence.</summary>
    public static void Probe(Span<double> vector)
    {
        for (var k = 0; k < vector.Length; k++) vector[k] = 0.5 + ((k + 1) * 0.6180339887498949 % 1.0);
    }

    public static void RequireFinite(ReadOnlySpan<double> values, int length, string name)
    {
        if (values.Length != length)
            throw new ArgumentException($"{name} has length {values.Length}; expected {length}.", name);
        if (IsFinite(values)) return;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"{name}[{i}] is {values[i]}; every entry must be finite.", name);
        }
    }
}

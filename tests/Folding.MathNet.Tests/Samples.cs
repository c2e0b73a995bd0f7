using Folding.LinearAlgebra;

namespace Folding.MathNet.Tests;

/// <summary>Random matrices stored by columns, the provider on each backend, and the product by its definition.</summary>
internal static class Samples
{
    public static TheoryData<string> Backends => ["managed", "native"];

    /// <summary>Shapes: single entries, wide, tall, above and below the sizes where the code changes its ways.</summary>
    public static (int Rows, int Columns)[] Shapes { get; } = [(1, 1), (1, 6), (6, 1), (3, 3), (4, 9), (9, 4), (30, 30), (20, 70), (70, 20)];

    public static MathNetProvider Provider(string name)
    {
        if (name == "managed") return new(DenseBackend.Managed);
        try
        {
            return new(DenseBackend.Native);
        }
        catch (DllNotFoundException missing)
        {
            Assert.Skip($"no BLAS: {missing.Message}");
            throw;
        }
    }

    public static double[] Random(int count, int seed = 1)
    {
        var random = new Random(seed);
        var values = new double[count];
        foreach (ref var value in values.AsSpan()) value = (2 * random.NextDouble()) - 1;
        return values;
    }

    public static double[] Definite(int n)
    {
        var values = Random(n * n);
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < j; i++) values[(j * n) + i] = values[(i * n) + j];
            values[(j * n) + j] += n + 1;
        }

        return values;
    }

    /// <summary>A of m x k times B of k x n.</summary>
    public static double[] Product(double[] a, int m, int k, double[] b, int n)
    {
        var c = new double[m * n];
        for (var j = 0; j < n; j++)
        {
            for (var p = 0; p < k; p++)
            {
                for (var i = 0; i < m; i++) c[(j * m) + i] += a[(p * m) + i] * b[(j * k) + p];
            }
        }

        return c;
    }

    public static double[] Transpose(double[] a, int m, int n)
    {
        var t = new double[a.Length];
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < m; i++) t[(i * n) + j] = a[(j * m) + i];
        }

        return t;
    }

    public static void Near(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}

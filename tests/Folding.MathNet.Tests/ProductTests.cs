using MathNet.Numerics.Providers.LinearAlgebra;

namespace Folding.MathNet.Tests;

public class ProductTests
{
    private static readonly ManagedLinearAlgebraProvider Managed = ManagedLinearAlgebraProvider.Instance;

    public static TheoryData<string> Backends => Samples.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Products_are_those_of_the_managed_provider(string name)
    {
        var provider = Samples.Provider(name);
        foreach (var (m, k) in Samples.Shapes)
        {
            foreach (var n in (int[])[1, 5, 40])
            {
                double[] a = Samples.Random(m * k), b = Samples.Random(k * n, 2), expected = new double[m * n], actual = new double[m * n];
                actual.AsSpan().Fill(double.NaN);
                Managed.MatrixMultiply(a, m, k, b, k, n, expected);
                provider.MatrixMultiply(a, m, k, b, k, n, actual);
                Samples.Near(expected, actual, 1e-13);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Products_with_update_and_transposes_are_those_of_the_managed_provider(string name)
    {
        var provider = Samples.Provider(name);
        foreach (var (m, k) in Samples.Shapes)
        {
            foreach (var transA in (Transpose[])[Transpose.DontTranspose, Transpose.Transpose, Transpose.ConjugateTranspose])
            {
                foreach (var transB in (Transpose[])[Transpose.DontTranspose, Transpose.Transpose, Transpose.ConjugateTranspose])
                {
                    const int n = 7;
                    double[] a = Samples.Random(m * k), b = Samples.Random(k * n, 2), expected = Samples.Random(m * n, 3), actual = (double[])expected.Clone();
                    var (rowsA, columnsA) = transA == Transpose.DontTranspose ? (m, k) : (k, m);
                    var (rowsB, columnsB) = transB == Transpose.DontTranspose ? (k, n) : (n, k);
                    Managed.MatrixMultiplyWithUpdate(transA, transB, -2, a, rowsA, columnsA, b, rowsB, columnsB, 0.5, expected);
                    provider.MatrixMultiplyWithUpdate(transA, transB, -2, a, rowsA, columnsA, b, rowsB, columnsB, 0.5, actual);
                    Samples.Near(expected, actual, 1e-13);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void The_result_may_be_a_factor(string name)
    {
        double[] a = Samples.Random(400), b = Samples.Random(400, 2);
        var expected = Samples.Product(a, 20, 20, b, 20);
        Samples.Provider(name).MatrixMultiply(a, 20, 20, b, 20, 20, b);
        Samples.Near(expected, b, 1e-13);
        expected = Samples.Product(a, 20, 20, a, 20);
        Samples.Provider(name).MatrixMultiply(a, 20, 20, a, 20, 20, a);
        Samples.Near(expected, a, 1e-13);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        var provider = Samples.Provider("managed");
        Assert.Throws<ArgumentException>(() => provider.MatrixMultiply(new double[4], 2, 2, new double[6], 3, 2, new double[4]));
        Assert.Throws<ArgumentException>(() => provider.MatrixMultiply(new double[4], 2, 2, new double[4], 2, 2, new double[3]));
        Assert.Throws<ArgumentNullException>(() => provider.MatrixMultiply((double[])null!, 2, 2, new double[4], 2, 2, new double[4]));
    }
}

using MathNet.Numerics.LinearAlgebra.Factorization;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Folding.MathNet.Tests;

/// <summary>Q and R are unique but for signs, so they are checked by what they are; solutions are compared.</summary>
public class QrTests
{
    private static readonly ManagedLinearAlgebraProvider Managed = ManagedLinearAlgebraProvider.Instance;

    public static TheoryData<string> Backends => Samples.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Q_is_orthogonal_R_is_upper_triangular_and_their_product_is_the_matrix(string name)
    {
        var provider = Samples.Provider(name);
        foreach (var (m, n) in Samples.Shapes)
        {
            double[] a = Samples.Random(m * n), r = (double[])a.Clone(), q = new double[m * m];
            provider.QRFactor(r, m, n, q, new double[Math.Min(m, n)]);
            Check(a, m, n, q, m, r);
            if (m < n) continue;
            double[] thin = (double[])a.Clone(), square = new double[n * n];
            provider.ThinQRFactor(thin, m, n, square, new double[n]);
            Check(a, m, n, thin, n, square);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Least_squares_solutions_are_those_of_the_managed_provider(string name)
    {
        var provider = Samples.Provider(name);
        foreach (var (m, n) in Samples.Shapes.Where(static s => s.Rows >= s.Columns))
        {
            foreach (var method in (QRMethod[])[QRMethod.Full, QRMethod.Thin])
            {
                double[] a = Samples.Random(m * n), b = Samples.Random(m * 2, 2), expected = new double[n * 2], actual = new double[n * 2];
                Managed.QRSolve((double[])a.Clone(), m, n, (double[])b.Clone(), 2, expected, method);
                provider.QRSolve(a, m, n, b, 2, actual, method);
                Samples.Near(expected, actual, 1e-10);
                Samples.Near(Samples.Random(m * n), a, 0);
            }
        }
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var provider = Samples.Provider("managed");
        Assert.Throws<ArgumentException>(() => provider.QRSolve(new double[6], 2, 3, new double[2], 1, new double[3], QRMethod.Full));
        Assert.Throws<ArgumentException>(() => provider.QRSolve(new double[6], 3, 2, new double[2], 1, new double[2], QRMethod.Thin));
    }

    private static void Check(double[] a, int m, int n, double[] q, int columnsQ, double[] r)
    {
        Samples.Near(a, Samples.Product(q, m, columnsQ, r, n), 1e-13);
        var gram = Samples.Product(Samples.Transpose(q, m, columnsQ), columnsQ, m, q, columnsQ);
        for (var i = 0; i < columnsQ; i++) gram[(i * columnsQ) + i] -= 1;
        Samples.Near(new double[columnsQ * columnsQ], gram, 1e-13);
        for (var j = 0; j < n; j++)
        {
            for (var i = j + 1; i < columnsQ; i++) Assert.Equal(0, r[(j * columnsQ) + i], 1e-14);
        }
    }
}

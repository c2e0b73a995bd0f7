using MathNet.Numerics.Providers.LinearAlgebra;

namespace Folding.MathNet.Tests;

public class CholeskyTests
{
    private static readonly ManagedLinearAlgebraProvider Managed = ManagedLinearAlgebraProvider.Instance;

    public static TheoryData<string> Backends => Samples.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Factor_and_solutions_are_those_of_the_managed_provider(string name)
    {
        var provider = Samples.Provider(name);
        foreach (var n in (int[])[1, 2, 5, 8, 9, 33, 70])
        {
            var a = Samples.Definite(n);
            double[] expected = (double[])a.Clone(), actual = (double[])a.Clone();
            Managed.CholeskyFactor(expected, n);
            provider.CholeskyFactor(actual, n);
            Samples.Near(expected, actual, 1e-13);

            double[] b = Samples.Random(n * 3, 2), x = (double[])b.Clone(), y = (double[])b.Clone(), z = (double[])b.Clone();
            Managed.CholeskySolve(a, n, x, 3);
            provider.CholeskySolve(a, n, y, 3);
            provider.CholeskySolveFactored(actual, n, z, 3);
            Samples.Near(x, y, 1e-14);
            Samples.Near(y, z, 1e-15);
            Samples.Near(Samples.Definite(n), a, 0);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_matrix_that_is_not_positive_definite_is_refused(string name)
    {
        var provider = Samples.Provider(name);
        foreach (var n in (int[])[2, 40])
        {
            foreach (var value in (double[])[-1, 0, double.NaN])
            {
                var a = Samples.Definite(n);
                a[^1] = value;
                Assert.Throws<ArgumentException>(() => provider.CholeskyFactor((double[])a.Clone(), n));
                Assert.Throws<ArgumentException>(() => provider.CholeskySolve(a, n, new double[n], 1));
            }
        }
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        var provider = Samples.Provider("managed");
        Assert.Throws<ArgumentException>(() => provider.CholeskyFactor(new double[3], 2));
        Assert.Throws<ArgumentException>(() => provider.CholeskySolve(new double[4], 2, new double[3], 1));
    }
}

using MathNet.Numerics.Providers.LinearAlgebra;

namespace Folding.MathNet.Tests;

public class LuTests
{
    private static readonly ManagedLinearAlgebraProvider Managed = ManagedLinearAlgebraProvider.Instance;

    public static TheoryData<string> Backends => Samples.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Factor_pivots_solutions_and_inverse_are_those_of_the_managed_provider(string name)
    {
        var provider = Samples.Provider(name);
        foreach (var n in (int[])[1, 2, 5, 8, 9, 33, 70])
        {
            var a = Samples.Random(n * n);
            double[] expected = (double[])a.Clone(), actual = (double[])a.Clone();
            int[] expectedPivots = new int[n], pivots = new int[n];
            Managed.LUFactor(expected, n, expectedPivots);
            provider.LUFactor(actual, n, pivots);
            Assert.Equal(expectedPivots, pivots);
            Samples.Near(expected, actual, 1e-11);

            double[] b = Samples.Random(n * 3, 2), x = (double[])b.Clone(), y = (double[])b.Clone(), z = (double[])b.Clone();
            Managed.LUSolve(3, a, n, x);
            provider.LUSolve(3, a, n, y);
            provider.LUSolveFactored(3, actual, n, pivots, z);
            Samples.Near(x, y, 1e-10);
            Samples.Near(y, z, 1e-13);

            double[] inverse = (double[])a.Clone(), own = (double[])a.Clone();
            Managed.LUInverse(inverse, n);
            provider.LUInverse(own, n);
            provider.LUInverseFactored(actual, n, pivots);
            Samples.Near(inverse, own, 1e-9);
            Samples.Near(own, actual, 1e-13);
        }
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var provider = Samples.Provider("managed");
        Assert.Throws<ArgumentException>(() => provider.LUFactor(new double[3], 2, new int[2]));
        Assert.Throws<ArgumentException>(() => provider.LUFactor(new double[4], 2, new int[1]));
        Assert.Throws<ArgumentException>(() => provider.LUSolve(1, new double[4], 2, new double[3]));
        Assert.Throws<ArgumentException>(() => provider.LUSolveFactored(1, new double[4], 2, [0, 2], new double[2]));
        Assert.Throws<ArgumentException>(() => provider.LUInverseFactored(new double[4], 2, [-1, 0]));
        var same = new double[4];
        Assert.Throws<ArgumentException>(() => provider.LUSolve(2, same, 2, same));
        Assert.Throws<ArgumentNullException>(() => provider.LUFactor((double[])null!, 2, new int[2]));
    }
}

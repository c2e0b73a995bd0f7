using System.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Folding.MathNet.Tests;

public class SpectralTests
{
    private static readonly ManagedLinearAlgebraProvider Managed = ManagedLinearAlgebraProvider.Instance;

    public static TheoryData<string> Backends => Samples.Backends;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Singular_values_are_those_of_the_managed_provider_and_the_vectors_rebuild_the_matrix(string name)
    {
        var provider = Samples.Provider(name);
        foreach (var (m, n) in Samples.Shapes)
        {
            var smaller = Math.Min(m, n);
            double[] a = Samples.Random(m * n), s = new double[smaller], expected = new double[smaller], alone = new double[smaller];
            double[] u = new double[m * m], vt = new double[n * n];
            Managed.SingularValueDecomposition(false, (double[])a.Clone(), m, n, expected, new double[m * m], new double[n * n]);
            provider.SingularValueDecomposition(true, (double[])a.Clone(), m, n, s, u, vt);
            provider.SingularValueDecomposition(false, (double[])a.Clone(), m, n, alone, new double[m * m], new double[n * n]);
            Samples.Near(expected, s, 1e-12);
            Samples.Near(s, alone, 1e-12);
            var middle = new double[m * n];
            for (var i = 0; i < smaller; i++) middle[(i * m) + i] = s[i];
            Samples.Near(a, Samples.Product(Samples.Product(u, m, m, middle, n), m, n, vt, n), 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Solutions_by_singular_values_are_those_of_the_managed_provider(string name)
    {
        var provider = Samples.Provider(name);
        foreach (var (m, n) in Samples.Shapes)
        {
            double[] a = Samples.Random(m * n), b = Samples.Random(m * 2, 2), expected = new double[n * 2], actual = new double[n * 2];
            Managed.SvdSolve((double[])a.Clone(), m, n, b, 2, expected);
            provider.SvdSolve(a, m, n, b, 2, actual);
            Samples.Near(expected, actual, 1e-10);
            Samples.Near(Samples.Random(m * n), a, 0);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Symmetric_eigenvalues_are_those_of_the_managed_provider_and_the_vectors_fit_them(string name)
    {
        var provider = Samples.Provider(name);
        foreach (var n in (int[])[1, 2, 7, 40])
        {
            double[] a = Samples.Definite(n), vectors = new double[n * n], diagonal = new double[n * n];
            Complex[] expected = new Complex[n], actual = new Complex[n];
            Managed.EigenDecomp(true, n, (double[])a.Clone(), new double[n * n], expected, new double[n * n]);
            provider.EigenDecomp(true, n, a, vectors, actual, diagonal);
            for (var i = 0; i < n; i++)
            {
                Assert.Equal(expected[i].Real, actual[i].Real, 1e-11);
                Assert.Equal(0, actual[i].Imaginary);
            }

            Samples.Near(Samples.Product(a, n, n, vectors, n), Samples.Product(vectors, n, n, diagonal, n), 1e-11);
            Samples.Near(Samples.Definite(n), a, 0);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Other_eigenvalues_are_left_to_the_managed_provider(string name)
    {
        // A rotation by a quarter turn has the eigenvalues i and -i.
        var eigenvalues = new Complex[2];
        Samples.Provider(name).EigenDecomp(false, 2, [0, 1, -1, 0], new double[4], eigenvalues, new double[4]);
        Assert.Equal(0, eigenvalues[0].Real, 1e-15);
        Assert.Equal(1, Math.Abs(eigenvalues[0].Imaginary), 1e-15);
        Assert.Equal(0, (eigenvalues[0] + eigenvalues[1]).Magnitude, 1e-15);
    }
}

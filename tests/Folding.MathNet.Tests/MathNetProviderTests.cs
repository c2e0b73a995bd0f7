using Folding.LinearAlgebra;
using MathNet.Numerics.Providers.LinearAlgebra;
using MathNetMatrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;

namespace Folding.MathNet.Tests;

/// <summary>Alone, because it changes the provider of the process.</summary>
[Collection("Provider of the process")]
public sealed class MathNetProviderTests : IDisposable
{
    public static TheoryData<string> Backends => Samples.Backends;

    public void Dispose() => LinearAlgebraControl.UseManaged();

    [Theory]
    [MemberData(nameof(Backends))]
    public void One_line_makes_MathNet_use_it(string name)
    {
        var backend = Samples.Provider(name).Backend;
        var provider = MathNetProvider.Use(backend);
        Assert.Same(provider, LinearAlgebraControl.Provider);
        Assert.Contains(backend.Name, provider.ToString(), StringComparison.Ordinal);
        Assert.True(provider.IsAvailable());

        var a = MathNetMatrix.Build.Dense(60, 60, Samples.Random(3600));
        var b = MathNetMatrix.Build.Dense(60, 3, Samples.Random(180, 2));
        Assert.True((a * a.LU().Solve(b) - b).L2Norm() < 1e-11);
        Assert.True((a * a.QR().Solve(b) - b).L2Norm() < 1e-11);
        Assert.True((a * a.Svd().Solve(b) - b).L2Norm() < 1e-11);
        Assert.True(((a * a.Inverse()) - MathNetMatrix.Build.DenseIdentity(60)).L2Norm() < 1e-11);
        var definite = (a * a.Transpose()) + MathNetMatrix.Build.DenseIdentity(60);
        Assert.True((definite * definite.Cholesky().Solve(b) - b).L2Norm() < 1e-11);
        var eigen = definite.Evd();
        Assert.True((definite * eigen.EigenVectors - (eigen.EigenVectors * eigen.D)).L2Norm() < 1e-11);
    }

    [Fact]
    public void Without_a_backend_it_uses_the_current_one() => Assert.Same(DenseBackend.Current, MathNetProvider.Use().Backend);

    [Theory]
    [MemberData(nameof(Backends))]
    public void Complex_and_single_precision_still_work(string name)
    {
        MathNetProvider.Use(Samples.Provider(name).Backend);
        var single = global::MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.Random(20, 20, 1);
        Assert.True(((single * single.Inverse()) - global::MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseIdentity(20)).L2Norm() < 1e-3);
        var complex = global::MathNet.Numerics.LinearAlgebra.Matrix<System.Numerics.Complex>.Build.Random(20, 20, 1);
        Assert.True(((complex * complex.Inverse()) - global::MathNet.Numerics.LinearAlgebra.Matrix<System.Numerics.Complex>.Build.DenseIdentity(20)).L2Norm() < 1e-10);
        var complex32 = global::MathNet.Numerics.LinearAlgebra.Matrix<global::MathNet.Numerics.Complex32>.Build.Random(20, 20, 1);
        Assert.True(((complex32 * complex32.Inverse()) - global::MathNet.Numerics.LinearAlgebra.Matrix<global::MathNet.Numerics.Complex32>.Build.DenseIdentity(20)).L2Norm() < 1e-3);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Two_threads_at_once_get_what_one_gets(string name)
    {
        MathNetProvider.Use(Samples.Provider(name).Backend);
        var a = MathNetMatrix.Build.Dense(80, 80, Samples.Random(6400));
        var expected = a.LU().Solve(a * a.Transpose());
        var wrong = 0;
        Parallel.For(0, 30, new ParallelOptions { MaxDegreeOfParallelism = 2 }, _ =>
        {
            if ((a.LU().Solve(a * a.Transpose()) - expected).L2Norm() > 1e-12) Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    }
}

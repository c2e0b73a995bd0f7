using Folding.LinearAlgebra;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Folding.MathNet;

/// <summary>
/// Linear algebra for MathNet.Numerics on a <see cref="DenseBackend"/>: products, LU, Cholesky, QR, singular values and symmetric
/// eigenvalues of real matrices in double precision; everything else goes to MathNet's managed provider. Switch it on with
/// <c>MathNetProvider.Use()</c>. Safe from many threads at once.
/// </summary>
public sealed partial class MathNetProvider : ILinearAlgebraProvider
{
    private static readonly ManagedLinearAlgebraProvider Managed = ManagedLinearAlgebraProvider.Instance;

    private readonly NativeBackend? _native;

    /// <summary>A provider on a backend.</summary>
    /// <param name="backend">Who computes; <see cref="DenseBackend.Current"/> by default.</param>
    public MathNetProvider(DenseBackend? backend = null)
    {
        Backend = backend ?? DenseBackend.Current;
        _native = Backend as NativeBackend;
    }

    /// <summary>Who computes.</summary>
    public DenseBackend Backend { get; }

    /// <summary>Makes MathNet.Numerics compute on the backend from now on, in the whole process.</summary>
    /// <param name="backend">Who computes; <see cref="DenseBackend.Current"/> by default.</param>
    /// <returns>The provider now in use.</returns>
    public static MathNetProvider Use(DenseBackend? backend = null)
    {
        var provider = new MathNetProvider(backend);
        LinearAlgebraControl.Provider = provider;
        return provider;
    }

    /// <inheritdoc/>
    public bool IsAvailable() => true;

    /// <inheritdoc/>
    public void InitializeVerify()
    {
    }

    /// <inheritdoc/>
    public void FreeResources()
    {
    }

    /// <inheritdoc/>
    public override string ToString() => $"Folding ({Backend})";
}

using Folding.LinearAlgebra;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>A native solver as the library offers it; analysis includes its handles.</summary>
public sealed class LibrarySolver(KktSystem system, SparseSolver solver) : ISparseSolver
{
    private SparseSymmetricFactorization? _factor;

    public string Name => solver == SparseSolver.Umfpack ? "UMFPACK" : "PARDISO";

    public long FactorCount => _factor switch
    {
        PardisoFactorization pardiso => pardiso.FactorCount,
        UmfpackFactorization umfpack => umfpack.FactorCount,
        _ => 0,
    };

    public void Analyze()
    {
        Dispose();
        _factor = SparseSymmetricFactorization.Create(system.Matrix.Pattern, solver);
    }

    public void Factor()
    {
        if (_factor!.Factor(system.Matrix.Values, system.Signs) != LdlOutcome.Factored)
            throw new InvalidOperationException($"{system.Name}: {Name} found a zero pivot.");
    }

    public void Solve(double[] x) => _factor!.Solve(x);

    public void Dispose() => (_factor as IDisposable)?.Dispose();
}

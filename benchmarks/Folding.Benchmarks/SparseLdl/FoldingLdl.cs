using Folding.LinearAlgebra;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>The managed factorization; analysis includes the allocation of the numeric factor.</summary>
public sealed class FoldingLdl(KktSystem system) : ISparseSolver
{
    private LdlSymbolic? _symbolic;
    private LdlFactor? _factor;

    public string Name => "folding";

    public long FactorCount => _symbolic?.FactorCount ?? 0;

    public void Analyze()
    {
        _symbolic = LdlSymbolic.Analyze(system.Matrix.Pattern);
        _factor = new LdlFactor(_symbolic);
    }

    public void Factor()
    {
        if (_factor!.Factor(system.Matrix.Values, system.Signs) != LdlOutcome.Factored)
            throw new InvalidOperationException($"{system.Name}: pivot {_factor.FailedPivot} failed.");
    }

    public void Solve(double[] x) => _factor!.Solve(x);

    public void Dispose()
    {
    }
}

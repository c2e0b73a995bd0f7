using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>Which sparse solver a system of a given size gets. The limit is measured (docs/linear-algebra.md).</summary>
internal static class SparseSolverRule
{
    /// <summary>Above this arithmetic PARDISO's ordering and its threads win.</summary>
    public const double NativeFromFlops = 2e9;

    public static SparseSymmetricFactorization Choose(SparsityPattern upper)
    {
        var symbolic = LdlSymbolic.Analyze(upper);
        return symbolic.FactorFlops >= NativeFromFlops && PardisoLibrary.IsAvailable ? new PardisoFactorization(upper) : new LdlFactor(symbolic);
    }
}

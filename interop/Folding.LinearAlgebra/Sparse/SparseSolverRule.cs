using Folding.Natives;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// Which solver a system gets by its size. Neither PARDISO nor UMFPACK was faster than the managed factorization on any system measured
/// (docs/linear-algebra.md), so only a factor too large for it goes elsewhere.
/// </summary>
internal static class SparseSolverRule
{
    /// <param name="upper">The upper triangle of K.</param>
    /// <param name="mostEntries">Entries of the factor up to which the managed factorization is taken.</param>
    /// <exception cref="NativeLibraryException">The factor is too large for the managed factorization, and there is no MKL.</exception>
    public static SparseSymmetricFactorization Choose(SparsityPattern upper, long mostEntries = LdlSymbolic.MostEntries) =>
        LdlSymbolic.AnalyzeWithin(upper, FillReducingOrdering.ApproximateMinimumDegree, blocks: null, mostEntries) is { } symbolic
            ? new LdlFactor(symbolic)
            : new PardisoFactorization(upper);
}

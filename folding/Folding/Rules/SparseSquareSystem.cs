using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// Sparse unsymmetric systems by a symmetric factorization:
/// <code>
/// [ I   B  ] [r]   [b]
/// [ B'  0  ] [u] = [g],     b: B u = b, r = 0;     g: B'v = g with v = r
/// </code>
/// factored as LDL' with −δ in the lower corner (quasi-definite, Vanderbei 1995), whose effect iterative refinement removes. The condition is that
/// of B squared.
/// </summary>
internal sealed class SparseSquareSystem
{
    private const double Shift = 1e-9;

    private static readonly RefinementLimits Limits = new() { RelativeTolerance = 1e-13, MaximumRounds = 30 };

    private readonly CscMatrix _system;
    private readonly LdlFactor _factor;
    private readonly int _n;

    public SparseSquareSystem(int n, List<(int Row, int Column, double Value)> entries)
    {
        _n = n;
        var triplets = new List<(int, int, double)>(entries.Count + (2 * n));
        for (var k = 0; k < n; k++)
        {
            triplets.Add((k, k, 1));
            triplets.Add((n + k, n + k, 0));
        }

        foreach (var (row, column, value) in entries) triplets.Add((row, n + column, value));
        _system = CscMatrix.FromTriplets(2 * n, 2 * n, triplets);
        var signs = new sbyte[2 * n];
        signs.AsSpan(0, n).Fill(1);
        signs.AsSpan(n).Fill(-1);
        _factor = new(LdlSymbolic.Analyze(_system.Pattern));
        if (_factor.Factor(_system.Values, signs, new() { Shift = Shift }) != LdlOutcome.Factored)
            throw new ArithmeticException($"I − Φ could not be factored (row {_factor.FailedPivot}): its entries span too many orders of magnitude.");
    }

    /// <summary>Numbers in the factor.</summary>
    public long FactorCount => _factor.Symbolic.FactorCount;

    /// <summary>B u = b, or B'v = g. Thread-safe.</summary>
    public void Solve(ReadOnlySpan<double> right, Span<double> solution, bool transposed)
    {
        double[] full = new double[2 * _n], answer = new double[2 * _n];
        right.CopyTo(full.AsSpan(transposed ? _n : 0));
        IterativeRefinement.Solve(_system, _factor, full, answer, new double[IterativeRefinement.WorkspaceLength(_factor)], Limits);
        answer.AsSpan(transposed ? 0 : _n, _n).CopyTo(solution);
    }
}

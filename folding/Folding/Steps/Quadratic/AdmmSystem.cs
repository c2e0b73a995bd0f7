using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The quasi-definite system <c>[P + σI, A'; A, −1/ρ]</c> behind every product of the ADMM step. With right-hand side (b, c) its
/// solution (t, s) has s = ρ(At − c) and Mt = b + A'ρc, so that no product with A is left to do.
/// </summary>
internal sealed class AdmmSystem
{
    private readonly SparsityPattern _pattern;
    private readonly double[] _values;
    private readonly int[] _diagonals;

    public AdmmSystem(QuadraticProgram problem)
    {
        int n = problem.VariableCount, m = problem.ConstraintCount;
        var (p, a) = (problem.P, problem.A);
        var (rows, map) = a.Pattern.Transpose();
        var pointers = new int[n + m + 1];
        var indices = new int[p.Pattern.Count + n + a.Pattern.Count + m];
        var values = new double[indices.Length];
        _diagonals = new int[n + m];
        var next = 0;
        for (var j = 0; j < n; j++)
        {
            for (var k = p.Pattern.ColumnPointers[j]; k < p.Pattern.ColumnPointers[j + 1]; k++)
            {
                indices[next] = p.Pattern.RowIndices[k];
                values[next++] = p.Values[k];
            }

            // The diagonal entry, the last of its column, may be missing.
            var stored = next > pointers[j] && indices[next - 1] == j;
            if (!stored) indices[next++] = j;
            _diagonals[j] = next - 1;
            pointers[j + 1] = next;
        }

        for (var i = 0; i < m; i++)
        {
            for (var k = rows.ColumnPointers[i]; k < rows.ColumnPointers[i + 1]; k++)
            {
                indices[next] = rows.RowIndices[k];
                values[next++] = a.Values[map[k]];
            }

            _diagonals[n + i] = next;
            indices[next++] = n + i;
            pointers[n + i + 1] = next;
        }

        _pattern = SparsityPattern.Adopt(n + m, n + m, pointers, indices[..next]);
        _values = values[..next];
    }

    /// <summary>Factors the system for some σ and ρ.</summary>
    public LdlFactor Factor(SymbolicCache cache, double sigma, ReadOnlySpan<double> rho)
    {
        var values = (double[])_values.Clone();
        var n = _diagonals.Length - rho.Length;
        for (var j = 0; j < n; j++) values[_diagonals[j]] += sigma;
        for (var i = 0; i < rho.Length; i++) values[_diagonals[n + i]] = -1 / rho[i];
        var factor = new LdlFactor(cache.For(_pattern));
        if (factor.Factor(values) != LdlOutcome.Factored)
            throw new ArithmeticException($"The system of the ADMM step could not be factored (row {factor.FailedPivot}); scale the problem so that its entries span fewer orders of magnitude.");
        return factor;
    }
}

using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The quasi-definite system <c>[P_FF + σI, A_RF'; A_RF, −1/ρ]</c> behind every product of the ADMM step, over the variables F and rows R
/// that no imposed bound eliminates. With right-hand side (b, c) its solution (t, s) has s = ρ(At − c) and Mt = b + A'ρc, so that no
/// product with A is left to do.
/// </summary>
internal sealed class AdmmSystem
{
    private readonly SparsityPattern _pattern;
    private readonly double[] _values;
    private readonly int[] _diagonals;

    public AdmmSystem(QuadraticProgram problem, ImposedBounds imposed)
    {
        Imposed = imposed;
        int[] variables = IndexOf(imposed.Free, problem.VariableCount), rows = IndexOf(imposed.Rows, problem.ConstraintCount);
        int n = imposed.Free.Length, order = n + imposed.Rows.Length;
        var (p, a) = (problem.P, problem.A);
        ReadOnlySpan<int> pStart = p.Pattern.ColumnPointers, pRows = p.Pattern.RowIndices, aStart = a.Pattern.ColumnPointers, aRows = a.Pattern.RowIndices;

        // Columns of variables hold P and its diagonal; columns of rows hold A' and theirs.
        var pointers = new int[order + 1];
        Array.Fill(pointers, 1, 1, order);
        for (var f = 0; f < n; f++)
        {
            var j = imposed.Free[f];
            for (var k = pStart[j]; k < pStart[j + 1]; k++) pointers[f + 1] += pRows[k] != j && variables[pRows[k]] >= 0 ? 1 : 0;
            for (var k = aStart[j]; k < aStart[j + 1]; k++)
            {
                if (rows[aRows[k]] >= 0) pointers[n + rows[aRows[k]] + 1]++;
            }
        }

        for (var c = 0; c < order; c++) pointers[c + 1] += pointers[c];
        var indices = new int[pointers[order]];
        var values = new double[indices.Length];
        _diagonals = new int[order];
        for (var c = 0; c < order; c++)
        {
            _diagonals[c] = pointers[c + 1] - 1;
            indices[_diagonals[c]] = c;
        }

        var next = pointers[..order];
        for (var f = 0; f < n; f++)
        {
            var j = imposed.Free[f];
            for (var k = pStart[j]; k < pStart[j + 1]; k++)
            {
                if (variables[pRows[k]] < 0) continue;
                var at = pRows[k] == j ? _diagonals[f] : next[f]++;
                (indices[at], values[at]) = (variables[pRows[k]], p.Values[k]);
            }

            for (var k = aStart[j]; k < aStart[j + 1]; k++)
            {
                if (rows[aRows[k]] < 0) continue;
                var at = next[n + rows[aRows[k]]]++;
                (indices[at], values[at]) = (f, a.Values[k]);
            }
        }

        _pattern = SparsityPattern.Adopt(order, order, pointers, indices);
        _values = values;
    }

    /// <summary>What is eliminated.</summary>
    public ImposedBounds Imposed { get; }

    /// <summary>Factors the system for some σ and ρ, one ρ per row of the program.</summary>
    public LdlFactor Factor(SymbolicCache cache, double sigma, double[] rho)
    {
        var values = (double[])_values.Clone();
        var n = Imposed.Free.Length;
        for (var f = 0; f < n; f++) values[_diagonals[f]] += sigma;
        for (var r = 0; r < Imposed.Rows.Length; r++) values[_diagonals[n + r]] = -1 / rho[Imposed.Rows[r]];
        var factor = new LdlFactor(cache.For(_pattern));
        if (factor.Factor(values) != LdlOutcome.Factored)
            throw new ArithmeticException($"The system of the ADMM step could not be factored (row {factor.FailedPivot}); scale the problem so that its entries span fewer orders of magnitude.");
        return factor;
    }

    /// <summary>Where each index stands in a selection; −1 where it does not.</summary>
    private static int[] IndexOf(int[] selection, int count)
    {
        var index = new int[count];
        Array.Fill(index, -1);
        for (var k = 0; k < selection.Length; k++) index[selection[k]] = k;
        return index;
    }
}

using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>
/// Solves <c>J s = r</c> with a square unsymmetric J by a symmetric factorization of
/// <c>[I J; J' 0] [u; s] = [r; 0]</c>, where u = 0 for a nonsingular J (and the least-squares residual otherwise).
/// The matrix is made quasi-definite by a small shift that iterative refinement takes out again.
/// </summary>
internal sealed class AugmentedSystem
{
    private const double Shift = 1e-8;

    private readonly SparsityPattern _pattern;
    private readonly LdlSymbolic _symbolic;
    private readonly sbyte[] _signs;
    private readonly int _size;

    public AugmentedSystem(SparsityPattern jacobian)
    {
        _size = jacobian.Columns;
        // Columns of I hold their diagonal; columns of J stand above the zero block.
        var pointers = new int[(2 * _size) + 1];
        var indices = new int[_size + jacobian.Count];
        for (var j = 0; j < _size; j++) (indices[j], pointers[j + 1]) = (j, j + 1);
        for (var j = 0; j < _size; j++) pointers[_size + j + 1] = _size + jacobian.ColumnPointers[j + 1];
        jacobian.RowIndices.CopyTo(indices.AsSpan(_size));
        _pattern = SparsityPattern.Adopt(2 * _size, 2 * _size, pointers, indices);
        _symbolic = LdlSymbolic.Analyze(_pattern);
        _signs = new sbyte[2 * _size];
        _signs.AsSpan(0, _size).Fill(1);
        _signs.AsSpan(_size).Fill(-1);
    }

    /// <summary>Writes s; returns the relative residual of the system.</summary>
    public double Solve(ReadOnlySpan<double> jacobian, ReadOnlySpan<double> right, Span<double> solution)
    {
        if (_size == 0) return 0;
        var values = new double[_size + jacobian.Length];
        values.AsSpan(0, _size).Fill(1);
        jacobian.CopyTo(values.AsSpan(_size));
        var factor = new LdlFactor(_symbolic);
        factor.Factor(values, _signs, new() { Shift = Shift });
        double[] whole = new double[2 * _size], answer = new double[2 * _size];
        right.CopyTo(whole);
        var outcome = IterativeRefinement.Solve(CscMatrix.Adopt(_pattern, values), factor, whole, answer);
        answer.AsSpan(_size).CopyTo(solution);
        return outcome.RelativeResidual;
    }
}

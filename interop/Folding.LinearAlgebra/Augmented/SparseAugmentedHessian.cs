using System.Buffers;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// <see cref="AugmentedHessian"/> by the LDL' factors of the quasi-definite matrix of which M is the Schur complement:
/// <code>
/// [ P + σI   A'      ] [x]   [b]
/// [ A       −1/ρ     ] [y] = [0],     y = ρ A x,   M x = b
/// </code>
/// stored with its last rows and columns times √ρ, so that their diagonal is −1 and the units of the rows are gone. M, which may be full where
/// A has one full row, is never formed. With σ = 0 the diagonal is shifted and the solves are refined.
/// </summary>
public sealed class SparseAugmentedHessian : AugmentedHessian
{
    /// <summary>Shift of the diagonal where σ = 0, relative to the largest entry of P.</summary>
    private const double Shift = 1e-9;

    private readonly SparsityPattern _p;
    private readonly SparsityPattern _a;
    private readonly SparsityPattern _pattern;
    private readonly int[] _placeOfP;
    private readonly int[] _placeOfA;
    private readonly int[] _diagonal;
    private readonly sbyte[] _signs;
    private readonly LdlFactor _factor;
    private double[] _values;
    private double[] _root = [];
    private CscMatrix? _refined;

    /// <summary>Analyses the patterns; the values come with <see cref="AugmentedHessian.Factor"/>.</summary>
    /// <param name="p">Upper triangle of P, n x n.</param>
    /// <param name="a">A, m x n.</param>
    /// <exception cref="ArgumentException">P does not store an upper triangle, or the sizes do not fit.</exception>
    public SparseAugmentedHessian(SparsityPattern p, SparsityPattern a)
        : base(Columns(p), a?.Rows ?? 0)
    {
        CheckPatterns(p, a!);
        (_p, _a) = (p, a!);
        (_pattern, _placeOfP, _placeOfA, _diagonal) = Assemble(p, a!);
        _signs = new sbyte[Variables + Rows];
        _signs.AsSpan(0, Variables).Fill(1);
        _signs.AsSpan(Variables).Fill(-1);
        _factor = new(LdlSymbolic.Analyze(_pattern));
        _values = [];
    }

    /// <inheritdoc/>
    public override void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax)
    {
        var multipliers = ArrayPool<double>.Shared.Rent(Rows);
        try
        {
            var y = multipliers.AsSpan(0, Rows);
            SolveSystem(b, [], x, y);
            for (var i = 0; i < ax.Length; i++) ax[i] = y[i] / (_root[i] * _root[i]);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(multipliers);
        }
    }

    /// <summary>Solves the quasi-definite system itself. Thread-safe.</summary>
    /// <param name="bx">Upper part of the right-hand side, length n.</param>
    /// <param name="by">Lower part, length m; empty for zero.</param>
    /// <param name="x">Upper part of the solution, length n.</param>
    /// <param name="y">Lower part, length m.</param>
    /// <exception cref="InvalidOperationException">Nothing is factored.</exception>
    public void SolveSystem(ReadOnlySpan<double> bx, ReadOnlySpan<double> by, Span<double> x, Span<double> y)
    {
        int n = Variables, order = n + Rows;
        var scratch = _refined is null ? _factor.WorkspaceLength : order + IterativeRefinement.WorkspaceLength(_factor);
        var memory = ArrayPool<double>.Shared.Rent(order + scratch);
        try
        {
            var right = memory.AsSpan(0, order);
            bx.CopyTo(right);
            for (var i = 0; i < Rows; i++) right[n + i] = by.IsEmpty ? 0 : _root[i] * by[i];
            var solution = right;
            if (_refined is null)
            {
                _factor.Solve(right, memory.AsSpan(order, scratch));
            }
            else
            {
                solution = memory.AsSpan(order, order);
                IterativeRefinement.Solve(_refined, _factor, right, solution, memory.AsSpan(2 * order, scratch - order), new() { RelativeTolerance = 1e-14 });
            }

            solution[..n].CopyTo(x);
            for (var i = 0; i < Rows; i++) y[i] = _root[i] * solution[n + i];
        }
        finally
        {
            ArrayPool<double>.Shared.Return(memory);
        }
    }

    private protected override LdlOutcome FactorCore(CscMatrix p, CscMatrix a, ReadOnlySpan<double> rho, double sigma)
    {
        if (!p.Pattern.Equals(_p) || !a.Pattern.Equals(_a)) throw new ArgumentException("The patterns of P and A are not those this factorization was made for.");
        var values = sigma == 0 || _values.Length == 0 ? _values = new double[_pattern.Count] : _values;
        Array.Clear(values);
        var root = new double[Rows];
        for (var i = 0; i < Rows; i++) root[i] = Math.Sqrt(rho[i]);
        var largest = 0.0;
        for (var k = 0; k < _placeOfP.Length; k++) largest = Math.Max(largest, Math.Abs(values[_placeOfP[k]] = p.Values[k]));
        var rows = a.Pattern.RowIndices;
        for (var k = 0; k < _placeOfA.Length; k++) values[_placeOfA[k]] = root[rows[k]] * a.Values[k];
        for (var j = 0; j < Variables; j++) values[_diagonal[j]] += sigma;
        for (var i = 0; i < Rows; i++) values[_diagonal[Variables + i]] = -1;
        _root = root;
        if (sigma > 0)
        {
            _refined = null;
            return _factor.Factor(values, _signs);
        }

        // The refinement reads the matrix later, from any thread: it keeps these values.
        _refined = CscMatrix.Adopt(_pattern, values);
        return _factor.Factor(values, _signs, new() { Shift = Shift * (largest > 0 ? largest : 1) }) is var outcome && outcome != LdlOutcome.Factored
            ? outcome
            : IsSingular() ? LdlOutcome.ZeroPivot : LdlOutcome.Factored;
    }

    /// <summary>Whether a right-hand side without structure cannot be solved for.</summary>
    private bool IsSingular()
    {
        var b = new double[Variables + Rows];
        for (var j = 0; j < Variables; j++) b[j] = 1 + ((j * 7919L % 1009) / 1009.0);
        return !(IterativeRefinement.Solve(_refined!, _factor, b, new double[b.Length]).RelativeResidual <= 1e-8);
    }

    private static int Columns(SparsityPattern p)
    {
        ArgumentNullException.ThrowIfNull(p);
        return p.Columns;
    }

    /// <summary>The upper triangle of the system, with every diagonal entry, and where each entry of P, A and the diagonal went.</summary>
    private static (SparsityPattern Pattern, int[] PlaceOfP, int[] PlaceOfA, int[] Diagonal) Assemble(SparsityPattern p, SparsityPattern a)
    {
        int n = p.Columns, m = a.Rows;
        int[] pointers = new int[n + m + 1], placeOfP = new int[p.Count], placeOfA = new int[a.Count], diagonal = new int[n + m];
        var rows = new List<int>(p.Count + a.Count + n + m);
        for (var j = 0; j < n; j++)
        {
            for (var k = p.ColumnPointers[j]; k < p.ColumnPointers[j + 1]; k++)
            {
                placeOfP[k] = rows.Count;
                rows.Add(p.RowIndices[k]);
            }

            if (p.ColumnPointers[j + 1] == p.ColumnPointers[j] || rows[^1] != j) rows.Add(j);
            diagonal[j] = rows.Count - 1;
            pointers[j + 1] = rows.Count;
        }

        var (transposed, map) = a.Transpose();
        for (var i = 0; i < m; i++)
        {
            for (var k = transposed.ColumnPointers[i]; k < transposed.ColumnPointers[i + 1]; k++)
            {
                placeOfA[map[k]] = rows.Count;
                rows.Add(transposed.RowIndices[k]);
            }

            diagonal[n + i] = rows.Count;
            rows.Add(n + i);
            pointers[n + i + 1] = rows.Count;
        }

        return (SparsityPattern.Adopt(n + m, n + m, pointers, [.. rows]), placeOfP, placeOfA, diagonal);
    }
}

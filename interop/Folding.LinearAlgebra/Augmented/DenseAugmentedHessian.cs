using System.Buffers;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary><see cref="AugmentedHessian"/> formed as a dense matrix, by its Cholesky factor.</summary>
public sealed class DenseAugmentedHessian : AugmentedHessian
{
    /// <summary>A pivot of this share of the largest diagonal entry is rounding: M counts as singular.</summary>
    private const double SmallestPivot = 1e-14;

    private readonly DenseMatrix _hessian;
    private readonly DenseCholesky _cholesky;
    private CscMatrix _a = null!;

    /// <summary>Reserves the memory; the values come with <see cref="AugmentedHessian.Factor"/>.</summary>
    /// <param name="p">Upper triangle of P, n x n.</param>
    /// <param name="a">A, m x n.</param>
    /// <param name="backend">Who computes; <see cref="DenseBackend.Current"/> by default.</param>
    /// <exception cref="ArgumentException">P does not store an upper triangle, or the sizes do not fit.</exception>
    public DenseAugmentedHessian(SparsityPattern p, SparsityPattern a, DenseBackend? backend = null)
        : base(p?.Columns ?? 0, a?.Rows ?? 0)
    {
        CheckPatterns(p!, a!);
        _hessian = new(Variables, Variables);
        _cholesky = new(Variables, backend);
    }

    /// <summary>Who computes.</summary>
    public DenseBackend Backend => _cholesky.Backend;

    /// <inheritdoc/>
    public override void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax)
    {
        b.CopyTo(x);
        _cholesky.Solve(x);
        if (!ax.IsEmpty) _a.Multiply(x, ax);
    }

    /// <summary>The lower triangle of <c>S = A M⁻¹ A'</c>: how the rows respond to forces on the rows. With M = LL' it is W'W, W = L⁻¹A'.</summary>
    /// <param name="response">m x m.</param>
    /// <exception cref="InvalidOperationException">Nothing is factored.</exception>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    public void Response(MatrixView response)
    {
        var w = new DenseMatrix(Variables, Rows);
        ReadOnlySpan<int> starts = _a.Pattern.ColumnPointers, rows = _a.Pattern.RowIndices;
        for (var j = 0; j < Variables; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++) w.Values[(rows[k] * Variables) + j] = _a.Values[k];
        }

        Backend.SolveTriangular(Triangle.Lower, _cholesky.Lower, w.View);
        Backend.AddGram(1, w.View.Transposed, 0, response);
    }

    private protected override LdlOutcome FactorCore(CscMatrix p, CscMatrix a, ReadOnlySpan<double> rho, double sigma)
    {
        _a = a;
        var m = _hessian.View;
        m.Values.Clear();
        ReadOnlySpan<int> starts = p.Pattern.ColumnPointers, rows = p.Pattern.RowIndices;
        for (var j = 0; j < Variables; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++) m.Values[(rows[k] * Variables) + j] = p.Values[k];
            m.Values[(j * Variables) + j] += sigma;
        }

        if (Rows > 0) Backend.AddGram(1, ScaledRows(a, rho).View.Transposed, 1, m);
        var largest = 0.0;
        for (var j = 0; j < Variables; j++) largest = Math.Max(largest, m.Values[(j * Variables) + j]);
        if (!double.IsFinite(largest)) return LdlOutcome.NotFinitePivot;
        if (_cholesky.Factor(m) != DenseOutcome.Factored) return LdlOutcome.ZeroPivot;
        for (var j = 0; j < Variables; j++)
        {
            var pivot = _cholesky.Lower.Values[(j * Variables) + j];
            if (!(pivot * pivot > SmallestPivot * largest)) return LdlOutcome.ZeroPivot;
        }

        return LdlOutcome.Factored;
    }

    /// <summary>√ρ A.</summary>
    private static DenseMatrix ScaledRows(CscMatrix a, ReadOnlySpan<double> rho)
    {
        var scaled = new DenseMatrix(a.Rows, a.Columns);
        ReadOnlySpan<int> starts = a.Pattern.ColumnPointers, rows = a.Pattern.RowIndices;
        for (var j = 0; j < a.Columns; j++)
        {
            var column = scaled.View.Column(j);
            for (var k = starts[j]; k < starts[j + 1]; k++) column[rows[k]] = Math.Sqrt(rho[rows[k]]) * a.Values[k];
        }

        return scaled;
    }
}

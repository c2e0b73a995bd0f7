using System.Buffers;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// <see cref="AugmentedHessian"/> by dense Cholesky factors. Where P itself is well conditioned, σ = 0 and A has no more rows than columns, P is
/// factored and not M (Woodbury):
/// <code>
/// P = LL',   W = L⁻¹A',   C = W'W + 1/ρ;      M⁻¹ = L⁻ᵀ(I − W C⁻¹ W')L⁻¹,   A M⁻¹ b = C⁻¹W'L⁻¹b / ρ
/// </code>
/// Everything that depends on ρ is then of the order of the rows. Elsewhere M is formed and factored.
/// </summary>
public sealed class DenseAugmentedHessian : AugmentedHessian
{
    /// <summary>A pivot of this share of the largest diagonal entry is rounding: the matrix counts as singular.</summary>
    private const double SmallestPivot = 1e-14;

    /// <summary>Down to this share P is well conditioned enough to stand alone.</summary>
    private const double SmallestPivotOfP = 1e-11;

    private readonly DenseMatrix _matrix;
    private readonly DenseCholesky _cholesky;
    private CscMatrix _a = null!;
    private double[] _rho = [];
    private DenseMatrix? _w;
    private DenseCholesky? _rows;

    /// <summary>Reserves the memory; the values come with <see cref="AugmentedHessian.Factor"/>.</summary>
    /// <param name="p">Upper triangle of P, n x n.</param>
    /// <param name="a">A, m x n.</param>
    /// <param name="backend">Who computes; <see cref="DenseBackend.Current"/> by default.</param>
    /// <exception cref="ArgumentException">P does not store an upper triangle, or the sizes do not fit.</exception>
    public DenseAugmentedHessian(SparsityPattern p, SparsityPattern a, DenseBackend? backend = null)
        : base(p?.Columns ?? 0, a?.Rows ?? 0)
    {
        CheckPatterns(p!, a!);
        _matrix = new(Variables, Variables);
        _cholesky = new(Variables, backend);
    }

    /// <summary>Who computes.</summary>
    public DenseBackend Backend => _cholesky.Backend;

    /// <summary>True where the last factorization found P itself to be positive definite; otherwise it did not look.</summary>
    public bool FactorsP => _w is not null;

    /// <inheritdoc/>
    public override void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax)
    {
        b.CopyTo(x);
        if (_w is null)
        {
            _cholesky.Solve(x);
            if (!ax.IsEmpty) _a.Multiply(x, ax);
            return;
        }

        var column = new MatrixView(x, x.Length, 1);
        Backend.SolveTriangular(Triangle.Lower, _cholesky.Lower, column);
        if (Rows > 0)
        {
            var memory = ArrayPool<double>.Shared.Rent(Rows);
            var t = memory.AsSpan(0, Rows);
            Backend.Multiply(1, _w.View.Transposed, x, 0, t);
            _rows!.Solve(t);
            Backend.Multiply(-1, _w.View, t, 1, x);
            for (var i = 0; i < ax.Length; i++) ax[i] = t[i] / _rho[i];
            ArrayPool<double>.Shared.Return(memory);
        }

        Backend.SolveTriangular(Triangle.Upper, _cholesky.Lower.Transposed, column);
    }

    /// <summary>The lower triangle of <c>S = A M⁻¹ A'</c>: how the rows respond to forces on the rows.</summary>
    /// <param name="response">m x m.</param>
    /// <exception cref="InvalidOperationException">Nothing is factored.</exception>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    public void Response(MatrixView response)
    {
        if (_w is null)
        {
            Backend.AddGram(1, HalfSolvedRows().View.Transposed, 0, response);
            return;
        }

        // S = 1/ρ − (1/ρ) C⁻¹ (1/ρ).
        _rows!.Invert(response);
        for (var j = 0; j < Rows; j++)
        {
            for (var i = j; i < Rows; i++) response[i, j] = ((i == j ? _rho[i] : 0) - response[i, j]) / (_rho[i] * _rho[j]);
        }
    }

    private protected override LdlOutcome FactorCore(CscMatrix p, CscMatrix a, ReadOnlySpan<double> rho, double sigma)
    {
        (_a, _rho, _w, _rows) = (a, rho.ToArray(), null, null);
        Fill(p, sigma);
        if (sigma == 0 && Rows <= Variables && Factor(SmallestPivotOfP) == LdlOutcome.Factored)
        {
            var w = HalfSolvedRows();
            var c = new DenseMatrix(Rows, Rows);
            Backend.AddGram(1, w.View.Transposed, 0, c.View);
            for (var i = 0; i < Rows; i++) c[i, i] += 1 / rho[i];
            var rows = new DenseCholesky(Rows, Backend);
            if (rows.Factor(c.View) == DenseOutcome.Factored)
            {
                (_w, _rows) = (w, rows);
                return LdlOutcome.Factored;
            }
        }

        if (Rows > 0) Backend.AddGram(1, ScaledRows(a, rho).View.Transposed, 1, _matrix.View);
        return Factor(SmallestPivot);
    }

    /// <summary>P + σI in the lower triangle.</summary>
    private void Fill(CscMatrix p, double sigma)
    {
        var values = _matrix.Values;
        values.Clear();
        Transpose(p, values);
        for (var j = 0; j < Variables; j++) values[(j * Variables) + j] += sigma;
    }

    /// <summary>The transposed matrix, dense; in blocks that fit into the caches, since one of the two is walked across its columns.</summary>
    private static void Transpose(CscMatrix matrix, Span<double> target)
    {
        const int blockRows = 64, blockColumns = 16;
        ReadOnlySpan<int> starts = matrix.Pattern.ColumnPointers, rows = matrix.Pattern.RowIndices;
        var values = matrix.Values;
        Span<int> next = stackalloc int[blockColumns];
        for (var first = 0; first < matrix.Columns; first += blockColumns)
        {
            var width = Math.Min(blockColumns, matrix.Columns - first);
            starts.Slice(first, width).CopyTo(next);
            for (var end = blockRows; end - blockRows < matrix.Rows; end += blockRows)
            {
                for (var c = 0; c < width; c++)
                {
                    var (k, last) = (next[c], starts[first + c + 1]);
                    for (; k < last && rows[k] < end; k++) target[(rows[k] * matrix.Columns) + first + c] = values[k];
                    next[c] = k;
                }
            }
        }
    }

    private LdlOutcome Factor(double smallestPivot)
    {
        var largest = 0.0;
        for (var j = 0; j < Variables; j++) largest = Math.Max(largest, _matrix.Values[(j * Variables) + j]);
        if (!double.IsFinite(largest)) return LdlOutcome.NotFinitePivot;
        if (_cholesky.Factor(_matrix.View) != DenseOutcome.Factored) return LdlOutcome.ZeroPivot;
        for (var j = 0; j < Variables; j++)
        {
            var pivot = _cholesky.Lower.Values[(j * Variables) + j];
            if (!(pivot * pivot > smallestPivot * largest)) return LdlOutcome.ZeroPivot;
        }

        return LdlOutcome.Factored;
    }

    /// <summary>L⁻¹A', n x m.</summary>
    private DenseMatrix HalfSolvedRows()
    {
        var w = new DenseMatrix(Variables, Rows);
        Transpose(_a, w.Values);
        if (Rows > 0) Backend.SolveTriangular(Triangle.Lower, _cholesky.Lower, w.View);
        return w;
    }

    /// <summary>√ρ A.</summary>
    private static DenseMatrix ScaledRows(CscMatrix a, ReadOnlySpan<double> rho)
    {
        var scaled = new DenseMatrix(a.Rows, a.Columns);
        var root = new double[rho.Length];
        for (var i = 0; i < root.Length; i++) root[i] = Math.Sqrt(rho[i]);
        ReadOnlySpan<int> starts = a.Pattern.ColumnPointers, rows = a.Pattern.RowIndices;
        for (var j = 0; j < a.Columns; j++)
        {
            var column = scaled.View.Column(j);
            for (var k = starts[j]; k < starts[j + 1]; k++) column[rows[k]] = root[rows[k]] * a.Values[k];
        }

        return scaled;
    }
}

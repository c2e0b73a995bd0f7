using System.Buffers;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// <see cref="AugmentedHessian"/> by dense Cholesky factors. Where P itself is well conditioned, σ = 0 and A has no more rows than columns, P is
/// factored and not M (Woodbury):
/// <code>
/// P = LL',   H = A P⁻¹ A',   C = H + 1/ρ;      A M⁻¹ b = t/ρ,   M⁻¹ b = P⁻¹(b − A't),   t = C⁻¹ A P⁻¹ b
/// </code>
/// Everything that depends on ρ is then of the order of the rows. Elsewhere M is formed and factored.
/// </summary>
public sealed class DenseAugmentedHessian : AugmentedHessian
{
    /// <summary>A pivot of this share of the largest diagonal entry is rounding: the matrix counts as singular.</summary>
    private const double SmallestPivot = 1e-14;

    /// <summary>Down to this share P is well conditioned enough to stand alone.</summary>
    private const double SmallestPivotOfP = 1e-11;

    private readonly DenseCholesky _cholesky;
    private CscMatrix _a = null!;
    private double[] _rho = [];
    private DenseMatrix? _response;
    private DenseCholesky? _rows;

    /// <summary>For matrices of these patterns; the values come with <see cref="AugmentedHessian.Factor"/>.</summary>
    /// <param name="p">Upper triangle of P, n x n.</param>
    /// <param name="a">A, m x n.</param>
    /// <param name="backend">Who computes; <see cref="DenseBackend.Current"/> by default.</param>
    /// <exception cref="ArgumentException">P does not store an upper triangle, or the sizes do not fit.</exception>
    public DenseAugmentedHessian(SparsityPattern p, SparsityPattern a, DenseBackend? backend = null)
        : base(p?.Columns ?? 0, a?.Rows ?? 0)
    {
        CheckPatterns(p!, a!);
        _cholesky = new(Variables, backend);
    }

    /// <summary>Who computes.</summary>
    public DenseBackend Backend => _cholesky.Backend;

    /// <summary>True where the last factorization found P itself to be positive definite; otherwise it did not look.</summary>
    public bool FactorsP => _rows is not null;

    /// <summary>The lower triangle of <c>H = A P⁻¹ A'</c>, m x m: how the rows respond to multipliers.</summary>
    /// <exception cref="InvalidOperationException">P has not been factored.</exception>
    public ReadOnlyMatrixView RowResponse => (_response ?? throw NoFactorOfP()).View;

    /// <summary><c>P⁻¹ b</c> in place. Thread-safe.</summary>
    /// <param name="rightHandSideAndSolution">Length n.</param>
    /// <exception cref="InvalidOperationException">P has not been factored.</exception>
    public void SolveP(Span<double> rightHandSideAndSolution)
    {
        if (!FactorsP) throw NoFactorOfP();
        _cholesky.Solve(rightHandSideAndSolution);
    }

    /// <summary><c>(H + 1/ρ)⁻¹ t</c> in place. Thread-safe.</summary>
    /// <param name="rightHandSideAndSolution">Length m.</param>
    /// <exception cref="InvalidOperationException">P has not been factored.</exception>
    public void SolveRows(Span<double> rightHandSideAndSolution) => (_rows ?? throw NoFactorOfP()).Solve(rightHandSideAndSolution);

    /// <inheritdoc/>
    public override void Solve(ReadOnlySpan<double> b, Span<double> x, Span<double> ax)
    {
        if (_rows is null)
        {
            b.CopyTo(x);
            _cholesky.Solve(x);
            if (!ax.IsEmpty) _a.Multiply(x, ax);
            return;
        }

        var memory = ArrayPool<double>.Shared.Rent(Variables + Rows);
        Span<double> pushed = memory.AsSpan(0, Variables), t = memory.AsSpan(Variables, Rows);
        b.CopyTo(pushed);
        b.CopyTo(x);
        _cholesky.Solve(x);
        _a.Multiply(x, t);
        _rows.Solve(t);
        for (var i = 0; i < ax.Length; i++) ax[i] = t[i] / _rho[i];
        foreach (ref var entry in t) entry = -entry;
        _a.AddTransposedMultiply(t, pushed);
        _cholesky.Solve(pushed);
        pushed.CopyTo(x);
        ArrayPool<double>.Shared.Return(memory);
    }

    /// <inheritdoc/>
    public override void Release()
    {
        _cholesky.Release();
        ForgetRows();
    }

    private void ForgetRows()
    {
        _response?.Release();
        _rows?.Release();
        (_response, _rows) = (null, null);
    }

    private protected override LdlOutcome FactorCore(CscMatrix p, CscMatrix a, ReadOnlySpan<double> rho, double sigma)
    {
        (_a, _rho) = (a, rho.ToArray());
        ForgetRows();
        if (sigma == 0 && Rows <= Variables && Factor(Lower(p, sigma), SmallestPivotOfP) == LdlOutcome.Factored && FactorRows()) return LdlOutcome.Factored;
        var matrix = Lower(p, sigma);
        var memory = ArrayPool<double>.Shared.Rent(checked(Rows * Variables));
        Backend.AddGram(1, Spread([.. _rho.Select(Math.Sqrt)], memory).Transposed, 1, matrix.View);
        ArrayPool<double>.Shared.Return(memory);
        return Factor(matrix, SmallestPivot);
    }

    /// <summary>H and the factor of C from W = AL⁻ᵀ: H = WW'.</summary>
    private bool FactorRows()
    {
        var memory = ArrayPool<double>.Shared.Rent(checked(Rows * Variables));
        var w = Spread([], memory);
        Backend.SolveTriangularFromRight(Triangle.Upper, _cholesky.Lower.Transposed, w);
        _response = new(Rows, Rows);
        Backend.AddGram(1, w, 0, _response.View);
        ArrayPool<double>.Shared.Return(memory);
        var c = new DenseMatrix(Rows, Rows);
        _response.Values.CopyTo(c.Values);
        for (var i = 0; i < Rows; i++) c[i, i] += 1 / _rho[i];
        _rows = new(Rows, Backend);
        if (_rows.FactorInPlace(c) != DenseOutcome.Factored) ForgetRows();
        return FactorsP;
    }

    /// <summary>P + σI in the lower triangle, in the memory of the last factor where there was one.</summary>
    private DenseMatrix Lower(CscMatrix p, double sigma)
    {
        _cholesky.Release();
        var matrix = new DenseMatrix(Variables, Variables);
        var values = matrix.Values;
        Transpose(p, values);
        for (var j = 0; j < Variables; j++) values[(j * Variables) + j] += sigma;
        return matrix;
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

    /// <summary>A, dense, its rows times the weights where there are any.</summary>
    private MatrixView Spread(ReadOnlySpan<double> weights, double[] memory)
    {
        var spread = new MatrixView(memory, Rows, Variables);
        ReadOnlySpan<int> starts = _a.Pattern.ColumnPointers, rows = _a.Pattern.RowIndices;
        for (var j = 0; j < Variables && Rows > 0; j++)
        {
            var column = spread.Column(j);
            column.Clear();
            for (var k = starts[j]; k < starts[j + 1]; k++) column[rows[k]] = (weights.IsEmpty ? 1 : weights[rows[k]]) * _a.Values[k];
        }

        return spread;
    }

    private LdlOutcome Factor(DenseMatrix matrix, double smallestPivot)
    {
        var largest = 0.0;
        for (var j = 0; j < Variables; j++) largest = Math.Max(largest, matrix.Values[(j * Variables) + j]);
        if (!double.IsFinite(largest)) return LdlOutcome.NotFinitePivot;
        if (_cholesky.FactorInPlace(matrix) != DenseOutcome.Factored) return LdlOutcome.ZeroPivot;
        for (var j = 0; j < Variables; j++)
        {
            var pivot = _cholesky.Lower.Values[(j * Variables) + j];
            if (!(pivot * pivot > smallestPivot * largest)) return LdlOutcome.ZeroPivot;
        }

        return LdlOutcome.Factored;
    }

    private static InvalidOperationException NoFactorOfP() => new("P has not been factored: nothing is, or it is singular, or A has more rows than columns.");
}

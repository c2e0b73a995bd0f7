namespace Folding.LinearAlgebra;

/// <summary>
/// <c>P A = L U</c> of a square matrix with row interchanges: factor once, solve often, also with the transpose. One object holds memory for
/// one order and can be refilled; after <see cref="Factor"/> the solves may run on many threads at once.
/// </summary>
public sealed unsafe class DenseLu
{
    private readonly DenseMatrix _factor;
    private readonly int[] _pivots;
    private DenseOutcome? _outcome;

    /// <summary>Reserves the memory.</summary>
    /// <param name="order">Order of the matrices.</param>
    /// <param name="backend">Who computes; <see cref="DenseBackend.Current"/> by default.</param>
    /// <exception cref="ArgumentException">The order is negative or too large.</exception>
    public DenseLu(int order, DenseBackend? backend = null)
    {
        _factor = new DenseMatrix(order, order);
        _pivots = new int[order];
        Backend = backend ?? DenseBackend.Current;
    }

    /// <summary>Order of the matrix.</summary>
    public int Order => _factor.Rows;

    /// <summary>Who computes.</summary>
    public DenseBackend Backend { get; }

    /// <summary>Column of the first pivot that was exactly zero in the last factorization; -1 without one.</summary>
    public int FailedColumn { get; private set; } = -1;

    /// <summary>Factors a matrix.</summary>
    /// <param name="matrix">A, n x n; not changed.</param>
    /// <returns><see cref="DenseOutcome.Factored"/>, <see cref="DenseOutcome.Singular"/> or <see cref="DenseOutcome.NotFinite"/>.</returns>
    /// <exception cref="ArgumentException">The order is wrong, or an entry is not finite.</exception>
    public DenseOutcome Factor(ReadOnlyMatrixView matrix)
    {
        _outcome = null;
        DenseBackend.CheckSquare(matrix, nameof(matrix));
        DenseBackend.CheckLength(matrix.Rows, Order, nameof(matrix));
        for (var j = 0; j < Order; j++)
        {
            var column = _factor.View.Column(j);
            if (matrix.IsTransposed) for (var i = 0; i < Order; i++) column[i] = matrix.Values[(i * matrix.Stride) + j];
            else matrix.Values.Slice(j * matrix.Stride, Order).CopyTo(column);
            FiniteCheck.RequireColumn(column, j);
        }

        fixed (double* a = _factor.Values)
        fixed (int* pivots = _pivots) FailedColumn = Backend.Getrf(Order, Order, a, Math.Max(1, Order), pivots) - 1;
        var finite = true;
        for (var k = 0; k < Order; k++) finite &= double.IsFinite(_factor[k, k]);
        _outcome = !finite ? DenseOutcome.NotFinite : FailedColumn < 0 ? DenseOutcome.Factored : DenseOutcome.Singular;
        return _outcome.Value;
    }

    /// <summary>Solves <c>A x = b</c> in place.</summary>
    /// <param name="rightHandSideAndSolution">b on entry, x on return, of length n.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public void Solve(Span<double> rightHandSideAndSolution) => Solve(new MatrixView(rightHandSideAndSolution, rightHandSideAndSolution.Length, 1));

    /// <summary>Solves <c>A X = B</c> in place.</summary>
    /// <param name="rightHandSidesAndSolutions">B on entry, X on return, n x m.</param>
    /// <exception cref="ArgumentException">The number of rows is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public void Solve(MatrixView rightHandSidesAndSolutions) => Solve(rightHandSidesAndSolutions, transpose: false);

    /// <summary>Solves <c>A'X = B</c> in place.</summary>
    /// <param name="rightHandSidesAndSolutions">B on entry, X on return, n x m.</param>
    /// <exception cref="ArgumentException">The number of rows is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public void SolveTransposed(MatrixView rightHandSidesAndSolutions) => Solve(rightHandSidesAndSolutions, transpose: true);

    private void Solve(MatrixView sides, bool transpose)
    {
        if (_outcome != DenseOutcome.Factored)
            throw new InvalidOperationException(_outcome is null ? "Nothing is factored yet; call Factor first." : $"The last factorization failed ({_outcome}); there is nothing to solve with.");
        DenseBackend.CheckLength(sides.Rows, Order, nameof(sides));
        fixed (double* a = _factor.Values, b = sides.Values)
        fixed (int* pivots = _pivots) Backend.Getrs(transpose, Order, sides.Columns, a, Math.Max(1, Order), pivots, b, sides.Stride);
    }
}

namespace Folding.LinearAlgebra;

/// <summary>
/// <c>A = L L'</c> of a symmetric positive definite matrix: factor once, solve often. One object holds memory for one order and can be
/// refilled; after <see cref="Factor"/> the solves may run on many threads at once.
/// </summary>
public sealed unsafe class DenseCholesky
{
    private DenseMatrix? _factor;
    private DenseOutcome? _outcome;

    /// <summary>Nothing is factored yet.</summary>
    /// <param name="order">Order of the matrices.</param>
    /// <param name="backend">Who computes; <see cref="DenseBackend.Current"/> by default.</param>
    /// <exception cref="ArgumentException">The order is negative or too large.</exception>
    public DenseCholesky(int order, DenseBackend? backend = null)
    {
        if (order < 0 || (long)order * order > Array.MaxLength) throw new ArgumentException($"The order is {order}; it must not be negative, and the entries must fit into one array.", nameof(order));
        Order = order;
        Backend = backend ?? DenseBackend.Current;
    }

    /// <summary>Order of the matrix.</summary>
    public int Order { get; }

    /// <summary>Who computes.</summary>
    public DenseBackend Backend { get; }

    /// <summary>Column whose pivot was not positive in the last factorization; -1 when it succeeded.</summary>
    public int FailedColumn { get; private set; } = -1;

    /// <summary>L in the lower triangle; what is above the diagonal is arbitrary.</summary>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public ReadOnlyMatrixView Lower => RequireFactor().View;

    /// <summary>Logarithm of the determinant of A.</summary>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public double LogDeterminant
    {
        get
        {
            var factor = RequireFactor();
            double sum = 0;
            for (var i = 0; i < Order; i++) sum += Math.Log(factor[i, i]);
            return 2 * sum;
        }
    }

    /// <summary>Factors a matrix.</summary>
    /// <param name="matrix">A, n x n; its lower triangle is read and not changed.</param>
    /// <returns><see cref="DenseOutcome.Factored"/> or <see cref="DenseOutcome.NotPositiveDefinite"/>.</returns>
    /// <exception cref="ArgumentException">The order is wrong, or an entry of the lower triangle is not finite.</exception>
    public DenseOutcome Factor(ReadOnlyMatrixView matrix)
    {
        _outcome = null;
        _factor ??= new DenseMatrix(Order, Order);
        SymmetricInput.CopyLower(matrix, _factor.View);
        return FactorOwn(_factor);
    }

    /// <summary>Factors a matrix in its own memory, which belongs to this object afterwards.</summary>
    /// <param name="matrix">A, n x n; its lower triangle becomes L.</param>
    /// <returns><see cref="DenseOutcome.Factored"/> or <see cref="DenseOutcome.NotPositiveDefinite"/>.</returns>
    /// <exception cref="ArgumentException">The order is wrong, or an entry of the lower triangle is not finite.</exception>
    public DenseOutcome FactorInPlace(DenseMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows != Order || matrix.Columns != Order) throw new ArgumentException($"The matrix is {matrix.Rows} x {matrix.Columns}; {Order} x {Order} is needed.", nameof(matrix));
        _outcome = null;
        SymmetricInput.RequireFiniteLower(matrix.View);
        _factor = matrix;
        return FactorOwn(matrix);
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
    public void Solve(MatrixView rightHandSidesAndSolutions)
    {
        var factor = RequireFactor();
        Backend.SolveTriangular(Triangle.Lower, factor.View, rightHandSidesAndSolutions);
        Backend.SolveTriangular(Triangle.Upper, factor.View.Transposed, rightHandSidesAndSolutions);
    }

    /// <summary>Writes <c>A^-1</c>, both triangles.</summary>
    /// <param name="inverse">n x n.</param>
    /// <exception cref="ArgumentException">The shape is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public void Invert(MatrixView inverse)
    {
        SymmetricInput.CopyLower(RequireFactor().View, inverse);
        fixed (double* a = inverse.Values) _ = Backend.Potri(Order, a, inverse.Stride);
        SymmetricInput.MirrorLower(inverse);
    }

    /// <summary>Forgets the factor and gives its memory back; see <see cref="DenseMatrix"/>.</summary>
    public void Release()
    {
        _outcome = null;
        _factor?.Release();
        _factor = null;
    }

    private DenseOutcome FactorOwn(DenseMatrix matrix)
    {
        fixed (double* a = matrix.Values) FailedColumn = Backend.Potrf(Order, a, Math.Max(1, Order)) - 1;
        _outcome = FailedColumn < 0 ? DenseOutcome.Factored : DenseOutcome.NotPositiveDefinite;
        return _outcome.Value;
    }

    private DenseMatrix RequireFactor()
    {
        return _outcome == DenseOutcome.Factored ? _factor!
            : throw new InvalidOperationException(_outcome is null ? "Nothing is factored yet; call Factor first." : $"The matrix is not positive definite (column {FailedColumn}); there is nothing to solve with.");
    }
}

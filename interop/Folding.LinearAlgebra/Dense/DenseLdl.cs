namespace Folding.LinearAlgebra;

/// <summary>
/// <c>P A P' = L D L'</c> of a symmetric, possibly indefinite matrix with the pivoting of Bunch and Kaufman, D with blocks of order one and
/// two: factor once, solve often. One object holds memory for one order and can be refilled; after <see cref="Factor"/> the solves may run
/// on many threads at once.
/// </summary>
public sealed unsafe class DenseLdl
{
    private readonly DenseMatrix _factor;
    private readonly int[] _pivots;
    private DenseOutcome? _outcome;

    /// <summary>Reserves the memory.</summary>
    /// <param name="order">Order of the matrices.</param>
    /// <param name="backend">Who computes; <see cref="DenseBackend.Current"/> by default.</param>
    /// <exception cref="ArgumentException">The order is negative or too large.</exception>
    public DenseLdl(int order, DenseBackend? backend = null)
    {
        _factor = new DenseMatrix(order, order);
        _pivots = new int[order];
        Backend = backend ?? DenseBackend.Current;
    }

    /// <summary>Order of the matrix.</summary>
    public int Order => _factor.Rows;

    /// <summary>Who computes.</summary>
    public DenseBackend Backend { get; }

    /// <summary>Factors a matrix.</summary>
    /// <param name="matrix">A, n x n; its lower triangle is read and not changed.</param>
    /// <returns>
    /// <see cref="DenseOutcome.Factored"/>, <see cref="DenseOutcome.Singular"/> where a pivot is exactly zero, or
    /// <see cref="DenseOutcome.NotFinite"/> where the elimination overflowed. <see cref="CountInertia"/> tells how close to singular.
    /// </returns>
    /// <exception cref="ArgumentException">The order is wrong, or an entry of the lower triangle is not finite.</exception>
    public DenseOutcome Factor(ReadOnlyMatrixView matrix)
    {
        _outcome = null;
        SymmetricInput.CopyLower(matrix, _factor.View);
        int info;
        fixed (double* a = _factor.Values)
        fixed (int* pivots = _pivots) info = Backend.Sytrf(Order, a, Math.Max(1, Order), pivots);
        _outcome = !DiagonalIsFinite() ? DenseOutcome.NotFinite : info > 0 ? DenseOutcome.Singular : DenseOutcome.Factored;
        return _outcome.Value;
    }

    /// <summary>Signs of the eigenvalues of the last matrix, read off D; also after <see cref="DenseOutcome.Singular"/>.</summary>
    /// <param name="zeroTolerance">An eigenvalue of a block of D of at most this magnitude counts as zero.</param>
    /// <exception cref="ArgumentException">The tolerance is negative or NaN.</exception>
    /// <exception cref="InvalidOperationException">There is no factor.</exception>
    public Inertia CountInertia(double zeroTolerance = 0)
    {
        if (!(zeroTolerance >= 0)) throw new ArgumentException($"The tolerance is {zeroTolerance:R}; it must not be negative.", nameof(zeroTolerance));
        if (_outcome is not (DenseOutcome.Factored or DenseOutcome.Singular)) throw Missing();
        int positive = 0, negative = 0, zero = 0;
        for (var k = 0; k < Order; k++)
        {
            if (_pivots[k] > 0)
            {
                Count(_factor[k, k]);
                continue;
            }

            double a = _factor[k, k], b = _factor[k + 1, k], c = _factor[k + 1, k + 1];
            var middle = (a / 2) + (c / 2);
            var radius = double.Hypot((a / 2) - (c / 2), b);
            Count(middle + radius);
            Count(middle - radius);
            k++;
        }

        return new(positive, negative, zero);

        void Count(double eigenvalue)
        {
            if (Math.Abs(eigenvalue) <= zeroTolerance) zero++;
            else if (eigenvalue > 0) positive++;
            else negative++;
        }
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
        if (_outcome != DenseOutcome.Factored) throw Missing();
        DenseBackend.CheckLength(rightHandSidesAndSolutions.Rows, Order, nameof(rightHandSidesAndSolutions));
        fixed (double* a = _factor.Values, b = rightHandSidesAndSolutions.Values)
        fixed (int* pivots = _pivots)
            Backend.Sytrs(Order, rightHandSidesAndSolutions.Columns, a, Math.Max(1, Order), pivots, b, rightHandSidesAndSolutions.Stride);
    }

    private bool DiagonalIsFinite()
    {
        for (var k = 0; k < Order; k++)
        {
            if (!double.IsFinite(_factor[k, k]) || (_pivots[k] < 0 && k + 1 < Order && _pivots[k + 1] == _pivots[k] && !double.IsFinite(_factor[k + 1, k]))) return false;
        }

        return true;
    }

    private InvalidOperationException Missing() =>
        new(_outcome is null ? "Nothing is factored yet; call Factor first." : $"The last factorization failed ({_outcome}); there is nothing to solve with.");
}

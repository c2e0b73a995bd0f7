using Folding.Natives;

namespace Folding.LinearAlgebra;

/// <summary>
/// Who does the dense arithmetic: MKL, OpenBLAS or the managed code of this library. Operations take views of memory stored by columns,
/// copy nothing, and may run on many threads at once as long as none writes what another one reads. NaN and infinities pass through them;
/// the factorizations (<see cref="DenseCholesky"/>, <see cref="DenseLdl"/>, <see cref="DenseLu"/>) refuse them.
/// </summary>
public abstract unsafe class DenseBackend
{
    private static readonly Lazy<DenseBackend> Chosen = new(Choose);
    private static readonly Lazy<NativeBackend> Found = new(static () => new NativeBackend(BlasLibrary.Load()));
    private static volatile DenseBackend? _current;

    private protected DenseBackend()
    {
    }

    /// <summary>
    /// The one used where none is named. Chosen on first use: MKL, else OpenBLAS, else the managed one; the environment variable
    /// <c>FOLDING_BLAS_LIBRARY</c> names the library to use, or says <c>managed</c>. Set it to choose otherwise.
    /// </summary>
    /// <exception cref="NativeLibraryException">The environment variable names something that is not a BLAS.</exception>
    public static DenseBackend Current
    {
        get => _current ?? Chosen.Value;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _current = value;
        }
    }

    /// <summary>The managed code: always there.</summary>
    public static DenseBackend Managed { get; } = new ManagedBackend();

    /// <summary>The native library.</summary>
    /// <exception cref="NativeLibraryException">There is none; the message lists where it was looked for.</exception>
    public static DenseBackend Native => Found.Value;

    /// <summary>What is looked for, and how to get it.</summary>
    public static NativeLibraryRequirement Requirement => BlasLibrary.Requirement;

    /// <summary><c>MKL</c>, <c>OpenBLAS</c>, <c>BLAS</c> for another library of that interface, or <c>managed</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The library's own account of its version.</summary>
    public abstract string Version { get; }

    /// <summary>The library file; null for the managed backend.</summary>
    public abstract LocatedLibrary? Library { get; }

    /// <summary>
    /// Threads of one operation. One unless set here or by <c>OPENBLAS_NUM_THREADS</c>, <c>MKL_NUM_THREADS</c> or <c>OMP_NUM_THREADS</c>:
    /// many small problems at once are better served by one thread each. The number belongs to the process, not to the caller. The managed
    /// backend shares products among its threads; its factorizations run on one.
    /// </summary>
    /// <exception cref="ArgumentException">The number is not positive.</exception>
    public abstract int Threads { get; set; }

    /// <summary><c>C := alpha A B + beta C</c>; with beta = 0, C is not read. C must not share memory with A or B.</summary>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">A, m x k.</param>
    /// <param name="b">B, k x n.</param>
    /// <param name="beta">Factor of C.</param>
    /// <param name="c">C, m x n.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void Multiply(double alpha, ReadOnlyMatrixView a, ReadOnlyMatrixView b, double beta, MatrixView c)
    {
        if (a.Columns != b.Rows || c.Rows != a.Rows || c.Columns != b.Columns)
            throw new ArgumentException($"A is {a.Rows} x {a.Columns}, B {b.Rows} x {b.Columns}, C {c.Rows} x {c.Columns}; they must be m x k, k x n and m x n.");
        fixed (double* pa = a.Values, pb = b.Values, pc = c.Values)
            Gemm(a.IsTransposed, b.IsTransposed, c.Rows, c.Columns, a.Columns, alpha, pa, a.Stride, pb, b.Stride, beta, pc, c.Stride);
    }

    /// <summary><c>y := alpha A x + beta y</c>; with beta = 0, y is not read.</summary>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">A, m x n.</param>
    /// <param name="x">x, of length n.</param>
    /// <param name="beta">Factor of y.</param>
    /// <param name="y">y, of length m.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Multiply(double alpha, ReadOnlyMatrixView a, ReadOnlySpan<double> x, double beta, Span<double> y)
    {
        CheckLength(x.Length, a.Columns, nameof(x));
        CheckLength(y.Length, a.Rows, nameof(y));
        fixed (double* pa = a.Values, px = x, py = y)
            Gemv(a.IsTransposed, a.IsTransposed ? a.Columns : a.Rows, a.IsTransposed ? a.Rows : a.Columns, alpha, pa, a.Stride, px, beta, py);
    }

    /// <summary>The lower triangle of <c>C := alpha A A' + beta C</c>; pass <c>A.Transposed</c> for A'A. With beta = 0, C is not read; its upper triangle never is.</summary>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">A, n x k.</param>
    /// <param name="beta">Factor of C.</param>
    /// <param name="c">C, n x n.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void AddGram(double alpha, ReadOnlyMatrixView a, double beta, MatrixView c)
    {
        CheckSquare(c, nameof(c));
        if (c.Rows != a.Rows) throw new ArgumentException($"A is {a.Rows} x {a.Columns}, so A A' has order {a.Rows}; C has order {c.Rows}.", nameof(c));
        fixed (double* pa = a.Values, pc = c.Values) Syrk(a.IsTransposed, c.Rows, a.Columns, alpha, pa, a.Stride, beta, pc, c.Stride);
    }

    /// <summary><c>y := alpha S x + beta y</c> with a symmetric S of which the lower triangle is read.</summary>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="lower">S, n x n.</param>
    /// <param name="x">x, of length n.</param>
    /// <param name="beta">Factor of y.</param>
    /// <param name="y">y, of length n.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public void MultiplySymmetric(double alpha, ReadOnlyMatrixView lower, ReadOnlySpan<double> x, double beta, Span<double> y)
    {
        CheckSquare(lower, nameof(lower));
        if (lower.IsTransposed && lower.Rows > 1) throw new ArgumentException("The lower triangle must be stored by columns; a transposed view holds the upper one.", nameof(lower));
        CheckLength(x.Length, lower.Rows, nameof(x));
        CheckLength(y.Length, lower.Rows, nameof(y));
        fixed (double* pa = lower.Values, px = x, py = y) Symv(lower.Rows, alpha, pa, lower.Stride, px, beta, py);
    }

    /// <summary>Solves <c>T X = B</c>, X overwriting B. A zero on the diagonal of T gives infinities or NaN, as the division does.</summary>
    /// <param name="triangle">The triangle of T, as it is read, that holds the matrix.</param>
    /// <param name="t">T, n x n.</param>
    /// <param name="b">B, n x m.</param>
    /// <param name="unitDiagonal">True when the diagonal counts as ones and is not read.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void SolveTriangular(Triangle triangle, ReadOnlyMatrixView t, MatrixView b, bool unitDiagonal = false)
    {
        CheckTriangle(triangle, t);
        CheckLength(b.Rows, t.Rows, nameof(b));
        fixed (double* pt = t.Values, pb = b.Values)
            Trsm(right: false, (triangle == Triangle.Lower) ^ t.IsTransposed, t.IsTransposed, unitDiagonal, b.Rows, b.Columns, pt, t.Stride, pb, b.Stride);
    }

    /// <summary>Solves <c>X T = B</c>, X overwriting B.</summary>
    /// <param name="triangle">The triangle of T, as it is read, that holds the matrix.</param>
    /// <param name="t">T, n x n.</param>
    /// <param name="b">B, m x n.</param>
    /// <param name="unitDiagonal">True when the diagonal counts as ones and is not read.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void SolveTriangularFromRight(Triangle triangle, ReadOnlyMatrixView t, MatrixView b, bool unitDiagonal = false)
    {
        CheckTriangle(triangle, t);
        CheckLength(b.Columns, t.Rows, nameof(b));
        fixed (double* pt = t.Values, pb = b.Values)
            Trsm(right: true, (triangle == Triangle.Lower) ^ t.IsTransposed, t.IsTransposed, unitDiagonal, b.Rows, b.Columns, pt, t.Stride, pb, b.Stride);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";

    // The operations under their names in BLAS and LAPACK, all on memory stored by columns. Symmetric matrices are in the lower triangle;
    // factorizations return LAPACK's info.
    internal abstract void Gemm(bool transA, bool transB, int m, int n, int k, double alpha, double* a, int strideA, double* b, int strideB, double beta, double* c, int strideC);

    internal abstract void Gemv(bool transpose, int m, int n, double alpha, double* a, int stride, double* x, double beta, double* y);

    internal abstract void Syrk(bool transpose, int n, int k, double alpha, double* a, int strideA, double beta, double* c, int strideC);

    internal abstract void Symv(int n, double alpha, double* a, int stride, double* x, double beta, double* y);

    internal abstract void Trsm(bool right, bool lower, bool transpose, bool unit, int m, int n, double* t, int strideT, double* b, int strideB);

    internal abstract int Potrf(int n, double* a, int stride);

    internal abstract int Potri(int n, double* a, int stride);

    internal abstract int Sytrf(int n, double* a, int stride, int* pivots);

    internal abstract void Sytrs(int n, int sides, double* a, int stride, int* pivots, double* b, int strideB);

    internal abstract int Getrf(int m, int n, double* a, int stride, int* pivots);

    internal abstract void Getrs(bool transpose, int n, int sides, double* a, int stride, int* pivots, double* b, int strideB);

    private static DenseBackend Choose()
    {
        var ordered = Environment.GetEnvironmentVariable(Requirement.EnvironmentVariable);
        if (string.Equals(ordered, "managed", StringComparison.OrdinalIgnoreCase)) return Managed;
        try
        {
            return Native;
        }
        catch (NativeLibraryException) when (string.IsNullOrEmpty(ordered))
        {
            // Optional, and doctor tells; a library named by the user is an order and fails aloud.
            return Managed;
        }
    }

    private static void CheckTriangle(Triangle triangle, ReadOnlyMatrixView t)
    {
        if (triangle is not (Triangle.Lower or Triangle.Upper)) throw new ArgumentException($"{triangle} is not a triangle.", nameof(triangle));
        CheckSquare(t, nameof(t));
    }

    internal static void CheckSquare(ReadOnlyMatrixView matrix, string name)
    {
        if (matrix.Rows != matrix.Columns) throw new ArgumentException($"{name} is {matrix.Rows} x {matrix.Columns}; it must be square.", name);
    }

    internal static void CheckLength(int actual, int expected, string name)
    {
        if (actual != expected) throw new ArgumentException($"{name} has length {actual}; {expected} is needed.", name);
    }
}

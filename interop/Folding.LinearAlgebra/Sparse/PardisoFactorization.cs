using System.Runtime.InteropServices;
using Folding.Natives;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// MKL's PARDISO: <c>Q K Q' = L D L'</c> with pivoting inside of supernodes, ordering by nested dissection. A pivot too small is replaced by
/// 1e-8 of the matrix' norm, so refine the solutions of matrices that are nearly singular. The threads are those of
/// <see cref="DenseBackend.Native"/>. Solves on one factorization take turns.
/// </summary>
public sealed unsafe class PardisoFactorization : SparseSymmetricFactorization, IDisposable
{
    private const int SymmetricIndefinite = -2, Analyze = 11, FactorNumerically = 22, SolveAndNotRefine = 33;
    private const int ZeroPivot = -4;

    private readonly FullDiagonal _matrix;
    private readonly PardisoHandle _handle;
    private readonly Lock _turn = new();

    /// <summary>Analyses a pattern.</summary>
    /// <param name="upper">The upper triangle of K.</param>
    /// <exception cref="ArgumentException">The pattern is not square or has an entry below the diagonal.</exception>
    /// <exception cref="NativeLibraryException">There is no MKL: no BLAS, or another one.</exception>
    public PardisoFactorization(SparsityPattern upper)
        : base(upper)
    {
        _matrix = new FullDiagonal(upper, bothTriangles: false);
        _handle = new PardisoHandle(PardisoLibrary.Function, Order);
        if (Order > 0) Check(Run(Analyze, 1, null, null), "analysis");
    }

    /// <inheritdoc/>
    public override string Name => "PARDISO";

    /// <inheritdoc/>
    public override int WorkspaceLength => Order;

    /// <inheritdoc/>
    public override int WorkspaceLengthForMany => Order;

    /// <summary>Number of pivots replaced in the last factorization.</summary>
    public int ReplacedPivots => _handle.Parameters[13];

    /// <summary>Nonzeros of the factor, as PARDISO counts them.</summary>
    public long FactorCount => _handle.Parameters[17];

    /// <inheritdoc/>
    public override LdlOutcome Factor(ReadOnlySpan<double> values, ReadOnlySpan<sbyte> signs = default, LdlRegularization regularization = default)
    {
        CheckFactor(values, signs, regularization);
        lock (_turn)
        {
            Outcome = null;
            _matrix.Fill(values, signs, regularization.Shift);
            if (Order > 0)
            {
                var error = Run(FactorNumerically, 1, null, null);
                if (error != ZeroPivot) Check(error, "factorization");
                Outcome = error == 0 ? LdlOutcome.Factored : LdlOutcome.ZeroPivot;
            }
            else
            {
                Outcome = LdlOutcome.Factored;
            }

            return Outcome.Value;
        }
    }

    /// <inheritdoc/>
    public override Inertia? FindInertia()
    {
        if (Outcome != LdlOutcome.Factored) return null;
        int positive = _handle.Parameters[21], negative = _handle.Parameters[22];
        return new(positive, negative, Order - positive - negative);
    }

    /// <inheritdoc/>
    public override void Solve(Span<double> rightHandSideAndSolution, Span<double> workspace) => SolveMany(rightHandSideAndSolution, 1, workspace);

    /// <inheritdoc/>
    public override void SolveMany(Span<double> columns, int count, Span<double> workspace)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckSolve(columns, count, workspace.Length, WorkspaceLength);
        for (var s = 0; s < count; s++)
        {
            var b = columns.Slice(s * Order, Order);
            fixed (double* right = b, solution = workspace)
            {
                lock (_turn) Check(Run(SolveAndNotRefine, 1, right, solution), "solution");
            }

            workspace[..Order].CopyTo(b);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private int Run(int phase, int sides, double* b, double* x)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        fixed (double* values = _matrix.Values)
        fixed (int* pointers = _matrix.Pointers, indices = _matrix.Indices)
            return _handle.Run(phase, values, pointers, indices, sides, b, x);
    }

    private static void Check(int error, string what)
    {
        if (error == -2) throw new InsufficientMemoryException($"PARDISO's {what} ran out of memory.");
        if (error != 0) throw new InvalidOperationException($"PARDISO's {what} failed with error {error}.");
    }

    /// <summary>PARDISO's own memory for one matrix.</summary>
    private sealed class PardisoHandle : SafeHandle
    {
        private const int Release = -1;
        private readonly nint _function;
        private readonly int _order;

        public PardisoHandle(nint function, int order)
            : base(0, ownsHandle: true)
        {
            _function = function;
            _order = order;
            // 64 pointers of PARDISO's and its 64 parameters.
            SetHandle((nint)NativeMemory.AllocZeroed(64 * (sizeof(long) + sizeof(int))));
            var p = Parameters;
            p[0] = 1; // the parameters are given
            p[1] = 2; // nested dissection
            p[9] = 8; // small pivots become 1e-8
            p[17] = -1; // count the entries of the factor
            p[20] = 1; // pivots of order one and two
            p[34] = 1; // indices from zero
        }

        public override bool IsInvalid => handle == 0;

        public Span<int> Parameters => new((int*)(handle + (64 * sizeof(long))), 64);

        public int Run(int phase, double* values, int* pointers, int* indices, int sides, double* b, double* x)
        {
            int one = 1, type = SymmetricIndefinite, order = _order, silent = 0, unused = 0, error = 0;
            fixed (int* parameters = Parameters)
            {
                ((delegate* unmanaged[Cdecl]<void*, int*, int*, int*, int*, int*, double*, int*, int*, int*, int*, int*, int*, double*, double*, int*, void>)_function)(
                    (void*)handle, &one, &one, &type, &phase, &order, values, pointers, indices, &unused, &sides, parameters, &silent, b, x, &error);
            }

            return error;
        }

        protected override bool ReleaseHandle()
        {
            var error = Run(Release, null, null, null, 1, null, null);
            NativeMemory.Free((void*)handle);
            return error == 0;
        }
    }
}

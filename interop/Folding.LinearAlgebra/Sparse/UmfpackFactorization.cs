using System.Runtime.InteropServices;
using Folding.Natives;
using Folding.Problems;

namespace Folding.LinearAlgebra;

/// <summary>
/// SuiteSparse's UMFPACK: <c>P R K Q = L U</c> of both triangles by the multifrontal method (Davis, ACM Trans. Math. Softw. 30, 2004), with its
/// symmetric strategy and approximate minimum degree, without refinement. It pivots, so K need not be quasi-definite; it does not count signs.
/// </summary>
public sealed unsafe class UmfpackFactorization : SparseSymmetricFactorization, IDisposable
{
    private const int ControlLength = 20, InfoLength = 90;
    private const int StrategyControl = 5, RefinementControl = 7, OrderingControl = 10, EntriesOfL = 43;
    private const int SymmetricStrategy = 3, MinimumDegree = 1, SolveItself = 0;
    private const int SingularMatrix = 1, OutOfMemory = -1;

    private readonly UmfpackFunctions _f = UmfpackLibrary.Functions;
    private readonly double[] _control = new double[ControlLength];
    private readonly double[] _info = new double[InfoLength];
    private readonly FullDiagonal _matrix;
    private readonly UmfpackHandle _symbolic;
    private UmfpackHandle? _numeric;

    /// <summary>Analyses a pattern.</summary>
    /// <param name="upper">The upper triangle of K.</param>
    /// <exception cref="ArgumentException">The pattern is not square or has an entry below the diagonal.</exception>
    /// <exception cref="NativeLibraryException">There is no UMFPACK.</exception>
    public UmfpackFactorization(SparsityPattern upper)
        : base(upper)
    {
        _matrix = new FullDiagonal(upper, bothTriangles: true);
        nint symbolic = 0;
        fixed (double* control = _control, info = _info)
        {
            _f.Defaults(control);
            _control[StrategyControl] = SymmetricStrategy;
            _control[OrderingControl] = MinimumDegree;
            _control[RefinementControl] = 0;
            fixed (int* pointers = _matrix.Pointers, indices = _matrix.Indices)
            {
                // Without values the analysis is of the pattern alone. UMFPACK has no empty matrices.
                if (Order > 0) Check(_f.Symbolic(Order, Order, pointers, indices, null, &symbolic, control, info), "analysis");
            }
        }

        _symbolic = new UmfpackHandle(symbolic, _f.FreeSymbolic);
    }

    /// <inheritdoc/>
    public override string Name => "UMFPACK";

    /// <summary>A solution, UMFPACK's n doubles and its n integers.</summary>
    public override int WorkspaceLength => (2 * Order) + ((Order + 1) / 2);

    /// <inheritdoc/>
    public override int WorkspaceLengthForMany => WorkspaceLength;

    /// <summary>Entries of L.</summary>
    public long FactorCount => (long)_info[EntriesOfL];

    /// <inheritdoc/>
    public override LdlOutcome Factor(ReadOnlySpan<double> values, ReadOnlySpan<sbyte> signs = default, LdlRegularization regularization = default)
    {
        CheckFactor(values, signs, regularization);
        ObjectDisposedException.ThrowIf(_symbolic.IsClosed, this);
        _numeric?.Dispose();
        _numeric = null;
        Outcome = null;
        _matrix.Fill(values, signs, regularization.Shift);
        nint numeric = 0;
        var status = 0;
        fixed (int* pointers = _matrix.Pointers, indices = _matrix.Indices)
        fixed (double* entries = _matrix.Values, control = _control, info = _info)
        {
            if (Order > 0) status = _f.Numeric(pointers, indices, entries, _symbolic.DangerousGetHandle(), &numeric, control, info);
        }

        var factor = new UmfpackHandle(numeric, _f.FreeNumeric);
        if (status == SingularMatrix)
        {
            factor.Dispose();
            Outcome = LdlOutcome.ZeroPivot;
            return LdlOutcome.ZeroPivot;
        }

        Check(status, "factorization");
        _numeric = factor;
        Outcome = LdlOutcome.Factored;
        return LdlOutcome.Factored;
    }

    /// <inheritdoc/>
    public override Inertia? FindInertia() => null;

    /// <inheritdoc/>
    public override void Solve(Span<double> rightHandSideAndSolution, Span<double> workspace) => SolveMany(rightHandSideAndSolution, 1, workspace);

    /// <inheritdoc/>
    public override void SolveMany(Span<double> columns, int count, Span<double> workspace)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckSolve(columns, count, workspace.Length, WorkspaceLength);
        var numeric = _numeric!;
        ObjectDisposedException.ThrowIf(numeric.IsClosed, this);
        if (Order == 0) return;
        var info = stackalloc double[InfoLength];
        fixed (int* pointers = _matrix.Pointers, indices = _matrix.Indices)
        fixed (double* entries = _matrix.Values, control = _control, first = columns, solution = workspace)
        {
            var work = solution + Order;
            for (var s = 0; s < count; s++)
            {
                var b = first + (s * (nint)Order);
                Check(_f.Solve(SolveItself, pointers, indices, entries, solution, b, numeric.DangerousGetHandle(), control, info, (int*)(work + Order), work), "solution");
                new ReadOnlySpan<double>(solution, Order).CopyTo(new Span<double>(b, Order));
            }
        }

        GC.KeepAlive(numeric);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _symbolic.Dispose();
        _numeric?.Dispose();
    }

    private static void Check(int status, string what)
    {
        if (status == OutOfMemory) throw new InsufficientMemoryException($"UMFPACK's {what} ran out of memory.");
        if (status != 0) throw new InvalidOperationException($"UMFPACK's {what} failed with status {status}.");
    }

    /// <summary>A symbolic or numeric object of UMFPACK.</summary>
    private sealed class UmfpackHandle : SafeHandle
    {
        private readonly delegate* unmanaged[Cdecl]<nint*, void> _free;

        public UmfpackHandle(nint value, delegate* unmanaged[Cdecl]<nint*, void> free)
            : base(0, ownsHandle: true)
        {
            _free = free;
            SetHandle(value);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            var value = handle;
            _free(&value);
            return true;
        }
    }
}

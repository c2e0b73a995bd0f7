using System.Runtime.InteropServices;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>UMFPACK (unsymmetric multifrontal LU) with its symmetric strategy and AMD, without iterative refinement.</summary>
public sealed unsafe partial class UmfpackLu : ISparseSolver
{
    private const string Library = "libumfpack.so.5";
    private const int LnzInfo = 43, StrategyControl = 5, OrderingControl = 10, RefinementControl = 7, SymmetricStrategy = 3, AmdOrdering = 1;
    private readonly double[] _control = new double[20];
    private readonly double[] _info = new double[90];
    private readonly FullMatrix _matrix;
    private readonly double[] _solution;
    private nint _symbolic;
    private nint _numeric;

    public UmfpackLu(KktSystem system)
    {
        _matrix = new FullMatrix(system.Matrix);
        _solution = new double[system.Order];
        fixed (double* control = _control) Defaults(control);
        _control[StrategyControl] = SymmetricStrategy;
        _control[OrderingControl] = AmdOrdering;
        _control[RefinementControl] = 0;
    }

    public string Name => "UMFPACK";

    public long FactorCount => (long)_info[LnzInfo] - _solution.Length;

    public void Analyze()
    {
        if (_symbolic != 0) FreeSymbolic(ref _symbolic);
        fixed (int* p = _matrix.Pointers, i = _matrix.Rows)
        fixed (double* x = _matrix.Values, control = _control, info = _info)
            Check(Symbolic(_solution.Length, _solution.Length, p, i, x, out _symbolic, control, info));
    }

    public void Factor()
    {
        if (_numeric != 0) FreeNumeric(ref _numeric);
        fixed (int* p = _matrix.Pointers, i = _matrix.Rows)
        fixed (double* x = _matrix.Values, control = _control, info = _info)
            Check(Numeric(p, i, x, _symbolic, out _numeric, control, info));
    }

    public void Solve(double[] x)
    {
        fixed (int* p = _matrix.Pointers, i = _matrix.Rows)
        fixed (double* a = _matrix.Values, b = x, s = _solution, control = _control, info = _info)
            Check(Solve(0, p, i, a, s, b, _numeric, control, info));
        _solution.CopyTo(x, 0);
    }

    public void Dispose()
    {
        if (_numeric != 0) FreeNumeric(ref _numeric);
        if (_symbolic != 0) FreeSymbolic(ref _symbolic);
    }

    private static void Check(int status)
    {
        if (status != 0) throw new InvalidOperationException($"UMFPACK status {status}.");
    }

    [LibraryImport(Library, EntryPoint = "umfpack_di_defaults")]
    private static partial void Defaults(double* control);

    [LibraryImport(Library, EntryPoint = "umfpack_di_symbolic")]
    private static partial int Symbolic(int rows, int columns, int* p, int* i, double* x, out nint symbolic, double* control, double* info);

    [LibraryImport(Library, EntryPoint = "umfpack_di_numeric")]
    private static partial int Numeric(int* p, int* i, double* x, nint symbolic, out nint numeric, double* control, double* info);

    [LibraryImport(Library, EntryPoint = "umfpack_di_solve")]
    private static partial int Solve(int system, int* p, int* i, double* a, double* x, double* b, nint numeric, double* control, double* info);

    [LibraryImport(Library, EntryPoint = "umfpack_di_free_symbolic")]
    private static partial void FreeSymbolic(ref nint symbolic);

    [LibraryImport(Library, EntryPoint = "umfpack_di_free_numeric")]
    private static partial void FreeNumeric(ref nint numeric);
}

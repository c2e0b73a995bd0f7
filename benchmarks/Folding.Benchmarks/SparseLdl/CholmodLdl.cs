using System.Runtime.InteropServices;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>
/// CHOLMOD's simplicial LDL' with AMD: the one of its factorizations that accepts quasi-definite matrices. The structs are those of
/// CHOLMOD 3.0 with 32-bit indices on 64-bit systems; only the fields used here are named.
/// </summary>
public sealed unsafe partial class CholmodLdl : ISparseSolver
{
    private const string Library = "libcholmod.so.3";
    private const int CommonSize = 4096, SupernodalOffset = 48, MethodCountOffset = 168, OrderingOffset = 184 + 132, LnzOffset = 1984;
    private const int PointersOffset = 24, RowsOffset = 32, ValuesOffset = 48; // in cholmod_sparse
    private const int Simplicial = 0, Amd = 2, Real = 1, UpperStored = 1;
    private readonly nint _common;
    private readonly nint _sparse;
    private readonly int _order;
    private nint _factor;

    public CholmodLdl(KktSystem system)
    {
        _order = system.Order;
        _common = (nint)NativeMemory.AllocZeroed(CommonSize);
        _ = Start(_common);
        Field(SupernodalOffset) = Simplicial;
        Field(MethodCountOffset) = 1;
        Field(OrderingOffset) = Amd;
        var pattern = system.Matrix.Pattern;
        _sparse = AllocateSparse((nuint)_order, (nuint)_order, (nuint)pattern.Count, 1, 1, UpperStored, Real, _common);
        pattern.ColumnPointers.CopyTo(new Span<int>(SparseArray(PointersOffset), _order + 1));
        pattern.RowIndices.CopyTo(new Span<int>(SparseArray(RowsOffset), pattern.Count));
        system.Matrix.Values.CopyTo(new Span<double>(SparseArray(ValuesOffset), pattern.Count));
    }

    public string Name => "CHOLMOD";

    public long FactorCount => (long)*(double*)(_common + LnzOffset) - _order;

    public void Analyze()
    {
        if (_factor != 0) _ = FreeFactor(ref _factor, _common);
        _factor = AnalyzeSparse(_sparse, _common);
    }

    public void Factor()
    {
        if (Factorize(_sparse, _factor, _common) == 0) throw new InvalidOperationException("CHOLMOD failed.");
    }

    public void Solve(double[] x)
    {
        fixed (double* b = x)
        {
            var dense = new DenseStruct { Rows = (nuint)_order, Columns = 1, Capacity = (nuint)_order, Stride = (nuint)_order, Values = b, Kind = Real };
            var result = SolveDense(0, _factor, &dense, _common);
            new Span<double>(result->Values, _order).CopyTo(x);
            _ = FreeDense(ref result, _common);
        }
    }

    public void Dispose()
    {
        if (_factor != 0) _ = FreeFactor(ref _factor, _common);
        var sparse = _sparse;
        _ = FreeSparse(ref sparse, _common);
        _ = Finish(_common);
        NativeMemory.Free((void*)_common);
    }

    private void* SparseArray(int offset) => *(void**)(_sparse + offset);

    private ref int Field(int offset) => ref *(int*)(_common + offset);

    [LibraryImport(Library, EntryPoint = "cholmod_start")]
    private static partial int Start(nint common);

    [LibraryImport(Library, EntryPoint = "cholmod_finish")]
    private static partial int Finish(nint common);

    [LibraryImport(Library, EntryPoint = "cholmod_allocate_sparse")]
    private static partial nint AllocateSparse(nuint rows, nuint columns, nuint capacity, int sorted, int packed, int stored, int kind, nint common);

    [LibraryImport(Library, EntryPoint = "cholmod_free_sparse")]
    private static partial int FreeSparse(ref nint sparse, nint common);

    [LibraryImport(Library, EntryPoint = "cholmod_free_dense")]
    private static partial int FreeDense(ref DenseStruct* dense, nint common);

    [LibraryImport(Library, EntryPoint = "cholmod_free_factor")]
    private static partial int FreeFactor(ref nint factor, nint common);

    [LibraryImport(Library, EntryPoint = "cholmod_analyze")]
    private static partial nint AnalyzeSparse(nint sparse, nint common);

    [LibraryImport(Library, EntryPoint = "cholmod_factorize")]
    private static partial int Factorize(nint sparse, nint factor, nint common);

    [LibraryImport(Library, EntryPoint = "cholmod_solve")]
    private static partial DenseStruct* SolveDense(int system, nint factor, DenseStruct* b, nint common);

    [StructLayout(LayoutKind.Explicit, Size = 56)]
    private struct DenseStruct
    {
        [FieldOffset(0)] public nuint Rows;
        [FieldOffset(8)] public nuint Columns;
        [FieldOffset(16)] public nuint Capacity;
        [FieldOffset(24)] public nuint Stride;
        [FieldOffset(32)] public double* Values;
        [FieldOffset(48)] public int Kind;
    }
}

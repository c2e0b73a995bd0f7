using System.Runtime.InteropServices;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>
/// Sequential MUMPS 5.5: multifrontal LDL' without pivoting (SYM = 1), AMD, on the BLAS it is linked to. Field offsets are those of
/// dmumps_c.h with 32-bit integers on 64-bit systems.
/// </summary>
public sealed unsafe partial class MumpsLdl : ISparseSolver
{
    private const string Library = "libdmumps_seq-5.5.so";
    private const int StructSize = 16384, Sym = 0, Par = 4, Job = 8, Communicator = 12, Icntl = 16, N = 5416, Nnz = 5432, Irn = 5440, Jcn = 5448, A = 5456, Rhs = 5600, Infog = 6048;
    private const int UseCommWorld = -987654, AmdOrdering = 0;
    private readonly nint _data;
    private readonly int* _rows;
    private readonly int* _columns;
    private readonly double* _values;
    private bool _open;
    private readonly int _order;
    private readonly int _count;

    public MumpsLdl(KktSystem system)
    {
        _order = system.Order;
        _count = system.Matrix.Pattern.Count;
        _data = (nint)NativeMemory.AllocZeroed(StructSize);
        _rows = (int*)NativeMemory.Alloc((nuint)_count * sizeof(int));
        _columns = (int*)NativeMemory.Alloc((nuint)_count * sizeof(int));
        _values = (double*)NativeMemory.Alloc((nuint)_count * sizeof(double));
        var k = 0;
        foreach (var (row, column, value) in system.Matrix.Entries())
        {
            _rows[k] = row + 1;
            _columns[k] = column + 1;
            _values[k++] = value;
        }
    }

    public string Name => "MUMPS";

    public long FactorCount => 0;

    public void Analyze()
    {
        if (_open) Run(-2);
        Field(Sym) = 1;
        Field(Par) = 1;
        Field(Communicator) = UseCommWorld;
        Run(-1);
        _open = true;
        Option(1) = Option(2) = Option(3) = -1;
        Option(4) = 0;
        Option(7) = AmdOrdering;
        Option(14) = 50;
        Field(N) = _order;
        *(long*)(_data + Nnz) = _count;
        *(int**)(_data + Irn) = _rows;
        *(int**)(_data + Jcn) = _columns;
        *(double**)(_data + A) = _values;
        Run(1);
    }

    public void Factor() => Run(2);

    public void Solve(double[] x)
    {
        fixed (double* b = x)
        {
            *(double**)(_data + Rhs) = b;
            Run(3);
        }
    }

    public void Dispose()
    {
        if (_open) Run(-2);
        NativeMemory.Free(_rows);
        NativeMemory.Free(_columns);
        NativeMemory.Free(_values);
        NativeMemory.Free((void*)_data);
    }

    private ref int Field(int offset) => ref *(int*)(_data + offset);

    private ref int Option(int number) => ref *(int*)(_data + Icntl + (4 * (number - 1)));

    private void Run(int job)
    {
        Field(Job) = job;
        Call(_data);
        if (Field(Infog) < 0) throw new InvalidOperationException($"MUMPS job {job} failed: {Field(Infog)}, {Field(Infog + 4)}.");
    }

    [LibraryImport(Library, EntryPoint = "dmumps_c")]
    private static partial void Call(nint data);
}

using BenchmarkDotNet.Attributes;
using Folding.Benchmarks.SparseLdl;
using Folding.LinearAlgebra;

namespace Folding.Benchmarks;

/// <summary>Analyse, factor and solve quasi-definite KKT systems: the managed LDL' and native sparse solvers.</summary>
[MemoryDiagnoser]
public class SparseLdlBenchmarks
{
    private KktSystem _system = null!;
    private ISparseSolver _solver = null!;
    private double[] _x = [];

    [ParamsSource(nameof(Systems))]
    public string System { get; set; } = "";

    [Params("folding", "CHOLMOD", "UMFPACK", "PARDISO", "MUMPS")]
    public string Solver { get; set; } = "";

    public static IEnumerable<string> Systems => KktSystems.Names;

    [GlobalSetup]
    public void SetUp()
    {
        SingleThread.Enforce();
        _system = KktSystems.Load(System);
        _solver = Solver switch
        {
            "CHOLMOD" => new CholmodLdl(_system),
            "UMFPACK" => new LibrarySolver(_system, SparseSolver.Umfpack),
            "PARDISO" => new LibrarySolver(_system, SparseSolver.Pardiso),
            "MUMPS" => new MumpsLdl(_system),
            _ => new FoldingLdl(_system),
        };
        _solver.Analyze();
        _solver.Factor();
        _x = new double[_system.Order];
    }

    [GlobalCleanup]
    public void CleanUp() => _solver.Dispose();

    [Benchmark]
    public void Analyze() => _solver.Analyze();

    [Benchmark]
    public void Factor() => _solver.Factor();

    [Benchmark]
    public void Solve()
    {
        _system.RightHandSide.CopyTo(_x, 0);
        _solver.Solve(_x);
    }
}

using BenchmarkDotNet.Attributes;
using Folding.Benchmarks.Backward;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Benchmarks;

/// <summary>From a solver's answer to a gradient: refinement, the first Vjp with and without it, and one more Vjp. The active set is known.</summary>
[MemoryDiagnoser]
public class BackwardBenchmarks
{
    private readonly DifferentiableSolver<QuadraticProgram, QuadraticData> _refining = DifferentiableSolver.ForQuadratic(new OsqpSolver(OsqpOptions.ForGradients));
    private readonly DifferentiableSolver<QuadraticProgram, QuadraticData> _plain = DifferentiableSolver.ForQuadratic(new OsqpSolver(OsqpOptions.ForGradients), refine: false);
    private QuadraticProgram _problem = null!;
    private Solution _solution = null!;
    private Seed _seed = null!;
    private Tape<QuadraticProgram, QuadraticData> _tape = null!;

    [ParamsSource(nameof(Instances))]
    public string Instance { get; set; } = "";

    public static IEnumerable<string> Instances => QuadraticInstance.Names;

    [GlobalSetup]
    public void SetUp()
    {
        var instance = QuadraticInstance.Load(Instance);
        _problem = instance.Problem;
        _seed = Seed.OnPrimal(instance.Seed);
        _solution = new OsqpSolver(OsqpOptions.ForGradients).Solve(_problem);
        _tape = _refining.Record(_problem, _solution);
    }

    [Benchmark]
    public object Refine() => _refining.Record(_problem, _solution);

    [Benchmark]
    public object RefineAndFirstVjp() => _refining.Record(_problem, _solution).Vjp(_seed);

    [Benchmark]
    public object FirstVjpWithoutRefinement() => _plain.Record(_problem, _solution).Vjp(_seed);

    [Benchmark]
    public object OneMoreVjp() => _tape.Vjp(_seed);
}

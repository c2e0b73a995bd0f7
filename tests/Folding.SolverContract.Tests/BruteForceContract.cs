using Folding.Problems;
using Folding.SolverContract.Cases;

namespace Folding.SolverContract.Tests;

/// <summary>The contract of quadratic solvers can be met: brute force meets all of it but the large cases.</summary>
public sealed class BruteForceContract : QuadraticSolverContract
{
    protected override ISolver<QuadraticProgram> Solver { get; } = new BruteForceSolver();

    protected override double Tolerance => 1e-9;

    /// <summary>Three to the power of 75 active sets.</summary>
    protected override QuadraticProgram LongProblem => Large;

    protected override IReadOnlyList<Exclusion> Exclusions =>
    [
        new("constructed_sparse", "brute force needs ages for 75 rows") { Sometimes = true },
        new("constructed_dense", "brute force needs minutes for 15 rows") { Sometimes = true },
    ];

    private static QuadraticProgram Large { get; } = QuadraticCases.All.Single(static c => c.Name == "constructed_sparse").Problem;
}

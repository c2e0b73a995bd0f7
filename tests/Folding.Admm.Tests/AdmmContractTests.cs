using Folding.Problems;
using Folding.SolverContract;

namespace Folding.Admm.Tests;

/// <summary>The contract of every solver of quadratic programs, by ADMM with sparse factors.</summary>
public sealed class AdmmSparseContractTests : QuadraticSolverContract
{
    protected override ISolver<QuadraticProgram> Solver { get; } = new AdmmSolver();

    protected override QuadraticProgram LongProblem => Programs.Random(7, 40, 60);

    protected override ISolver<QuadraticProgram> LongSolver { get; } = new AdmmSolver(Programs.Endless);
}

/// <summary>The same with dense factors.</summary>
public sealed class AdmmDenseContractTests : QuadraticSolverContract
{
    protected override ISolver<QuadraticProgram> Solver { get; } = new AdmmSolver(new() { LinearSystem = AdmmLinearSystem.Dense });

    protected override QuadraticProgram LongProblem => Programs.Random(7, 40, 60);

    protected override ISolver<QuadraticProgram> LongSolver { get; } = new AdmmSolver(Programs.Endless with { LinearSystem = AdmmLinearSystem.Dense });

    protected override int SolvesPerThread => 50;
}

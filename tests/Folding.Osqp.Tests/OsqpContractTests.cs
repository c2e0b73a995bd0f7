using Folding.Problems;
using Folding.SolverContract;

namespace Folding.Osqp.Tests;

/// <summary>The contract of every solver of quadratic programs, by OSQP.</summary>
public sealed class OsqpContractTests : QuadraticSolverContract
{
    protected override ISolver<QuadraticProgram> Solver { get; } = new OsqpSolver();

    protected override string? WhyUnavailable => OsqpLibrary.WhyMissing;

    protected override QuadraticProgram LongProblem => Osqp.Endless().Problem;

    protected override ISolver<QuadraticProgram> LongSolver => Osqp.Endless().Solver;

    protected override IReadOnlyList<Exclusion> Exclusions => [];
}

using Folding.Problems;
using Folding.SolverContract;

namespace Folding.Highs.Tests;

/// <summary>The contract of every solver of linear and mixed-integer programs, by HiGHS.</summary>
public sealed class HighsLinearContractTests : LinearSolverContract
{
    protected override ISolver<LinearProgram> Solver { get; } = new HighsSolver();

    protected override IReadOnlyList<Exclusion> Exclusions => [];
}

/// <summary>The contract of every solver of quadratic programs, by HiGHS.</summary>
public sealed class HighsQuadraticContractTests : QuadraticSolverContract
{
    protected override ISolver<QuadraticProgram> Solver { get; } = new HighsSolver();

    protected override QuadraticProgram LongProblem => Programs.LongQuadratic();

    protected override IReadOnlyList<Exclusion> Exclusions => [];
}

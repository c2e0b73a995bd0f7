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

    protected override IReadOnlyList<Exclusion> Exclusions =>
    [
        new("huge_data", "HiGHS's quadratic solver does not scale: it stops early on data of 1e6, and the residuals say so"),
        new("tiny_objective", "HiGHS's quadratic solver stops on absolute tolerances"),
        new("tiny_scale", "HiGHS's quadratic solver takes a starting point below 1e-4 for 0 and fails"),
    ];
}

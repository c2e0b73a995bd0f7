using Folding.Problems;

namespace Folding.SolverContract.Cases;

/// <summary>Every quadratic program of the suite.</summary>
public static class QuadraticCases
{
    /// <summary>All cases, in the order of the report.</summary>
    public static IReadOnlyList<ContractCase<QuadraticProgram>> All { get; } =
        [.. RegularQuadraticCases.All, .. DegenerateQuadraticCases.All, .. StructuralQuadraticCases.All, .. ScaledQuadraticCases.All, .. HopelessQuadraticCases.All];
}

using Folding.Problems;

namespace Folding.SolverContract.Cases;

/// <summary>Every quadratic program of the suite.</summary>
public static class QuadraticCases
{
    /// <summary>All cases, in the order of the report.</summary>
    public static IReadOnlyList<ContractCase<QuadraticProgram>> All { get; } =
        [.. RegularQuadraticCases.All, .. DegenerateQuadraticCases.All, .. StructuralQuadraticCases.All, .. ScaledQuadraticCases.All, .. HopelessQuadraticCases.All];

    /// <summary>A sparse strictly convex program of any size, for the long runs of solvers that small programs do not keep busy.</summary>
    public static QuadraticProgram Large(int variables, int rows) => ConstructedQuadraticProgram.Sparse(variables, rows).Problem;
}

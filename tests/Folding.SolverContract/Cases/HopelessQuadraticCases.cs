using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>Programs without a solution, each with a proof, and programs that are not convex.</summary>
internal static class HopelessQuadraticCases
{
    public static IEnumerable<ContractCase<QuadraticProgram>> All =>
    [
        new("infeasible_rows_contradict", Qp(Identity(2), [0, 0], new double[,] { { 1, 1 }, { 1, 1 } }, [-Inf, 2], [1, Inf]), TerminationStatus.Infeasible)
            { DualRay = [1, -1] },

        new("infeasible_through_bounds", Qp(Identity(2), [0, 0], RegularQuadraticCases.SumAndBox, [-Inf, 1, 1], [1, 2, 2]), TerminationStatus.Infeasible)
            { DualRay = [1, -1, -1] },

        new("infeasible_equalities", Qp(Identity(2), [1, 0], new double[,] { { 1, 1 }, { 2, 2 } }, [1, 3], [1, 3]), TerminationStatus.Infeasible)
            { DualRay = [2, -1] },

        new("infeasible_empty_row", Qp(Identity(2), [0, 0], new double[,] { { 1, 0 }, { 0, 0 } }, [0, 1], [1, 2]), TerminationStatus.Infeasible)
            { DualRay = [0, -1] },

        new("infeasible_with_zero_P", Qp(new double[1, 1], [1], new double[,] { { 1 }, { 1 } }, [2, -Inf], [Inf, 1]), TerminationStatus.Infeasible)
            { DualRay = [-1, 1] },

        new("unbounded_linear", Qp(new double[1, 1], [-1], new double[,] { { 1 } }, [0], [Inf]), TerminationStatus.Unbounded)
            { PrimalRay = [1] },

        new("unbounded_along_null_space", Qp(new double[,] { { 1, 0 }, { 0, 0 } }, [0, -1], Identity(2), [-1, 0], [1, Inf]), TerminationStatus.Unbounded)
            { PrimalRay = [0, 1] },

        new("unbounded_without_rows", Qp(new double[,] { { 1, -1 }, { -1, 1 } }, [-1, -1], NoRows(2), [], []), TerminationStatus.Unbounded)
            { PrimalRay = [1, 1] },

        new("nonconvex_diagonal", Qp(new double[,] { { 1, 0 }, { 0, -1 } }, [0, 0.5], Identity(2), [-1, -1], [1, 1]), TerminationStatus.NonConvex),

        // Positive diagonal, eigenvalues 3 and -1.
        new("nonconvex_off_diagonal", Qp(new double[,] { { 1, 2 }, { 2, 1 } }, [0.5, 0], Identity(2), [-1, -1], [1, 1]), TerminationStatus.NonConvex),
    ];
}

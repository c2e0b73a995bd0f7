using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>Programs whose sparsity is unusual: stored zeros, empty rows and columns.</summary>
internal static class StructuralQuadraticCases
{
    public static IEnumerable<ContractCase<QuadraticProgram>> All =>
    [
        new("stored_zeros_in_P", new QuadraticProgram(
                CscMatrix.FromTriplets(3, 3, [(0, 0, 2), (0, 1, 0), (1, 1, 2), (0, 2, 0), (1, 2, 0), (2, 2, 2)]),
                [-2, 4, -8], CscMatrix.Identity(3), [-1, -1, -1], [3, 3, 3]))
            { X = [1, -1, 3], Y = [0, -2, 2], Objective = -19 },

        new("stored_zero_on_the_diagonal_of_P", new QuadraticProgram(
                CscMatrix.FromTriplets(2, 2, [(0, 0, 2), (1, 1, 0)]), [-2, -1], CscMatrix.Identity(2), [-5, -5], [5, 2]))
            { X = [1, 2], Y = [0, 1], Objective = -3 },

        new("stored_zeros_in_A", new QuadraticProgram(
                CscMatrix.Identity(2), [-2, -2], CscMatrix.FromTriplets(2, 2, [(0, 0, 1), (1, 0, 0), (0, 1, 0), (1, 1, 1)]), [-Inf, 0], [1, 5]))
            { X = [1, 2], Y = [1, 0], Objective = -3.5 },

        new("row_of_stored_zeros", new QuadraticProgram(
                CscMatrix.Identity(2), [-2, -2], CscMatrix.FromTriplets(2, 2, [(0, 0, 1), (1, 0, 0), (1, 1, 0)]), [-Inf, -1], [1, 1]))
            { X = [1, 2], Y = [1, 0], Objective = -3.5 },

        new("empty_row", Qp(Identity(2), [-2, -2], new double[,] { { 1, 0 }, { 0, 0 } }, [-Inf, -1], [1, 1]))
            { X = [1, 2], Y = [1, 0], Objective = -3.5 },

        new("empty_column_of_A", Qp(Identity(2), [-2, -2], new double[,] { { 1, 0 } }, [-Inf], [1]))
            { X = [1, 2], Y = [1], Objective = -3.5 },

        new("rows_without_entries", Qp(Identity(2), [-2, -2], new double[2, 2], [-1, -Inf], [Inf, 1]))
            { X = [2, 2], Y = [0, 0], Objective = -4 },
    ];
}

using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>Solvable programs with weakly active, duplicate or redundant rows, or a singular P.</summary>
internal static class DegenerateQuadraticCases
{
    public static IEnumerable<ContractCase<QuadraticProgram>> All =>
    [
        new("weakly_active_row", Qp(new double[,] { { 1 } }, [-1], new double[,] { { 1 } }, [-Inf], [1]))
            { X = [1], Y = [0], Objective = -0.5 },

        new("strong_and_weak_row", Qp(Identity(2), [-2, -1], Identity(2), [-Inf, -Inf], [1, 1]))
            { X = [1, 1], Y = [1, 0], Objective = -2 },

        new("equality_with_zero_multiplier", Qp(Identity(2), [-1, -1], new double[,] { { 1, -1 } }, [0], [0]))
            { X = [1, 1], Y = [0], Objective = -1 },

        // y1 + y2 = 1, any split.
        new("duplicate_rows", Qp(new double[,] { { 1 } }, [-2], new double[,] { { 1 }, { 1 } }, [-Inf, -Inf], [1, 1], constant: 2))
            { X = [1], SomeY = [0.5, 0.5], Objective = 0.5 },

        new("redundant_equalities", Qp(Identity(2), [0, 0], new double[,] { { 1, 1 }, { 2, 2 } }, [1, 2], [1, 2]))
            { X = [0.5, 0.5], SomeY = [-0.5, 0], Objective = 0.25 },

        // Three lines through (1, 1).
        new("overdetermined_vertex", Qp(Identity(2), [-3, -3], new double[,] { { 1, 0 }, { 0, 1 }, { 1, 1 } }, [-Inf, -Inf, -Inf], [1, 1, 2]))
            { X = [1, 1], SomeY = [0, 0, 2], Objective = -5 },

        new("zero_P", Qp(new double[2, 2], [-1, -2], new double[,] { { 1, 1 }, { 1, 3 }, { 1, 0 }, { 0, 1 } }, [-Inf, -Inf, 0, 0], [4, 6, Inf, 3]))
            { X = [3, 1], Y = [0.5, 0.5, 0, 0], Objective = -5 },

        new("zero_P_and_zero_q", Qp(new double[2, 2], [0, 0], new double[,] { { 1, 1 }, { 1, -1 } }, [2, -1], [2, 1]))
            { SomeX = [1, 1], SomeY = [0, 0], Objective = 0 },

        new("singular_P_unique_solution", Qp(new double[,] { { 1, 1 }, { 1, 1 } }, [-2, 0], new double[,] { { 1, -1 } }, [1], [1]))
            { X = [1, 0], Y = [1], Objective = -1.5 },

        new("singular_P_edge_of_solutions", Qp(new double[,] { { 1, 1 }, { 1, 1 } }, [-1, -1], Identity(2), [0, 0], [1, 1]))
            { SomeX = [0.5, 0.5], Y = [0, 0], Objective = -0.5 },

        new("zero_block_of_P", Qp(new double[,] { { 2, 0 }, { 0, 0 } }, [-2, 1], new double[,] { { 0, 1 }, { 1, 1 } }, [3, -Inf], [Inf, 10]))
            { X = [1, 3], Y = [-1, 0], Objective = 2 },
    ];
}

using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>Linear programs without integers; y holds the rows, then the bounds of the variables.</summary>
public static class LinearCases
{
    private static readonly double[,] Rows = { { 1, 1 }, { 1, 3 } };

    /// <summary>All cases, in the order of the report.</summary>
    public static IReadOnlyList<ContractCase<LinearProgram>> All { get; } =
    [
        new("vertex", Lp([-1, -2], Rows, [-Inf, -Inf], [4, 6], [0, 0], [Inf, 3]))
            { X = [3, 1], Y = [0.5, 0.5, 0, 0], Objective = -5 },

        new("maximisation_negated", Lp([-3, -5], new double[,] { { 1, 0 }, { 0, 2 }, { 3, 2 } }, [-Inf, -Inf, -Inf], [4, 12, 18], [0, 0], [Inf, Inf]))
            { X = [2, 6], Y = [0, 1.5, 1, 0, 0], Objective = -36 },

        new("transport", Lp(
                [2, 3, 1, 5, 4, 8],
                new double[,] { { 1, 1, 1, 0, 0, 0 }, { 0, 0, 0, 1, 1, 1 }, { 1, 0, 0, 1, 0, 0 }, { 0, 1, 0, 0, 1, 0 }, { 0, 0, 1, 0, 0, 1 } },
                [-Inf, -Inf, 10, 25, 15], [20, 40, 10, 25, 15], Repeat(0, 6), Repeat(Inf, 6)))
            { X = [5, 0, 15, 5, 25, 0], Y = [3, 0, -5, -4, -4, 0, -2, 0, 0, 0, -4], Objective = 150 },

        new("free_variables", Lp([1, 2], new double[,] { { 1, 1 }, { 1, -1 } }, [2, -Inf], [Inf, 0], [-Inf, -Inf], [Inf, Inf]))
            { X = [1, 1], Y = [-1.5, 0.5, 0, 0], Objective = 3 },

        new("only_equalities", Lp([1, 0], new double[,] { { 1, 1 }, { 1, -1 } }, [3, 1], [3, 1], [-Inf, -Inf], [Inf, Inf]))
            { X = [2, 1], Y = [-0.5, -0.5, 0, 0], Objective = 2 },

        new("fixed_column", Lp([3, 1], new double[,] { { 1, 1 } }, [3], [Inf], [2, 0], [2, 10]))
            { X = [2, 1], Y = [-1, -2, 0], Objective = 7 },

        new("bounds_only", Lp([1, -1, 2], NoRows(3), [], [], [0, -1, -3], [1, 4, 5]))
            { X = [0, 4, -3], Y = [-1, 1, -2], Objective = -10 },

        new("upper_bound_below_zero", Lp([-1], new double[,] { { 1 } }, [-5], [5], [-Inf], [-1]))
            { X = [-1], Y = [0, 1], Objective = 1 },

        new("range_row_at_its_lower_side", Lp([1, 2], new double[,] { { 1, 1 } }, [1], [3], [0, 0], [Inf, Inf]))
            { X = [1, 0], Y = [-1, 0, -1], Objective = 1 },

        new("range_row_at_its_upper_side", Lp([-2, -1], new double[,] { { 1, 1 } }, [1], [3], [0, 0], [Inf, Inf]))
            { X = [3, 0], Y = [2, 0, -1], Objective = -6 },

        new("free_row", Lp([-1, -2], new double[,] { { 1, 1 }, { 1, -1 }, { 1, 3 } }, [-Inf, -Inf, -Inf], [4, Inf, 6], [0, 0], [Inf, 3]))
            { X = [3, 1], Y = [0.5, 0, 0.5, 0, 0], Objective = -5 },

        new("objective_constant", Lp([-1, -2], Rows, [-Inf, -Inf], [4, 6], [0, 0], [Inf, 3], constant: 100))
            { X = [3, 1], Y = [0.5, 0.5, 0, 0], Objective = 95 },

        new("one_variable", Lp([1], new double[,] { { 2 } }, [3], [Inf], [0], [Inf]))
            { X = [1.5], Y = [-0.5, 0], Objective = 1.5 },

        new("badly_scaled_rows", Lp([-1, -2], new double[,] { { 1e4, 1e4 }, { 1e-3, 3e-3 } }, [-Inf, -Inf], [4e4, 6e-3], [0, 0], [Inf, 3]))
            { X = [3, 1], Y = [5e-5, 500, 0, 0], Objective = -5 },

        new("huge_solution", Lp([-1, -2], Rows, [-Inf, -Inf], [4e6, 6e6], [0, 0], [Inf, 3e6]))
            { X = [3e6, 1e6], Y = [0.5, 0.5, 0, 0], Objective = -5e6 },

        new("empty_row", Lp([-1, -2], new double[,] { { 1, 1 }, { 0, 0 }, { 1, 3 } }, [-Inf, -1, -Inf], [4, 1, 6], [0, 0], [Inf, 3]))
            { X = [3, 1], Y = [0.5, 0, 0.5, 0, 0], Objective = -5 },

        new("empty_column", Lp([-1, 2], new double[,] { { 1, 0 } }, [-Inf], [1], [0, -2], [Inf, 3]))
            { X = [1, -2], Y = [1, 0, -2], Objective = -5 },

        new("stored_zeros_in_A", new LinearProgram(
                [-1, -2], CscMatrix.FromTriplets(3, 2, [(0, 0, 1), (1, 0, 0), (2, 0, 1), (0, 1, 1), (1, 1, 0), (2, 1, 3)]),
                [-Inf, -1, -Inf], [4, 1, 6], [0, 0], [Inf, 3]))
            { X = [3, 1], Y = [0.5, 0, 0.5, 0, 0], Objective = -5 },

        new("degenerate_vertex", Lp([-1, -1], new double[,] { { 1, 0 }, { 0, 1 }, { 1, 1 } }, [-Inf, -Inf, -Inf], [1, 1, 2], [0, 0], [Inf, Inf]))
            { X = [1, 1], SomeY = [0, 0, 1, 0, 0], Objective = -2 },

        new("duplicate_rows", Lp([-1], new double[,] { { 1 }, { 1 } }, [-Inf, -Inf], [1, 1], [0], [Inf]))
            { X = [1], SomeY = [0.5, 0.5, 0], Objective = -1 },

        new("redundant_equalities", Lp([1, 2], new double[,] { { 1, 1 }, { 2, 2 } }, [1, 2], [1, 2], [0, 0], [Inf, Inf]))
            { X = [1, 0], SomeY = [-1, 0, 0, -1], Objective = 1 },

        new("edge_of_solutions", Lp([-1, -1], new double[,] { { 1, 1 } }, [-Inf], [2], [0, 0], [1.5, 1.5]))
            { SomeX = [1, 1], Y = [1, 0, 0], Objective = -2 },

        new("zero_cost", Lp([0, 0], Rows, [2, -Inf], [4, 6], [0, 0], [Inf, 3]))
            { SomeX = [1, 1], SomeY = [0, 0, 0, 0], Objective = 0 },

        new("infeasible_rows_contradict", Lp([0, 0], new double[,] { { 1, -1 }, { 1, -1 } }, [1, -Inf], [Inf, 0], [-Inf, -Inf], [Inf, Inf]), TerminationStatus.Infeasible)
            { DualRay = [-1, 1, 0, 0] },

        new("infeasible_through_bounds", Lp([1, 1], new double[,] { { 1, 1 } }, [-Inf], [1], [1, 1], [2, 2]), TerminationStatus.Infeasible)
            { DualRay = [1, -1, -1] },

        new("infeasible_empty_row", Lp([1], new double[,] { { 0 } }, [1], [2], [0], [1]), TerminationStatus.Infeasible)
            { DualRay = [-1, 0] },

        new("unbounded_along_a_row", Lp([-1, 0], new double[,] { { 1, -1 } }, [-Inf], [1], [0, 0], [Inf, Inf]), TerminationStatus.Unbounded)
            { PrimalRay = [1, 1] },

        new("unbounded_free_variable", Lp([1], new double[,] { { 1 } }, [-Inf], [3], [-Inf], [Inf]), TerminationStatus.Unbounded)
            { PrimalRay = [-1] },

        new("unbounded_bounds_only", Lp([-1, 1], NoRows(2), [], [], [0, 0], [Inf, 1]), TerminationStatus.Unbounded)
            { PrimalRay = [1, 0] },
    ];
}

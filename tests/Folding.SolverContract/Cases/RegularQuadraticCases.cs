using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>Convex quadratic programs with one solution, independent active rows and no multiplier that happens to vanish.</summary>
internal static class RegularQuadraticCases
{
    /// <summary>P and q of the worked examples.</summary>
    public static readonly double[,] P = { { 4, 1 }, { 1, 2 } };

    public static readonly double[] Q = [1, 1];

    /// <summary>The rows x1 + x2, x1, x2.</summary>
    public static readonly double[,] SumAndBox = { { 1, 1 }, { 1, 0 }, { 0, 1 } };

    public static IEnumerable<ContractCase<QuadraticProgram>> All =>
    [
        new("projection_on_a_box", Qp(Identity(3), [-2, 3, -0.5], Identity(3), [0, 0, 0], [1, 1, 1]))
            { X = [1, 0, 0.5], Y = [1, -3, 0], Objective = -1.625 },

        // Equality row and one active bound: as many active rows as variables.
        new("vertex", Qp(P, Q, SumAndBox, [1, 0, 0], [1, 0.7, 0.7]))
            { X = [0.3, 0.7], Y = [-2.9, 0, 0.2], Objective = 1.88 },

        new("interior_of_an_equality", Qp(P, Q, SumAndBox, [1, -2, -2], [1, 2, 2]))
            { X = [0.25, 0.75], Y = [-2.75, 0, 0], Objective = 1.875 },

        new("vertex_of_inequalities", Qp(Identity(2), [-3, -3], new double[,] { { 1, 2 }, { 2, 1 } }, [-Inf, -Inf], [3, 3]))
            { X = [1, 1], Y = [2.0 / 3, 2.0 / 3], Objective = -5 },

        new("no_rows", Qp(P, Q, NoRows(2), [], []))
            { X = [-1.0 / 7, -3.0 / 7], Y = [], Objective = -2.0 / 7 },

        new("no_active_row", Qp(P, Q, SumAndBox, [-9, -9, -9], [9, 9, 9]))
            { X = [-1.0 / 7, -3.0 / 7], Y = [0, 0, 0], Objective = -2.0 / 7 },

        new("all_rows_free", Qp(Identity(2), [-2, -2], Identity(2), [-Inf, -Inf], [Inf, Inf]))
            { X = [2, 2], Y = [0, 0], Objective = -4 },

        new("free_row_among_others", Qp(Identity(2), [-2, -2], new double[,] { { 1, 0 }, { 1, 1 }, { 0, 1 } }, [-Inf, -Inf, -Inf], [1, Inf, 1]))
            { X = [1, 1], Y = [1, 0, 1], Objective = -3 },

        new("only_equalities", Qp(Identity(3), [0, 0, 0], new double[,] { { 1, 1, 1 }, { 1, 0, -1 } }, [3, 1], [3, 1]))
            { X = [1.5, 1, 0.5], Y = [-1, -0.5], Objective = 1.75 },

        new("fixed_variable", Qp(new double[,] { { 2, 1 }, { 1, 2 } }, [0, 0], Identity(2), [-10, 1], [10, 1]))
            { X = [-0.5, 1], Y = [0, -1.5], Objective = 0.75 },

        new("all_variables_fixed", Qp(Identity(2), [1, 1], Identity(2), [1, -2], [1, -2]))
            { X = [1, -2], Y = [-2, 1], Objective = 1.5 },

        new("lower_row_and_upper_row", Qp(Identity(2), [0, -3], Identity(2), [1, -Inf], [Inf, 2]))
            { X = [1, 2], Y = [-1, 1], Objective = -3.5 },

        new("narrow_row", Qp(new double[,] { { 1 } }, [0], new double[,] { { 1 } }, [1], [1.001]))
            { X = [1], Y = [-1], Objective = 0.5 },

        new("one_variable", Qp(new double[,] { { 2 } }, [-4], new double[,] { { 1 } }, [-Inf], [1]))
            { X = [1], Y = [2], Objective = -3 },

        new("objective_constant", Qp(new double[,] { { 2 } }, [-4], new double[,] { { 1 } }, [-5], [5], constant: 10))
            { X = [2], Y = [0], Objective = 6 },

        new("more_rows_than_variables", Qp(Identity(2), [-4, -1],
                new double[,] { { 1, 1 }, { 1, -1 }, { 1, 0 }, { 0, 1 }, { 2, 1 } }, [-3, -Inf, -1, -2, -8], [3.5, 4, 2, 2, 9]))
            { X = [2, 1], Y = [0, 0, 2, 0, 0], Objective = -6.5 },

        ConstructedQuadraticProgram.Sparse(50, 75),
        ConstructedQuadraticProgram.Dense(12, 15),
    ];
}

using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>Nonlinear programs; y holds the constraints, then zU − zL of the bounds of the variables.</summary>
public static class NonlinearCases
{
    /// <summary>All cases, in the order of the report.</summary>
    public static IReadOnlyList<ContractCase<NonlinearProgram>> All { get; } =
    [
        Solved("hs071", NonlinearPrograms.Hs071()) with
        {
            X = [1, 4.742999637264412, 3.821149984184874, 1.3794082931726724],
            Y = [-0.5522936601207268, 0.16146856677050583, -1.0878712286669411, 0, 0, 0],
            Objective = 17.014017289156302,
        },

        Solved("projection_on_disk", NonlinearPrograms.Projection(3, 4)) with
            { X = [0.6, 0.8], Y = [2, 0, 0], Objective = 8 },

        Solved("rosenbrock", NonlinearPrograms.Rosenbrock()) with
            { X = [1, 1], Y = [0, 0], Objective = 0 },

        Solved("linear_on_circle", NonlinearPrograms.LinearOnCircle()) with
            { X = [-1, -1], Y = [0.5, 0, 0], Objective = -2 },

        Solved("outside_of_a_ring", NonlinearPrograms.Ring()) with
            { X = [0, 1], Y = [-0.25, 0, 0], Objective = 0.125 },

        Solved("concave_on_a_line", NonlinearPrograms.ProductOnLine()) with
            { X = [1, 1], Y = [1, 0, 0], Objective = -1 },

        Solved("entropy_on_simplex", NonlinearPrograms.Entropy()) with
            { X = [4.0 / 7, 2.0 / 7, 1.0 / 7], Y = [-1 - Math.Log(4.0 / 7), 0, 0, 0], Objective = Math.Log(4.0 / 7) },

        Solved("two_equations", NonlinearPrograms.TwoEquations()) with
            { X = [2, 1], Y = [0, 0, 0, 0], Objective = 0 },

        Solved("bounds_active", NonlinearPrograms.Distances([-1, 3], [0, 0], [2, 2])) with
            { X = [0, 2], Y = [-2, 2], Objective = 2 },

        Solved("fixed_variable", NonlinearPrograms.Distances([-1, 3, 0.5], [2, 0, 0], [2, 2, 2])) with
            { X = [2, 2, 0.5], Y = [-6, 2, 0], Objective = 10 },

        Solved("all_variables_fixed", NonlinearPrograms.Distances([-1, 3], [2, 1], [2, 1])) with
            { X = [2, 1], Y = [-6, 4], Objective = 13 },

        Solved("free_constraint", NonlinearPrograms.Projection(3, 4, radiusSquared: Inf)) with
            { X = [3, 4], Y = [0, 0, 0], Objective = 0 },

        Solved("inactive_constraint", NonlinearPrograms.Projection(0.3, 0.4)) with
            { X = [0.3, 0.4], Y = [0, 0, 0], Objective = 0 },

        Solved("start_outside_of_the_bounds", NonlinearPrograms.Distances([-1, 3], [0, 0], [2, 2], start: 50)) with
            { X = [0, 2], Y = [-2, 2], Objective = 2 },

        Solved("quadratic_program", new QuadraticNonlinearProgram(RegularQuadraticCases.All.Single(static c => c.Name == "vertex").Problem)) with
            { X = [0.3, 0.7], Y = [-2.9, 0, 0.2, 0, 0], Objective = 1.88 },

        Solved("linear_program", new QuadraticNonlinearProgram(DegenerateQuadraticCases.All.Single(static c => c.Name == "zero_P").Problem)) with
            { X = [3, 1], Y = [0.5, 0.5, 0, 0, 0, 0], Objective = -5 },

        Solved("no_hessian_hs071", NonlinearPrograms.Hs071(withHessian: false)) with
        {
            X = [1, 4.742999637264412, 3.821149984184874, 1.3794082931726724],
            Y = [-0.5522936601207268, 0.16146856677050583, -1.0878712286669411, 0, 0, 0],
            Objective = 17.014017289156302,
        },

        Solved("no_hessian_projection", NonlinearPrograms.Projection(3, 4, withHessian: false)) with
            { X = [0.6, 0.8], Y = [2, 0, 0], Objective = 8 },

        Solved("no_hessian_rosenbrock", NonlinearPrograms.Rosenbrock(withHessian: false)) with
            { X = [1, 1], Y = [0, 0], Objective = 0 },

        new("infeasible_nonlinear", NonlinearPrograms.NegativeSquare(), TerminationStatus.LocallyInfeasible),

        new("infeasible_through_bounds", NonlinearPrograms.SumTooLarge(), TerminationStatus.LocallyInfeasible),

        new("unbounded_linear", NonlinearPrograms.Descent(), TerminationStatus.Unbounded),
    ];

    private static ContractCase<NonlinearProgram> Solved(string name, NonlinearProgram problem) => new(name, problem, TerminationStatus.LocallyOptimal);
}

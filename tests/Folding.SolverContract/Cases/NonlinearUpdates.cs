using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>One nonlinear program and others of the same structure that a session can go to.</summary>
public static class NonlinearUpdates
{
    /// <summary>The projection of (3, 4) on the unit disk.</summary>
    public static ContractCase<NonlinearProgram> Sample { get; } = Projection("sample", 3, 4) with
        { X = [0.6, 0.8], Y = [2, 0, 0], Objective = 8 };

    /// <summary>No constraint where the sample has one.</summary>
    public static NonlinearProgram OtherStructure { get; } = NonlinearPrograms.Rosenbrock();

    /// <summary>All updates, in the order of the report.</summary>
    public static IReadOnlyList<ContractCase<NonlinearProgram>> All { get; } =
    [
        Projection("update_functions", -4, 3) with
            { X = [-0.8, 0.6], Y = [2, 0, 0], Objective = 8 },
        Projection("update_constraint_bound", 3, 4, radiusSquared: 4) with
            { X = [1.2, 1.6], Y = [0.75, 0, 0], Objective = 4.5 },
        Projection("update_variable_bound", 3, 4, lower: 0.8) with
            { X = [0.8, 0.6], Y = [17.0 / 6, -7.0 / 3, 0], Objective = 8.2 },
        Projection("constraint_becomes_inactive", 0.3, 0.4) with
            { X = [0.3, 0.4], Y = [0, 0, 0], Objective = 0 },
        Projection("constraint_becomes_free", 3, 4, radiusSquared: Inf) with
            { X = [3, 4], Y = [0, 0, 0], Objective = 0 },
    ];

    private static ContractCase<NonlinearProgram> Projection(string name, double p1, double p2, double radiusSquared = 1, double lower = -Inf) =>
        new(name, NonlinearPrograms.Projection(p1, p2, radiusSquared: radiusSquared, lower: lower), TerminationStatus.LocallyOptimal);
}

using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>One linear program and others of the same structure that a session can go to.</summary>
public static class LinearUpdates
{
    private static readonly LinearProgram Base = Lp([-1, -2], new double[,] { { 1, 1 }, { 1, 3 } }, [-Inf, -Inf], [4, 6], [0, 0], [Inf, 3]);

    /// <summary>Two active rows.</summary>
    public static ContractCase<LinearProgram> Sample { get; } = new("sample", Base)
        { X = [3, 1], Y = [0.5, 0.5, 0, 0], Objective = -5 };

    /// <summary>The same problem with another row.</summary>
    public static LinearProgram OtherStructure { get; } =
        Lp([-1, -2], new double[,] { { 1, 1 }, { 1, 3 }, { 1, 0 } }, [-Inf, -Inf, -Inf], [4, 6, 9], [0, 0], [Inf, 3]);

    /// <summary>All updates, in the order of the report.</summary>
    public static IReadOnlyList<ContractCase<LinearProgram>> All { get; } =
    [
        new("update_cost", Base.WithCost([-3, -1]))
            { X = [4, 0], Y = [3, 0, 0, -2], Objective = -12 },
        new("update_row_bounds", Base.WithBounds([-Inf, -Inf], [5, 9], [0, 0], [Inf, 3]))
            { X = [3, 2], Y = [0.5, 0.5, 0, 0], Objective = -7 },
        new("update_column_bounds", Base.WithBounds([-Inf, -Inf], [4, 6], [0, 0], [2, 1]))
            { X = [2, 1], Y = [0, 0, 1, 2], Objective = -4 },
        new("update_A", Base.WithA(Base.A.WithValues([2, 1, 1, 1])))
            { X = [0.5, 3], Y = [0.5, 0, 0, 1.5], Objective = -6.5 },
        new("inequality_becomes_equality", Base.WithBounds([-Inf, 3], [4, 3], [0, 0], [Inf, 3]))
            { X = [3, 0], Y = [0, 1, 0, -1], Objective = -3 },
        new("column_becomes_fixed", Base.WithBounds([-Inf, -Inf], [4, 6], [0, 0.5], [Inf, 0.5]))
            { X = [3.5, 0.5], Y = [1, 0, 0, 1], Objective = -4.5 },
        new("bounds_become_infinite", Base.WithCost([1, 2]).WithBounds([-5, -6], [Inf, Inf], [-Inf, -Inf], [Inf, Inf]))
            { X = [-4.5, -0.5], Y = [-0.5, -0.5, 0, 0], Objective = -5.5 },
        new("update_everything", Base.WithCost([1, 1]).WithA(Base.A.WithValues([2, 1, 1, 2])).WithBounds([3, 3], [Inf, Inf], [-1, -1], [9, 9]))
            { X = [1, 1], Y = [-1.0 / 3, -1.0 / 3, 0, 0], Objective = 2 },
        new("update_to_infeasible", Base.WithBounds([9, -Inf], [Inf, 6], [0, 0], [Inf, 3]), TerminationStatus.Infeasible)
            { DualRay = [-1, 1, 0, -2] },
        new("update_to_unbounded", Base.WithBounds([-Inf, -Inf], [Inf, Inf], [0, 0], [Inf, 3]), TerminationStatus.Unbounded)
            { PrimalRay = [1, 0] },
    ];
}

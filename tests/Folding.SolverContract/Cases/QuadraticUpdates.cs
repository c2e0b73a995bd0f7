using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>One quadratic program and others of the same structure that a session can go to.</summary>
public static class QuadraticUpdates
{
    private static readonly double[] L = [0.5, -2, -2, -1];
    private static readonly double[] U = [0.5, 1, 2, 1];

    private static readonly QuadraticProgram Base = Qp(
        new[,] { { 4, 1, 0 }, { 1, 3, 0.5 }, { 0, 0.5, 2 } }, [-4, 2.75, 0.5],
        new double[,] { { 1, 1, 1 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, L, U);

    /// <summary>An equality, an active upper bound and two inactive rows.</summary>
    public static ContractCase<QuadraticProgram> Sample { get; } = new("sample", Base)
        { X = [1, -1, 0.5], Y = [-1, 2, 0, 0], Objective = -4 };

    /// <summary>The same problem with two more rows.</summary>
    public static QuadraticProgram OtherStructure { get; } = Qp(
        new[,] { { 4, 1, 0 }, { 1, 3, 0.5 }, { 0, 0.5, 2 } }, [-4, 2.75, 0.5],
        new double[,] { { 1, 1, 1 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 1, 1, 0 }, { 0, 1, 1 } }, [.. L, -9, -9], [.. U, 9, 9]);

    /// <summary>All updates, in the order of the report.</summary>
    public static IReadOnlyList<ContractCase<QuadraticProgram>> All { get; } =
    [
        new("update_q", Base.WithLinearCost([-1, 1, -2])),
        new("update_bounds", Base.WithBounds([0.25, -1, -0.5, -1], [0.25, 0.5, 2, 1])),
        new("update_P", Base.WithP(Base.P.WithValues([2, -1, 5, 0.25, 3]))),
        new("update_P_to_zero_off_diagonals", Base.WithP(Base.P.WithValues([2, 0, 5, 0, 3]))),
        new("update_A", Base.WithA(Base.A.WithValues([1, 2, 2, 0.5, -1, 1]))),
        new("update_q_and_bounds", Base.WithLinearCost([1, 1, 1]).WithBounds([-1, -2, -2, -1], [-1, 1, 2, 1])),
        new("update_P_and_A", Base.WithP(Base.P.WithValues([2, -1, 5, 0.25, 3])).WithA(Base.A.WithValues([1, 2, 2, 0.5, -1, 1]))),
        new("update_everything", Base.WithP(Base.P.WithValues([2, -1, 5, 0.25, 3])).WithA(Base.A.WithValues([1, 2, 2, 0.5, -1, 1]))
            .WithLinearCost([2, -1, 0.5]).WithBounds([-1, -3, -2, -2], [1, 1, 2, 1])),
        new("equality_becomes_inequality", Base.WithBounds([-3, -2, -2, -1], [0.25, 1, 2, 1])),
        new("inequality_becomes_equality", Base.WithBounds([0.5, -2, -0.5, -1], [0.5, 1, -0.5, 1])),
        new("bounds_become_infinite", Base.WithBounds([-Inf, -Inf, -2, -Inf], [Inf, Inf, 2, 0.25])),
        new("update_scale", Base.WithP(Base.P.WithValues([4e3, 1e3, 3e3, 500, 2e3])).WithLinearCost([-4e3, 2750, 500]))
            { X = [1, -1, 0.5], Y = [-1e3, 2e3, 0, 0], Objective = -4e3 },
        new("update_to_infeasible", Base.WithBounds([0.5, 2, 2, 2], [0.5, 3, 3, 3]), TerminationStatus.Infeasible)
            { DualRay = [1, -1, -1, -1] },
    ];
}

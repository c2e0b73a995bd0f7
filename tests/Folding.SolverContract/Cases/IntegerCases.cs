using Folding.Problems;
using static Folding.SolverContract.Cases.Shorthand;

namespace Folding.SolverContract.Cases;

/// <summary>Mixed-integer linear programs; their answers are also found by enumeration in the suite's own tests. A MIP has no multipliers.</summary>
public static class IntegerCases
{
    /// <summary>All cases, in the order of the report.</summary>
    public static IReadOnlyList<ContractCase<LinearProgram>> All { get; } =
    [
        new("knapsack", Lp([-8, -11, -6, -4], new double[,] { { 5, 7, 4, 3 } }, [-Inf], [14], Repeat(0, 4), Repeat(1, 4), [0, 1, 2, 3]))
            { X = [0, 1, 1, 1], Objective = -21 },

        // The relaxation's (3, 1.5) rounds to a worse point.
        new("rounding_misleads", Lp([-5, -4], new double[,] { { 6, 4 }, { 1, 2 } }, [-Inf, -Inf], [24, 6], [0, 0], [10, 10], [0, 1]))
            { X = [4, 0], Objective = -20 },

        new("integer_equation", Lp([1, 1], new double[,] { { 3, 5 } }, [19], [19], [0, 0], [20, 20], [0, 1]))
            { X = [3, 2], Objective = 5 },

        new("negative_integers", Lp([3, 2], new double[,] { { 2, 3 } }, [-7.5], [Inf], [-5, -5], [5, 5], [0, 1]))
            { X = [-5, 1], Objective = -13 },

        new("fractional_bounds", Lp([-1, 1], NoRows(2), [], [], [0.5, 0.5], [2.5, 2.5], [0, 1]))
            { X = [2, 1], Objective = -1 },

        new("mixed", Lp([-1, -0.5], new double[,] { { 1, 1 } }, [-Inf], [3.5], [0, 0], [2.5, 10], [0]))
            { X = [2, 1.5], Objective = -2.75 },

        new("fixed_integer", Lp([1, 1], new double[,] { { 1, 2 } }, [6], [Inf], [3, 0], [3, 9], [0, 1]))
            { X = [3, 2], Objective = 5 },

        new("assignment", Lp([5, 1, 4, 2, 6, 3, 3, 4, 9],
                new double[,]
                {
                    { 1, 1, 1, 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, 1, 1, 1, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0, 1, 1, 1 },
                    { 1, 0, 0, 1, 0, 0, 1, 0, 0 }, { 0, 1, 0, 0, 1, 0, 0, 1, 0 }, { 0, 0, 1, 0, 0, 1, 0, 0, 1 },
                },
                Repeat(1, 6), Repeat(1, 6), Repeat(0, 9), Repeat(1, 9), [0, 1, 2, 3, 4, 5, 6, 7, 8]))
            { X = [0, 1, 0, 0, 0, 1, 1, 0, 0], Objective = 7 },

        // The relaxation halves every set; the best cover takes two.
        new("covering", Lp([1, 1, 1], new double[,] { { 1, 1, 0 }, { 0, 1, 1 }, { 1, 0, 1 } }, Repeat(1, 3), Repeat(Inf, 3), Repeat(0, 3), Repeat(1, 3), [0, 1, 2]))
            { SomeX = [1, 1, 0], Objective = 2 },

        new("integer_objective_constant", Lp([-1], new double[,] { { 2 } }, [-Inf], [5], [0], [9], [0], constant: 0.5))
            { X = [2], Objective = -1.5 },

        new("infeasible_by_parity", Lp([1, 1], new double[,] { { 2, 2 } }, [5], [5], [0, 0], [10, 10], [0, 1]), TerminationStatus.Infeasible),

        new("infeasible_already_relaxed", Lp([1, 1], new double[,] { { 1, 1 } }, [5], [Inf], [0, 0], [1, 1], [0, 1]), TerminationStatus.Infeasible),

        new("unbounded_integer", Lp([-1], new double[,] { { 1 } }, [0], [Inf], [0], [Inf], [0]), TerminationStatus.Unbounded)
            { PrimalRay = [1] },
    ];

    /// <summary>
    /// A market split (Cornuéjols and Dawande 1998): forty binaries, five equations of random weights with slack to be
    /// minimised. Branch and bound needs hours, whatever the machine.
    /// </summary>
    public static LinearProgram MarketSplit { get; } = BuildMarketSplit(equations: 5, seed: 11);

    private static LinearProgram BuildMarketSplit(int equations, uint seed)
    {
        int binaries = 10 * (equations - 1), n = binaries + 2 * equations;
        var entries = new List<(int, int, double)>();
        var half = new double[equations];
        for (var i = 0; i < equations; i++)
        {
            double sum = 0;
            for (var j = 0; j < binaries; j++)
            {
                seed = unchecked(seed * 1664525 + 1013904223);
                double weight = (seed >> 8) % 100;
                entries.Add((i, j, weight));
                sum += weight;
            }

            half[i] = Math.Floor(sum / 2);
            entries.Add((i, binaries + 2 * i, 1));
            entries.Add((i, binaries + 2 * i + 1, -1));
        }

        return new(
            [.. Repeat(0, binaries), .. Repeat(1, 2 * equations)], CscMatrix.FromTriplets(equations, n, entries), half, half,
            Repeat(0, n), [.. Repeat(1, binaries), .. Repeat(Inf, 2 * equations)], Enumerable.Range(0, binaries).ToArray());
    }
}

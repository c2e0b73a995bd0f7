using Folding;
using Folding.Problems;

namespace PredictThenOptimize;

/// <summary>A kind of decision whose costs are predicted.</summary>
/// <param name="Name">For people.</param>
/// <param name="Scale">Size of its costs.</param>
/// <param name="IsMaximisation">Whether the data are values to be maximised: costs are then minus the values, in whole numbers.</param>
/// <param name="FeasibleSet">The program whose cost is predicted.</param>
internal sealed record Study(string Name, double Scale, bool IsMaximisation, LinearProgram FeasibleSet)
{
    private const int Items = 32, Dimensions = 2, Capacity = 2000;

    public static Study ShortestPath { get; } = new("shortest path 5x5", 1, false, new GridShortestPath(5, 5).Program(new double[40]));

    /// <summary>Weights as in the standard data but in hundredths, so that they are whole, and the same in every trial.</summary>
    public static Study Knapsack { get; } = new("knapsack 32x2", 5, true, new Knapsack(Weights(new Random(1)), [Capacity, Capacity]).Program(new double[Items]));

    public static IReadOnlyList<Study> All { get; } = [ShortestPath, Knapsack];

    private static double[,] Weights(Random random)
    {
        var weights = new double[Dimensions, Items];
        for (var k = 0; k < weights.Length; k++) weights[k / Items, k % Items] = random.Next(300, 800);
        return weights;
    }
}

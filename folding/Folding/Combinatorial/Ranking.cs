using Folding.Problems;

namespace Folding;

/// <summary>
/// Ranking of n scores as an assignment of items to ranks 1..n: with cost c_ij = s_i (j + 1) the cheapest assignment gives the largest score rank 1
/// (rearrangement inequality). Immutable.
/// </summary>
/// <param name="count">n, at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException">n is not positive.</exception>
public sealed class Ranking(int count)
{
    private readonly Assignment _assignment = new(count);

    /// <summary>n.</summary>
    public int Count => _assignment.Size;

    /// <summary>The program for scores.</summary>
    /// <param name="scores">s, length n.</param>
    /// <exception cref="ArgumentException">A wrong length or an entry that is not finite.</exception>
    public LinearProgram Program(ReadOnlySpan<double> scores)
    {
        Vectors.RequireFinite(scores, Count, nameof(scores));
        var costs = new double[Count * Count];
        for (var k = 0; k < costs.Length; k++) costs[k] = scores[k / Count] * ((k % Count) + 1);
        return _assignment.Program(costs);
    }

    /// <summary>Rank of every item, 1 for the largest score: Σ_j (j + 1) x_ij.</summary>
    /// <param name="decision">x, length n².</param>
    /// <exception cref="ArgumentException">A wrong length.</exception>
    public double[] Ranks(ReadOnlySpan<double> decision) => Weighted(decision, nameof(decision));

    /// <summary>The gradient by the scores that belongs to one by the costs: ds_i = Σ_j (j + 1) dc_ij.</summary>
    /// <param name="costGradient">dLoss/dc, length n².</param>
    /// <exception cref="ArgumentException">A wrong length.</exception>
    public double[] ScoreGradient(ReadOnlySpan<double> costGradient) => Weighted(costGradient, nameof(costGradient));

    private double[] Weighted(ReadOnlySpan<double> matrix, string name)
    {
        Vectors.RequireFinite(matrix, Count * Count, name);
        var sums = new double[Count];
        for (var k = 0; k < matrix.Length; k++) sums[k / Count] += matrix[k] * ((k % Count) + 1);
        return sums;
    }
}

using Folding.Problems;

namespace Folding;

/// <summary>
/// The multi-dimensional 0/1 knapsack: <c>maximise v'x subject to Wx ≤ capacity, x in {0, 1}</c>, as a minimisation of −v. Immutable.
/// </summary>
public sealed class Knapsack
{
    private readonly LinearProgram _program;

    /// <param name="weights">W, one row per dimension and one column per item; at least 0.</param>
    /// <param name="capacities">One per dimension; at least 0, so that the empty choice is feasible.</param>
    /// <exception cref="ArgumentException">A size does not fit, or a number is negative or not finite; the message names it.</exception>
    public Knapsack(double[,] weights, ReadOnlySpan<double> capacities)
    {
        ArgumentNullException.ThrowIfNull(weights);
        int dimensions = weights.GetLength(0), items = weights.GetLength(1);
        if (capacities.Length != dimensions) throw new ArgumentException($"There are {capacities.Length} capacities and weights in {dimensions} dimensions.", nameof(capacities));
        if (items == 0) throw new ArgumentException("There are no items.", nameof(weights));
        var unlimited = new double[dimensions];
        Array.Fill(unlimited, double.NegativeInfinity);
        for (var d = 0; d < dimensions; d++)
        {
            if (!(capacities[d] >= 0 && double.IsFinite(capacities[d]))) throw new ArgumentException($"capacities[{d}] is {capacities[d]}; it must be finite and at least 0.", nameof(capacities));
            for (var k = 0; k < items; k++)
            {
                if (!(weights[d, k] >= 0 && double.IsFinite(weights[d, k]))) throw new ArgumentException($"weights[{d}, {k}] is {weights[d, k]}; it must be finite and at least 0.", nameof(weights));
            }
        }

        double[] zero = new double[items], one = new double[items];
        Array.Fill(one, 1);
        _program = new(zero, CscMatrix.FromDense(weights), unlimited, capacities, zero, one, [.. Enumerable.Range(0, items)]);
    }

    /// <summary>Number of items.</summary>
    public int ItemCount => _program.VariableCount;

    /// <summary>The program for values v: its cost is −v, and a gradient by the cost is minus that by the values.</summary>
    /// <param name="values">One per item.</param>
    /// <exception cref="ArgumentException">A wrong length or an entry that is not finite.</exception>
    public LinearProgram Program(ReadOnlySpan<double> values)
    {
        var cost = new double[values.Length];
        for (var k = 0; k < cost.Length; k++) cost[k] = -values[k];
        return _program.WithCost(cost);
    }
}

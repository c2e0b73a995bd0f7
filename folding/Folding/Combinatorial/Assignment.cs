using Folding.Problems;

namespace Folding;

/// <summary>
/// Assignment of n workers to n tasks at least cost: x_ij in [0, 1], one per row and one per column. The linear program has integral
/// vertices (Birkhoff). Immutable.
/// </summary>
public sealed class Assignment
{
    private readonly LinearProgram _program;

    /// <param name="size">n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is not positive.</exception>
    public Assignment(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        Size = size;
        var pairs = from i in Enumerable.Range(0, size)
                    from j in Enumerable.Range(0, size)
                    from row in new[] { i, size + j }
                    select (row, (i * size) + j, 1.0);
        double[] zero = new double[size * size], one = new double[size * size], once = new double[2 * size];
        Array.Fill(one, 1);
        Array.Fill(once, 1);
        _program = new(zero, CscMatrix.FromTriplets(2 * size, size * size, pairs), once, once, zero, one);
    }

    /// <summary>n.</summary>
    public int Size { get; }

    /// <summary>The program for costs.</summary>
    /// <param name="costs">c_ij at position i n + j.</param>
    /// <exception cref="ArgumentException">A wrong length or an entry that is not finite.</exception>
    public LinearProgram Program(ReadOnlySpan<double> costs) => _program.WithCost(costs);
}

using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The shortest path from the top left to the bottom right node of a grid, along edges to the right and downwards. One variable per edge in [0, 1], one
/// flow balance per node (out minus in: 1 at the source, −1 at the sink). The matrix is totally unimodular: the linear program has integral
/// vertices. Immutable.
/// </summary>
public sealed class GridShortestPath
{
    private readonly LinearProgram _program;
    private readonly LinearProgram _integer;

    /// <param name="rows">Rows of nodes, at least 1.</param>
    /// <param name="columns">Columns of nodes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there is a single node.</exception>
    public GridShortestPath(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows * columns, 2, nameof(columns));
        Edges = [.. EdgesOf(rows, columns)];
        var balance = CscMatrix.FromTriplets(rows * columns, Edges.Length, Edges.SelectMany(static (edge, k) => new[] { (edge.From, k, 1.0), (edge.To, k, -1.0) }));
        var supply = new double[rows * columns];
        (supply[0], supply[^1]) = (1, -1);
        double[] zero = new double[Edges.Length], one = new double[Edges.Length];
        Array.Fill(one, 1);
        _program = new(zero, balance, supply, supply, zero, one);
        _integer = new(zero, balance, supply, supply, zero, one, [.. Enumerable.Range(0, Edges.Length)]);
    }

    /// <summary>The edges, node by node in reading order, the one to the right first; nodes are numbered row by row.</summary>
    public ImmutableArray<(int From, int To)> Edges { get; }

    /// <summary>The program for edge lengths.</summary>
    /// <param name="lengths">One per edge; negative ones are fine, as the grid has no cycles.</param>
    /// <param name="integer">Whether the variables are declared integer; the solution is integral either way, but for ties.</param>
    /// <exception cref="ArgumentException">A wrong length or an entry that is not finite.</exception>
    public LinearProgram Program(ReadOnlySpan<double> lengths, bool integer = false) => (integer ? _integer : _program).WithCost(lengths);

    private static IEnumerable<(int From, int To)> EdgesOf(int rows, int columns)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var node = (i * columns) + j;
                if (j + 1 < columns) yield return (node, node + 1);
                if (i + 1 < rows) yield return (node, node + columns);
            }
        }
    }
}

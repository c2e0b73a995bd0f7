using System.Collections.Immutable;
using System.Numerics;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The symmetric travelling salesman problem on few cities, with every subtour row written out (Dantzig, Fulkerson and Johnson 1954):
/// <code>minimise c'x,  x_e in {0, 1},  two edges at every city,  at most |S| − 1 edges inside every S with 3 ≤ |S| ≤ n/2</code>
/// The rows double with every city, which is why there is a limit; in return the edges are the only variables, so that a decision is a
/// tour and nothing else. (Two cities inside S cannot be a subtour: an edge is used once.) Immutable.
/// </summary>
public sealed class TravellingSalesman
{
    /// <summary>Most cities: about a thousand subtour rows.</summary>
    public const int MaximumCities = 11;

    private readonly LinearProgram _program;

    /// <param name="cities">n, from 3 to <see cref="MaximumCities"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is outside.</exception>
    public TravellingSalesman(int cities)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cities, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cities, MaximumCities);
        Edges = [.. from i in Enumerable.Range(0, cities) from j in Enumerable.Range(i + 1, cities - i - 1) select (i, j)];
        var sets = Enumerable.Range(0, 1 << cities).Where(set => BitOperations.PopCount((uint)set) is var size && size >= 3 && 2 * size <= cities).ToArray();
        var degrees = Edges.SelectMany(static (edge, e) => new[] { (edge.From, e, 1.0), (edge.To, e, 1.0) });
        var subtours = sets.SelectMany((set, s) => Edges.Select((edge, e) => (edge, e)).Where(pair => Inside(set, pair.edge)).Select(pair => (cities + s, pair.e, 1.0)));
        double[] lower = [.. Enumerable.Repeat(2.0, cities), .. sets.Select(static _ => double.NegativeInfinity)];
        double[] upper = [.. Enumerable.Repeat(2.0, cities), .. sets.Select(static set => BitOperations.PopCount((uint)set) - 1.0)];
        double[] zero = new double[Edges.Length], one = new double[Edges.Length];
        Array.Fill(one, 1);
        _program = new(zero, CscMatrix.FromTriplets(lower.Length, Edges.Length, degrees.Concat(subtours)), lower, upper, zero, one, [.. Enumerable.Range(0, Edges.Length)]);
    }

    /// <summary>The edges (i, j), i &lt; j, in lexicographic order.</summary>
    public ImmutableArray<(int From, int To)> Edges { get; }

    /// <summary>The program for distances.</summary>
    /// <param name="distances">One per edge.</param>
    /// <exception cref="ArgumentException">A wrong length or an entry that is not finite.</exception>
    public LinearProgram Program(ReadOnlySpan<double> distances) => _program.WithCost(distances);

    private static bool Inside(int set, (int From, int To) edge) => (set >> edge.From & 1) == 1 && (set >> edge.To & 1) == 1;
}

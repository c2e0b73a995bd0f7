using System.Collections.Immutable;

namespace Folding;

/// <summary>
/// A pool of decisions seen so far, distinct and in order of arrival: an inner approximation of the feasible set. Looking up the
/// best of them replaces a solve (Mulamba and others, "Contrastive losses and solution caching", 2021). Thread-safe.
/// </summary>
public sealed class SolutionCache
{
    private readonly Lock _gate = new();
    private ImmutableList<ImmutableArray<double>> _solutions = [];
    private readonly HashSet<Entry> _known = [];

    /// <summary>The decisions, oldest first.</summary>
    public IReadOnlyList<ImmutableArray<double>> Solutions => _solutions;

    /// <summary>Adds a decision unless it is there.</summary>
    /// <exception cref="ArgumentException">It has another length than those before.</exception>
    public void Add(ImmutableArray<double> solution)
    {
        lock (_gate)
        {
            if (_solutions.Count > 0 && _solutions[0].Length != solution.Length)
                throw new ArgumentException($"The decision has length {solution.Length}; those in the cache have {_solutions[0].Length}. Use one cache per feasible set.", nameof(solution));
            if (_known.Add(new(solution))) _solutions = _solutions.Add(solution);
        }
    }

    /// <summary>The decision of least cost, the oldest among equals; null where the pool is empty.</summary>
    public ImmutableArray<double>? Best(ReadOnlySpan<double> cost)
    {
        ImmutableArray<double>? best = null;
        var least = double.PositiveInfinity;
        foreach (var solution in _solutions)
        {
            var value = Vectors.Dot(cost, solution.AsSpan());
            if (value < least) (best, least) = (solution, value);
        }

        return best;
    }

    private readonly struct Entry(ImmutableArray<double> values) : IEquatable<Entry>
    {
        private readonly ImmutableArray<double> _values = values;

        public bool Equals(Entry other) => _values.AsSpan().SequenceEqual(other._values.AsSpan());

        public override bool Equals(object? obj) => obj is Entry other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var value in _values) hash.Add(value);
            return hash.ToHashCode();
        }
    }
}

using System.Collections;
using System.Collections.Immutable;

namespace Folding.Modeling;

/// <summary>Makes sets.</summary>
public static class Set
{
    /// <summary>The numbers first, first + 1, …</summary>
    /// <exception cref="ArgumentException">The count is negative.</exception>
    public static Set<int> Range(int count, int first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new([.. Enumerable.Range(first, count)], first);
    }

    /// <summary>The given members.</summary>
    /// <exception cref="ArgumentException">A member occurs twice.</exception>
    public static Set<T> Of<T>(params IEnumerable<T> members)
        where T : notnull => new([.. members], null);
}

/// <summary>An ordered set of distinct members that symbols are indexed by and sums run over. Immutable.</summary>
/// <typeparam name="T">Numbers, names, or anything that compares by value.</typeparam>
public sealed class Set<T> : IReadOnlyList<T>
    where T : notnull
{
    private readonly ImmutableArray<T> _members;
    private readonly int? _first;
    private readonly Dictionary<T, int> _positions = [];

    internal Set(ImmutableArray<T> members, int? first)
    {
        _members = members;
        _first = first;
        if (first is not null) return;
        for (var k = 0; k < members.Length; k++)
        {
            if (!_positions.TryAdd(members[k], k)) throw new ArgumentException($"{members[k]} occurs twice; the members of a set are distinct.", nameof(members));
        }
    }

    /// <summary>Number of members.</summary>
    public int Count => _members.Length;

    /// <summary>The member at a position.</summary>
    public T this[int index] => _members[index];

    /// <summary>The members in order.</summary>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => Count switch
    {
        0 => "the empty set",
        <= 4 => $"{{{string.Join(", ", _members)}}}",
        _ => $"{{{_members[0]}, {_members[1]}, …, {_members[^1]}}}",
    };

    /// <summary>The position of a member.</summary>
    /// <exception cref="ArgumentException">It is none; the message names it and the symbol.</exception>
    internal int PositionOf(T member, string symbol)
    {
        if (_first is { } first && member is int number)
        {
            if ((uint)(number - first) < (uint)Count) return number - first;
        }
        else if (member is not null && _positions.TryGetValue(member, out var position))
        {
            return position;
        }

        throw new ArgumentException($"{symbol} has no element {member?.ToString() ?? "null"}; it is indexed by {this}.");
    }
}

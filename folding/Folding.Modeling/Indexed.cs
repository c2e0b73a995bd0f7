using System.Collections.Immutable;

namespace Folding.Modeling;

/// <summary>Variables, parameters or constraints of one name, one for each member of a set.</summary>
/// <typeparam name="TElement"><see cref="Variable"/>, <see cref="Parameter"/> or <see cref="Constraint"/>.</typeparam>
public abstract class Indexed<TElement>
{
    private protected Indexed(SymbolFamily family, ImmutableArray<TElement> elements)
    {
        Family = family;
        Elements = elements;
    }

    /// <summary>The common name.</summary>
    public string Name => Family.Name;

    /// <summary>The elements in the order of the set; the last index runs fastest.</summary>
    public ImmutableArray<TElement> Elements { get; }

    internal SymbolFamily Family { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Symbols indexed by a set.</summary>
/// <typeparam name="TElement">What is indexed.</typeparam>
/// <typeparam name="TKey">The members of the set.</typeparam>
public sealed class Indexed<TElement, TKey> : Indexed<TElement>
    where TKey : notnull
{
    internal Indexed(SymbolFamily family, Set<TKey> set, ImmutableArray<TElement> elements)
        : base(family, elements) => Set = set;

    /// <summary>What the symbols are indexed by.</summary>
    public Set<TKey> Set { get; }

    /// <summary>The element of a member.</summary>
    /// <exception cref="ArgumentException">The set has no such member.</exception>
    public TElement this[TKey key] => Elements[Set.PositionOf(key, Name)];
}

/// <summary>Symbols indexed by two sets.</summary>
/// <typeparam name="TElement">What is indexed.</typeparam>
/// <typeparam name="TKey1">The members of the first set.</typeparam>
/// <typeparam name="TKey2">The members of the second set.</typeparam>
public sealed class Indexed<TElement, TKey1, TKey2> : Indexed<TElement>
    where TKey1 : notnull
    where TKey2 : notnull
{
    internal Indexed(SymbolFamily family, Set<TKey1> first, Set<TKey2> second, ImmutableArray<TElement> elements)
        : base(family, elements) => (First, Second) = (first, second);

    /// <summary>The first index.</summary>
    public Set<TKey1> First { get; }

    /// <summary>The second index.</summary>
    public Set<TKey2> Second { get; }

    /// <summary>The element of a pair of members.</summary>
    /// <exception cref="ArgumentException">A set has no such member.</exception>
    public TElement this[TKey1 first, TKey2 second] => Elements[(First.PositionOf(first, Name) * Second.Count) + Second.PositionOf(second, Name)];
}

/// <summary>What symbols declared together are called.</summary>
/// <param name="name">The common name.</param>
/// <param name="key">The index of each as text; null for a single symbol.</param>
internal sealed class SymbolFamily(string name, Func<int, string>? key)
{
    public string Name => name;

    public string NameAt(int position) => key is null ? name : $"{name}[{key(position)}]";

    public static SymbolFamily Single(string name) => new(name, null);

    public static SymbolFamily Over<T>(string name, Set<T> set)
        where T : notnull => new(name, position => $"{set[position]}");

    public static SymbolFamily Over<T1, T2>(string name, Set<T1> first, Set<T2> second)
        where T1 : notnull
        where T2 : notnull => new(name, position => $"{first[position / second.Count]}, {second[position % second.Count]}");
}

using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// What depends on patterns and active set alone, shared by all tapes of a layer: while the active set stays, reduction, ordering and
/// elimination tree are computed once. Bounded; thread-safe.
/// </summary>
internal sealed class SymbolicCache
{
    /// <summary>So many are kept whatever their size: the neighbours of one active set.</summary>
    private const int Fewest = 64;

    /// <summary>Beyond those, entries of all matrices together: a batch of small programs keeps one analysis for each.</summary>
    private const long MostEntries = 1 << 21;

    private readonly ConcurrentDictionary<SparsityPattern, LdlSymbolic> _byPattern = new();
    private readonly ConcurrentDictionary<ActiveSetKey, ActiveSetAnalysis> _byActiveSet = new();
    private long _patternEntries;
    private long _activeSetEntries;

    public LdlSymbolic For(SparsityPattern pattern)
    {
        if (_byPattern.TryGetValue(pattern, out var symbolic)) return symbolic;
        return Keep(_byPattern, ref _patternEntries, pattern, LdlSymbolic.Analyze(pattern), pattern.Count);
    }

    public ActiveSetAnalysis For(QuadraticProgram problem, RowActivity[] activity)
    {
        var key = new ActiveSetKey(problem.P.Pattern, problem.A.Pattern, activity);
        if (_byActiveSet.TryGetValue(key, out var known) && known.Reduction.Fits(problem)) return known;
        var reduction = KktReduction.Of(problem, activity);
        // Another active set may leave the same system: a row that went from one bound to the other.
        var analysis = new ActiveSetAnalysis(reduction, For(reduction.Pattern));
        return reduction.DependsOnValues || known is not null ? analysis : Keep(_byActiveSet, ref _activeSetEntries, key, analysis, reduction.Pattern.Count);
    }

    private static TValue Keep<TKey, TValue>(ConcurrentDictionary<TKey, TValue> known, ref long entries, TKey key, TValue value, int size)
        where TKey : notnull
    {
        // A layer whose active set keeps changing must not keep every one it ever saw.
        if (Interlocked.Add(ref entries, size) > MostEntries && known.Count >= Fewest)
        {
            known.Clear();
            Interlocked.Exchange(ref entries, size);
        }

        return known.GetOrAdd(key, value);
    }

    private sealed class ActiveSetKey : IEquatable<ActiveSetKey>
    {
        private readonly SparsityPattern _p;
        private readonly SparsityPattern _a;
        private readonly RowActivity[] _activity;
        private readonly int _hash;

        public ActiveSetKey(SparsityPattern p, SparsityPattern a, RowActivity[] activity)
        {
            (_p, _a, _activity) = (p, a, activity);
            var hash = new HashCode();
            hash.Add(p.Count);
            hash.Add(a.Count);
            hash.AddBytes(MemoryMarshal.AsBytes(activity.AsSpan()));
            _hash = hash.ToHashCode();
        }

        public bool Equals(ActiveSetKey? other) =>
            other is not null && _hash == other._hash && _activity.AsSpan().SequenceEqual(other._activity) && _a.Equals(other._a) && _p.Equals(other._p);

        public override bool Equals(object? obj) => Equals(obj as ActiveSetKey);

        public override int GetHashCode() => _hash;
    }
}

/// <summary>What remains of the system of an active set, and how it is factored.</summary>
internal sealed record ActiveSetAnalysis(KktReduction Reduction, LdlSymbolic Symbolic)
{
    /// <summary>Every row of A comes after a variable that it contains, so that its pivot, zero to begin with, has been filled.</summary>
    public bool RowsFollowVariables { get; } = Follow(Reduction, Symbolic);

    private static bool Follow(KktReduction reduction, LdlSymbolic symbolic)
    {
        var position = new int[reduction.Order];
        for (var k = 0; k < position.Length; k++) position[symbolic.EliminationOrder[k]] = k;
        ReadOnlySpan<int> pointers = symbolic.Pattern.ColumnPointers, rows = symbolic.Pattern.RowIndices;
        for (var c = reduction.Free.Length; c < position.Length; c++)
        {
            var first = int.MaxValue;
            foreach (var variable in rows[pointers[c]..pointers[c + 1]]) first = Math.Min(first, position[variable]);
            if (first > position[c]) return false;
        }

        return true;
    }
}

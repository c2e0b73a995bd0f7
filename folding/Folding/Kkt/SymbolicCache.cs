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
    private const int Capacity = 64;
    private readonly ConcurrentDictionary<SparsityPattern, LdlSymbolic> _byPattern = new();
    private readonly ConcurrentDictionary<ActiveSetKey, ActiveSetAnalysis> _byActiveSet = new();

    public LdlSymbolic For(SparsityPattern pattern)
    {
        if (_byPattern.TryGetValue(pattern, out var symbolic)) return symbolic;
        return Keep(_byPattern, pattern, LdlSymbolic.Analyze(pattern));
    }

    public ActiveSetAnalysis For(QuadraticProgram problem, RowActivity[] activity)
    {
        var key = new ActiveSetKey(problem.P.Pattern, problem.A.Pattern, activity);
        if (_byActiveSet.TryGetValue(key, out var known) && known.Reduction.Fits(problem)) return known;
        var reduction = KktReduction.Of(problem, activity);
        // Another active set may leave the same system: a row that went from one bound to the other.
        var analysis = new ActiveSetAnalysis(reduction, For(reduction.Pattern));
        return reduction.DependsOnValues || known is not null ? analysis : Keep(_byActiveSet, key, analysis);
    }

    private static TValue Keep<TKey, TValue>(ConcurrentDictionary<TKey, TValue> known, TKey key, TValue value)
        where TKey : notnull
    {
        // A layer whose active set keeps changing must not keep every one it ever saw.
        if (known.Count >= Capacity) known.Clear();
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
internal sealed record ActiveSetAnalysis(KktReduction Reduction, LdlSymbolic Symbolic);

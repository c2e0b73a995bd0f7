using System.Collections.Concurrent;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// Symbolic factorizations by pattern, shared by all tapes of a layer: while the active set stays, ordering and
/// elimination tree are computed once. Bounded; thread-safe.
/// </summary>
internal sealed class SymbolicCache
{
    private const int Capacity = 64;
    private readonly ConcurrentDictionary<SparsityPattern, LdlSymbolic> _known = new();

    public LdlSymbolic For(SparsityPattern pattern)
    {
        if (_known.TryGetValue(pattern, out var symbolic)) return symbolic;
        symbolic = LdlSymbolic.Analyze(pattern);
        // A layer whose active set keeps changing must not keep every one it ever saw.
        if (_known.Count >= Capacity) _known.Clear();
        return _known.GetOrAdd(pattern, symbolic);
    }
}

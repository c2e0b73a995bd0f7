using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// Multifrontal LDL' on the blocks of a <see cref="SupernodeStructure"/>. Each supernode collects its columns of the matrix and the
/// Schur complements of its children, factors its columns in panels, and adds its own complement
/// <c>S = sum of children's - L21 D L21'</c> to its parent. Panels are factored tile by tile, looking left; what lies right of a panel is updated once per panel.
/// </summary>
internal sealed unsafe class BlockFactor : NumericFactor
{
    private const int Tile = SupernodeStructure.Tile;
    private const int WidestPanel = 64;

    private readonly SupernodeStructure _structure;
    private AlignedBuffer? _values; // from the first factorization on
    private readonly double[] _inversePivots;
    private readonly int _packedStride;
    private readonly int _packedLength; // L D of the present panel, in tiles of eight rows

    public BlockFactor(SupernodeStructure structure)
    {
        _structure = structure;
        _inversePivots = new double[structure.FirstColumn[^1]];
        var widest = 0;
        for (var s = 0; s < structure.Count; s++) widest = Math.Max(widest, SupernodeStructure.Pad(structure.Columns(s)));
        _packedStride = Math.Min(widest, WidestPanel) * Tile;
        _packedLength = checked(structure.LargestBlock / Tile * _packedStride);
    }

    public override int ScratchLength => _structure.LargestBelow;

    public override LdlOutcome Factor(ReadOnlySpan<double> values, double shift, PivotRule rule)
    {
        _values ??= new AlignedBuffer(_structure.ValuePointers[^1]);
        // Complements and panels are needed here only.
        var memory = ArrayPool<double>.Shared.Rent(checked(_structure.UpdateLength + _packedLength + (3 * Tile)));
        fixed (double* first = memory)
        {
            var update = Aligned(first);
            var outcome = Factor(values, shift, rule, update, Aligned(update + _structure.UpdateLength));
            ArrayPool<double>.Shared.Return(memory);
            return outcome;
        }
    }

    public override void Release()
    {
        _values?.Release();
        _values = null;
    }

    private static double* Aligned(double* memory) => (double*)(((nuint)memory + 63) & ~(nuint)63);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LdlOutcome Factor(ReadOnlySpan<double> values, double shift, PivotRule rule, double* update, double* packed)
    {
        var structure = _structure;
        fixed (double* a = values, l = _values!.Span, inverse = _inversePivots)
        fixed (int* sources = structure.EntrySources, targets = structure.EntryTargets, slots = structure.RelativeSlots)
        {
            for (var s = 0; s < structure.Count; s++)
            {
                if (structure.FirstChild[s] == -1) Open(s, a, l, update, sources, targets, shift, rule);
                var block = new Block(structure, s, l, update);
                var outcome = FactorBlock(block, packed, inverse, rule);
                if (outcome != LdlOutcome.Factored) return outcome;
                var parent = structure.Parent[s];
                if (parent == -1) continue;
                if (structure.FirstChild[parent] == s) Open(parent, a, l, update, sources, targets, shift, rule);
                AddToParent(new Block(structure, parent, l, update), block, slots + structure.RowPointers[s]);
            }
        }

        return LdlOutcome.Factored;
    }

    public override void Solve(Span<double> x, Span<double> scratch)
    {
        fixed (double* l = _values!.Span, inverse = _inversePivots, b = x, t = scratch)
            BlockSolve.Single(_structure, l, inverse, b, t);
    }

    public override void SolveBlock(Span<double> x)
    {
        fixed (double* l = _values!.Span, inverse = _inversePivots, b = x)
            BlockSolve.Many(_structure, l, inverse, b);
    }

    /// <summary>Fills a block with its columns of the matrix; nothing is taken off its complement yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Open(int s, double* a, double* l, double* update, int* sources, int* targets, double shift, PivotRule rule)
    {
        var block = new Block(_structure, s, l, update);
        // Nobody looks above the tiles of the diagonal.
        for (var j = 0; j < block.Columns; j++) new Span<double>(block.Values + ((nint)j * block.Slots) + (j & -Tile), block.Slots - (j & -Tile)).Clear();
        if (!block.IsLeaf) new Span<double>(block.Update, block.PaddedBelow * block.Below).Clear();
        for (var p = _structure.EntryPointers[s]; p < _structure.EntryPointers[s + 1]; p++) l[targets[p]] = a[sources[p]];
        if (shift == 0) return;
        for (var j = 0; j < block.Columns; j++) block.Values[((nint)j * block.Slots) + j] += rule.Signs[block.First + j] * shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LdlOutcome FactorBlock(in Block block, double* packed, double* inverse, PivotRule rule)
    {
        var stride = block.Slots;
        for (var from = 0; from < block.Columns; from += WidestPanel)
        {
            var to = Math.Min(block.Columns, from + WidestPanel);
            for (var c = from; c < to; c += Tile)
            {
                var width = Math.Min(Tile, to - c);
                if (c > from) Subtract(block.Values, c, width, from, c);
                var outcome = FactorTile(block, c, width, packed + ((c - from) * Tile), inverse, rule);
                if (outcome != LdlOutcome.Factored) return outcome;
            }

            for (var c = to; c < block.Columns; c += Tile) Subtract(block.Values, c, Math.Min(Tile, block.Columns - c), from, to);
            for (var c = 0; c < block.Below; c += Tile)
            {
                var row = SupernodeStructure.Pad(block.Columns) + c;
                DenseKernels.SubtractProduct(
                    block.Update + c + ((nint)c * block.PaddedBelow), block.PaddedBelow,
                    block.Values + block.PivotSlots + c + ((nint)from * stride), stride,
                    packed + (row / Tile * (nint)_packedStride), to - from,
                    block.PaddedBelow - c, Math.Min(Tile, block.Below - c), overwrite: block.IsLeaf && from == 0);
            }
        }

        return LdlOutcome.Factored;

        // Takes the contribution of panel columns [first, last) off the columns that begin at c.
        void Subtract(double* values, int c, int width, int first, int last) =>
            DenseKernels.SubtractProduct(
                values + c + ((nint)c * stride), stride,
                values + c + ((nint)first * stride), stride,
                packed + (c / Tile * (nint)_packedStride), last - first,
                stride - c, width, overwrite: false);
    }

    /// <summary>Factors up to eight columns whose earlier contributions are already subtracted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LdlOutcome FactorTile(in Block block, int c, int width, double* packed, double* inverse, PivotRule rule)
    {
        var lower = stackalloc double[Tile * Tile];
        var stride = block.Slots;
        var corner = block.Values + c + ((nint)c * stride);
        var step = block.First + c;
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j <= i; j++) lower[(i * Tile) + j] = corner[i + ((nint)j * stride)];
        }

        for (var j = 0; j < width; j++)
        {
            var outcome = rule.Admit(ref lower[(j * Tile) + j], step + j);
            if (outcome != LdlOutcome.Factored) return outcome;
            var scale = inverse[step + j] = 1 / lower[(j * Tile) + j];
            for (var i = j + 1; i < width; i++)
            {
                var entry = lower[(i * Tile) + j] * scale;
                for (var t = j + 1; t <= i; t++) lower[(i * Tile) + t] -= entry * lower[(t * Tile) + j];
            }

            // Only now: the loop above needs column j before scaling.
            for (var i = j + 1; i < width; i++) corner[i + ((nint)j * stride)] = lower[(i * Tile) + j] *= scale;
        }

        var next = Math.Min(c + Tile, block.PivotSlots);
        if (next < stride)
            DenseKernels.SolvePanel(corner + next - c, stride, stride - next, lower, inverse + step, width, packed + (((c / Tile) + 1) * (nint)_packedStride), _packedStride);
        return LdlOutcome.Factored;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToParent(in Block parent, in Block child, int* slots)
    {
        for (var j = 0; j < child.Below; j++)
        {
            var target = slots[j] < parent.Columns
                ? parent.Values + ((nint)slots[j] * parent.Slots)
                : parent.Update + ((nint)(slots[j] - parent.PivotSlots) * parent.PaddedBelow) - parent.PivotSlots;
            AddColumn(target, child, j, slots);
        }
    }

    /// <summary>target[slots[i]] += S[i, j] for i >= j; the rows from <see cref="Block.RunStart"/> on are consecutive in the parent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColumn(double* target, in Block child, int j, int* slots)
    {
        var source = child.Update + ((nint)j * child.PaddedBelow);
        var i = j;
        for (; i < child.RunStart; i++) target[slots[i]] += source[i];
        if (i == child.Below) return;
        target += slots[i] - i;
        for (; i + Vector<double>.Count <= child.Below; i += Vector<double>.Count)
            (Vector.Load(target + i) + Vector.Load(source + i)).Store(target + i);
        for (; i < child.Below; i++) target[i] += source[i];
    }

    /// <summary>Where the pieces of one supernode are.</summary>
    private readonly struct Block
    {
        public Block(SupernodeStructure structure, int s, double* values, double* updates)
        {
            First = structure.FirstColumn[s];
            Columns = structure.FirstColumn[s + 1] - First;
            Below = structure.Below(s);
            PivotSlots = SupernodeStructure.PivotSlots(Columns);
            PaddedBelow = SupernodeStructure.Pad(Below);
            RunStart = structure.RunStarts[s];
            IsLeaf = structure.FirstChild[s] == -1;
            Values = values + structure.ValuePointers[s];
            Update = updates + structure.UpdatePointers[s];
        }

        public int First { get; }

        public int Columns { get; }

        public int Below { get; }

        public int PivotSlots { get; }

        public int PaddedBelow { get; }

        public int Slots => PivotSlots + PaddedBelow;

        public int RunStart { get; }

        public bool IsLeaf { get; }

        public double* Values { get; }

        public double* Update { get; }
    }
}

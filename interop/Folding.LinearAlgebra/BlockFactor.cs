using System.Numerics;

namespace Folding.LinearAlgebra;

/// <summary>
/// Multifrontal LDL' on the blocks of a <see cref="SupernodeStructure"/>. Each supernode assembles its columns from the matrix and from
/// the Schur complements of its children, factors them in panels, and leaves the complement <c>S = sum of children's - L21 D L21'</c>
/// for its parent. Panels are factored tile by tile, looking left; what lies right of a panel is updated once per panel.
/// </summary>
internal sealed unsafe class BlockFactor : NumericFactor
{
    private const int Tile = SupernodeStructure.Tile;
    private const int WidestPanel = 64;

    private readonly SupernodeStructure _structure;
    private readonly AlignedBuffer _values;
    private readonly double[] _inversePivots;
    private readonly AlignedBuffer _updates;
    private readonly AlignedBuffer _packed; // L D of the present panel, in tiles of eight rows
    private readonly int _packedStride;

    public BlockFactor(SupernodeStructure structure)
    {
        _structure = structure;
        _values = new AlignedBuffer(structure.ValuePointers[^1]);
        _inversePivots = new double[structure.FirstColumn[^1]];
        _updates = new AlignedBuffer(structure.UpdateLength);
        var widest = 0;
        for (var s = 0; s < structure.Count; s++) widest = Math.Max(widest, SupernodeStructure.Pad(structure.Columns(s)));
        _packedStride = Math.Min(widest, WidestPanel) * Tile;
        _packed = new AlignedBuffer(checked(structure.LargestBlock / Tile * _packedStride));
    }

    public override int ScratchLength => _structure.LargestBelow;

    public override LdlOutcome Factor(ReadOnlySpan<double> values, double shift, PivotRule rule)
    {
        var structure = _structure;
        fixed (double* a = values, l = _values.Span, update = _updates.Span, packed = _packed.Span, inverse = _inversePivots)
        fixed (int* sources = structure.EntrySources, targets = structure.EntryTargets, slots = structure.RelativeSlots)
        {
            for (var s = 0; s < structure.Count; s++)
            {
                var block = new Block(structure, s, l, update);
                new Span<double>(block.Values, block.Slots * block.Columns).Clear();
                for (var p = structure.EntryPointers[s]; p < structure.EntryPointers[s + 1]; p++) l[targets[p]] = a[sources[p]];
                if (shift != 0)
                {
                    for (var j = 0; j < block.Columns; j++) block.Values[((nint)j * block.Slots) + j] += rule.Signs[block.First + j] * shift;
                }

                for (var child = structure.FirstChild[s]; child != -1; child = structure.NextSibling[child])
                    AddToPivotColumns(block, new Block(structure, child, l, update), slots + structure.RowPointers[child]);
                var outcome = FactorBlock(block, packed, inverse, rule);
                if (outcome != LdlOutcome.Factored) return outcome;
                if (block.Below == 0) continue;
                for (var child = structure.FirstChild[s]; child != -1; child = structure.NextSibling[child])
                    AddToUpdate(block, new Block(structure, child, l, update), slots + structure.RowPointers[child]);
            }
        }

        return LdlOutcome.Factored;
    }

    public override void Solve(Span<double> x, Span<double> scratch)
    {
        fixed (double* l = _values.Span, inverse = _inversePivots, b = x, t = scratch)
            BlockSolve.Single(_structure, l, inverse, b, t);
    }

    public override void SolveBlock(Span<double> x)
    {
        fixed (double* l = _values.Span, inverse = _inversePivots, b = x)
            BlockSolve.Many(_structure, l, inverse, b);
    }

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
                var slot = block.PaddedColumns + c;
                DenseKernels.SubtractProduct(
                    block.Update + c + ((nint)c * block.PaddedBelow), block.PaddedBelow,
                    block.Values + slot + ((nint)from * stride), stride,
                    packed + (slot / Tile * (nint)_packedStride), to - from,
                    block.PaddedBelow - c, Math.Min(Tile, block.Below - c), overwrite: from == 0);
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

        var below = stride - c - Tile;
        if (below > 0)
        {
            var row = c + Tile;
            DenseKernels.SolvePanel(corner + Tile, stride, below, lower, inverse + step, width, packed + (row / Tile * (nint)_packedStride), _packedStride);
        }

        return LdlOutcome.Factored;
    }

    private static void AddToPivotColumns(in Block parent, in Block child, int* slots)
    {
        for (var j = 0; j < child.Below && slots[j] < parent.Columns; j++)
            AddColumn(parent.Values + ((nint)slots[j] * parent.Slots), child, j, slots);
    }

    private static void AddToUpdate(in Block parent, in Block child, int* slots)
    {
        var j = 0;
        while (j < child.Below && slots[j] < parent.Columns) j++;
        for (; j < child.Below; j++)
        {
            var column = slots[j] - parent.PaddedColumns;
            AddColumn(parent.Update + ((nint)column * parent.PaddedBelow) - parent.PaddedColumns, child, j, slots);
        }
    }

    /// <summary>target[slots[i]] += S[i, j] for i >= j; the rows from <see cref="Block.RunStart"/> on are consecutive in the parent.</summary>
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
            PaddedColumns = SupernodeStructure.Pad(Columns);
            PaddedBelow = SupernodeStructure.Pad(Below);
            RunStart = structure.RunStarts[s];
            Values = values + structure.ValuePointers[s];
            Update = updates + structure.UpdatePointers[s];
        }

        public int First { get; }

        public int Columns { get; }

        public int Below { get; }

        public int PaddedColumns { get; }

        public int PaddedBelow { get; }

        public int Slots => PaddedColumns + PaddedBelow;

        public int RunStart { get; }

        public double* Values { get; }

        public double* Update { get; }
    }
}

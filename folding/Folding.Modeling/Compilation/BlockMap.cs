using System.Runtime.CompilerServices;

namespace Folding.Modeling;

/// <summary>
/// Where the registers of a block of instances come from or go to: pairs of a register position and a place of a vector,
/// each with a factor, in the order of the blocks.
/// </summary>
internal sealed class BlockMap
{
    private readonly int[] _positions, _places, _starts;
    private readonly double[] _factors;

    private BlockMap(Builder builder)
    {
        _positions = [.. builder.Positions];
        _places = [.. builder.Places];
        _factors = [.. builder.Factors];
        _starts = [.. builder.Starts];
    }

    /// <summary>vector[place] += factor register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scatter(int block, ReadOnlySpan<double> registers, Span<double> vector)
    {
        for (var k = _starts[block]; k < _starts[block + 1]; k++) vector[_places[k]] += _factors[k] * registers[_positions[k]];
    }

    /// <summary>register += factor vector[place].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather(int block, ReadOnlySpan<double> vector, Span<double> registers)
    {
        if (vector.IsEmpty) return;
        for (var k = _starts[block]; k < _starts[block + 1]; k++) registers[_positions[k]] += _factors[k] * vector[_places[k]];
    }

    /// <summary>Collects the pairs, instance by instance.</summary>
    /// <param name="capacity">How many are expected.</param>
    internal sealed class Builder(int capacity)
    {
        public List<int> Positions { get; } = new(capacity);

        public List<int> Places { get; } = new(capacity);

        public List<double> Factors { get; } = new(capacity);

        public List<int> Starts { get; } = [0];

        /// <summary>Adds a pair; instances must not decrease. A register that does not exist is left out.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Add(int instance, int? register, int place, double factor = 1)
        {
            FinishBlocks(instance / Tape.Lanes);
            if (register is not { } offset) return;
            Positions.Add(offset + instance % Tape.Lanes);
            Places.Add(place);
            Factors.Add(factor);
        }

        public BlockMap Build(int instances)
        {
            FinishBlocks((instances + Tape.Lanes - 1) / Tape.Lanes);
            return new(this);
        }

        private void FinishBlocks(int count)
        {
            while (Starts.Count <= count) Starts.Add(Positions.Count);
        }
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace Folding.Modeling;

/// <summary>A function of an element that takes part in a row with a numeric coefficient.</summary>
internal readonly record struct ElementUse(int Instance, int Output, int Row, double Coefficient);

/// <summary>
/// Elements of one structure, thousands of them in a network: one template, and arrays of what differs, laid out by place so
/// that a block of instances is contiguous. Evaluations add to what they are given. Immutable after
/// <see cref="Bind"/>; registers are rented for each call, so that any number of threads may evaluate.
/// </summary>
internal sealed class ElementGroup
{
    private readonly Template _template;
    private readonly int _count;
    private readonly int[][] _variables, _parameters;
    private readonly double[][] _data;
    private readonly ElementUse[] _uses;
    private readonly BlockMap _values;
    private BlockMap? _jacobian, _hessian, _hessianWeights;
    private readonly Lazy<ParameterMaps> _maps;

    /// <param name="template">The structure.</param>
    /// <param name="elements">The instances.</param>
    /// <param name="uses">In the order of the instances.</param>
    public ElementGroup(Template template, List<Element> elements, List<ElementUse> uses)
    {
        _template = template;
        _count = elements.Count;
        _variables = ByPlace(template.VariableCount, elements, static e => e.Variables);
        _parameters = ByPlace(template.ParameterCount, elements, static e => e.Parameters);
        _data = ByPlace(template.DataCount, elements, static e => e.Data);
        _uses = [.. uses];
        _values = Uses(k => template.Values.Outputs[k]);
        _maps = new(() => new(this));
    }

    /// <summary>Adds row and variable of every entry of the Jacobian, in the order that <see cref="Bind"/> expects.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ListJacobian(List<(int Row, int Column)> entries)
    {
        foreach (var use in _uses)
        {
            foreach (var (output, variable) in _template.Jacobian.Entries)
            {
                if (output == use.Output) entries.Add((use.Row, _variables[variable][use.Instance]));
            }
        }
    }

    /// <summary>Adds the variables of every entry of the Hessian, the smaller first, in the order that <see cref="Bind"/> expects.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ListHessian(List<(int Row, int Column)> entries)
    {
        for (var instance = 0; instance < _count; instance++)
        {
            foreach (var (i, j) in _template.Hessian.Entries)
            {
                int a = _variables[i][instance], b = _variables[j][instance];
                entries.Add(a < b ? (a, b) : (b, a));
            }
        }
    }

    /// <summary>Says where the entries of the derivatives are stored; consumes the slots that belong to this group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Bind(ref ReadOnlySpan<int> jacobianSlots, ref ReadOnlySpan<int> hessianSlots)
    {
        var jacobian = new BlockMap.Builder(_uses.Length * _template.Jacobian.Entries.Length / _template.OutputCount);
        foreach (var use in _uses)
        {
            for (var e = 0; e < _template.Jacobian.Entries.Length; e++)
            {
                if (_template.Jacobian.Entries[e].Output == use.Output)
                    jacobian.Add(use.Instance, _template.Jacobian.Tape.Outputs[e], Take(ref jacobianSlots), use.Coefficient);
            }
        }

        _jacobian = jacobian.Build(_count);
        if (hessianSlots.IsEmpty) return;
        var hessian = new BlockMap.Builder(_count * _template.Hessian.Entries.Length);
        for (var instance = 0; instance < _count; instance++)
        {
            foreach (var register in _template.Hessian.Tape.Outputs) hessian.Add(instance, register, Take(ref hessianSlots));
        }

        _hessian = hessian.Build(_count);
        _hessianWeights = Uses(k => _template.Hessian.Tape.Input(_template.FirstMultiplier + k));
    }

    /// <summary>rows += values.</summary>
    public void AddValues(ReadOnlySpan<double> x, ReadOnlySpan<double> p, Span<double> rows)
    {
        var tape = _template.Values;
        var registers = Rent(tape);
        for (var block = 0; block < Blocks; block++)
        {
            tape.Run(registers, Load(tape, block, x, p, registers));
            _values.Scatter(block, registers, rows);
        }

        ArrayPool<double>.Shared.Return(registers);
    }

    /// <summary>values[slot] += derivatives of the rows.</summary>
    public void AddJacobian(ReadOnlySpan<double> x, ReadOnlySpan<double> p, Span<double> values)
    {
        var tape = _template.Jacobian.Tape;
        var registers = Rent(tape);
        for (var block = 0; block < Blocks; block++)
        {
            tape.Run(registers, Load(tape, block, x, p, registers));
            _jacobian!.Scatter(block, registers, values);
        }

        ArrayPool<double>.Shared.Return(registers);
    }

    /// <summary>values[slot] += second derivatives of Σ multipliers[row] row.</summary>
    public void AddHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> p, ReadOnlySpan<double> multipliers, Span<double> values)
    {
        // A group of elements without curvature has no entries and got no slots.
        if (_hessian is null) return;
        var tape = _template.Hessian.Tape;
        var registers = Rent(tape);
        for (var block = 0; block < Blocks; block++)
        {
            var lanes = Load(tape, block, x, p, registers);
            Clear(tape, _template.FirstMultiplier, _template.OutputCount, registers);
            _hessianWeights!.Gather(block, multipliers, registers);
            tape.Run(registers, lanes);
            _hessian.Scatter(block, registers, values);
        }

        ArrayPool<double>.Shared.Return(registers);
    }

    /// <summary>gradient += ∂/∂p of Σ weights[row] row + stationarity' ∇_x Σ multipliers[row] row.</summary>
    public void AddParameterGradient(
        ReadOnlySpan<double> x, ReadOnlySpan<double> p, ReadOnlySpan<double> weights, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> stationarity, Span<double> gradient)
    {
        if (_template.ParameterCount == 0) return;
        var maps = _maps.Value;
        var tape = _template.Reverse.Tape;
        var registers = Rent(tape);
        for (var block = 0; block < Blocks; block++)
        {
            var lanes = Load(tape, block, x, p, registers);
            Clear(tape, _template.FirstWeight, 2 * _template.OutputCount + _template.VariableCount, registers);
            maps.Weights.Gather(block, weights, registers);
            maps.Multipliers.Gather(block, multipliers, registers);
            maps.Stationarity.Gather(block, stationarity, registers);
            tape.Run(registers, lanes);
            maps.Gradient.Scatter(block, registers, gradient);
        }

        ArrayPool<double>.Shared.Return(registers);
    }

    /// <summary>rows += derivative of the rows along dp; stationarity += derivative of ∇_x Σ multipliers[row] row along dp.</summary>
    public void AddParameterTangent(
        ReadOnlySpan<double> x, ReadOnlySpan<double> p, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> direction, Span<double> rows, Span<double> stationarity)
    {
        if (_template.ParameterCount == 0) return;
        var maps = _maps.Value;
        Along(_template.Forward.Functions.Tape, maps.Functions, x, p, multipliers, direction, rows);
        Along(_template.Forward.Gradient.Tape, maps.LagrangianGradient, x, p, multipliers, direction, stationarity);
    }

    private void Along(
        Tape tape, (BlockMap Multipliers, BlockMap Direction, BlockMap Result) maps,
        ReadOnlySpan<double> x, ReadOnlySpan<double> p, ReadOnlySpan<double> multipliers, ReadOnlySpan<double> direction, Span<double> result)
    {
        var registers = Rent(tape);
        for (var block = 0; block < Blocks; block++)
        {
            var lanes = Load(tape, block, x, p, registers);
            Clear(tape, _template.FirstMultiplier, _template.OutputCount, registers);
            Clear(tape, _template.FirstDirection, _template.ParameterCount, registers);
            maps.Multipliers.Gather(block, multipliers, registers);
            maps.Direction.Gather(block, direction, registers);
            tape.Run(registers, lanes);
            maps.Result.Scatter(block, registers, result);
        }

        ArrayPool<double>.Shared.Return(registers);
    }

    private int Blocks => (_count + Tape.Lanes - 1) / Tape.Lanes;

    private static double[] Rent(Tape tape)
    {
        var registers = ArrayPool<double>.Shared.Rent(tape.Length);
        tape.LoadConstants(registers);
        return registers;
    }

    /// <summary>Loads x, d and p of a block; returns the number of its instances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Load(Tape tape, int block, ReadOnlySpan<double> x, ReadOnlySpan<double> p, Span<double> registers)
    {
        var start = block * Tape.Lanes;
        var lanes = Math.Min(Tape.Lanes, _count - start);
        for (var i = 0; i < _variables.Length; i++)
        {
            if (tape.Input(i) is { } register) Pick(x, _variables[i].AsSpan(start, lanes), registers[register..]);
        }

        for (var k = 0; k < _data.Length; k++)
        {
            if (tape.Input(_template.FirstData + k) is { } register) _data[k].AsSpan(start, lanes).CopyTo(registers[register..]);
        }

        for (var j = 0; j < _parameters.Length; j++)
        {
            if (tape.Input(_template.FirstParameter + j) is { } register) Pick(p, _parameters[j].AsSpan(start, lanes), registers[register..]);
        }

        return lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pick(ReadOnlySpan<double> vector, ReadOnlySpan<int> places, Span<double> register)
    {
        for (var lane = 0; lane < places.Length; lane++) register[lane] = vector[places[lane]];
    }

    private static void Clear(Tape tape, int firstInput, int count, Span<double> registers)
    {
        for (var input = firstInput; input < firstInput + count; input++)
        {
            if (tape.Input(input) is { } register) registers.Slice(register, Tape.Lanes).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private BlockMap Uses(Func<int, int?> register)
    {
        var builder = new BlockMap.Builder(_uses.Length);
        foreach (var use in _uses) builder.Add(use.Instance, register(use.Output), use.Row, use.Coefficient);
        return builder.Build(_count);
    }

    /// <summary>Between a register for each of some places of the template and the entries of a vector that the instances name.</summary>
    private BlockMap Places(int[] places, int[][] entries, Func<int, int?> register)
    {
        var builder = new BlockMap.Builder(_count * places.Length);
        for (var instance = 0; instance < _count; instance++)
        {
            for (var k = 0; k < places.Length; k++) builder.Add(instance, register(k), entries[places[k]][instance]);
        }

        return builder.Build(_count);
    }

    private static int Take(ref ReadOnlySpan<int> slots)
    {
        var slot = slots[0];
        slots = slots[1..];
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T[][] ByPlace<T>(int places, List<Element> elements, Func<Element, T[]> list)
    {
        var byPlace = new T[places][];
        for (var k = 0; k < places; k++)
        {
            byPlace[k] = new T[elements.Count];
            for (var instance = 0; instance < elements.Count; instance++) byPlace[k][instance] = list(elements[instance])[k];
        }

        return byPlace;
    }

    /// <summary>What derivatives in the parameters read and write; made when first asked for.</summary>
    private sealed class ParameterMaps
    {
        public ParameterMaps(ElementGroup group)
        {
            var template = group._template;
            int[] variables = [.. Enumerable.Range(0, template.VariableCount)], parameters = [.. Enumerable.Range(0, template.ParameterCount)];
            var reverse = template.Reverse;
            Weights = group.Uses(k => reverse.Tape.Input(template.FirstWeight + k));
            Multipliers = group.Uses(k => reverse.Tape.Input(template.FirstMultiplier + k));
            Stationarity = group.Places(variables, group._variables, k => reverse.Tape.Input(template.FirstStationarity + k));
            Gradient = group.Places(reverse.Entries, group._parameters, k => reverse.Tape.Outputs[k]);

            var (functions, gradient) = template.Forward;
            var register = new int?[template.OutputCount];
            for (var k = 0; k < functions.Entries.Length; k++) register[functions.Entries[k]] = functions.Tape.Outputs[k];
            Functions = (MultipliersOf(functions.Tape), DirectionOf(functions.Tape), group.Uses(k => register[k]));
            LagrangianGradient = (MultipliersOf(gradient.Tape), DirectionOf(gradient.Tape), group.Places(gradient.Entries, group._variables, k => gradient.Tape.Outputs[k]));

            BlockMap MultipliersOf(Tape tape) => group.Uses(k => tape.Input(template.FirstMultiplier + k));
            BlockMap DirectionOf(Tape tape) => group.Places(parameters, group._parameters, k => tape.Input(template.FirstDirection + k));
        }

        public BlockMap Weights { get; }

        public BlockMap Multipliers { get; }

        public BlockMap Stationarity { get; }

        public BlockMap Gradient { get; }

        public (BlockMap Multipliers, BlockMap Direction, BlockMap Result) Functions { get; }

        public (BlockMap Multipliers, BlockMap Direction, BlockMap Result) LagrangianGradient { get; }
    }
}

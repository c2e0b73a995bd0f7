using System.Runtime.CompilerServices;

namespace Folding.Modeling;

/// <summary>
/// Turns nodes of a graph into the instructions of a <see cref="Tape"/>: what the outputs need, in the order of the graph,
/// with registers reused as soon as their last reader has run, so that a block of instances stays in the first-level cache.
/// </summary>
internal sealed class TapeWriter
{
    private readonly ExpressionGraph _graph;
    private readonly int[] _lastUse;
    private readonly int[] _registers;
    private readonly Stack<int> _free = [];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TapeWriter(ExpressionGraph graph, ReadOnlySpan<int> outputs)
    {
        _graph = graph;
        var top = 0;
        foreach (var output in outputs) top = Math.Max(top, output + 1);
        _lastUse = new int[top];
        _registers = new int[top];
        Array.Fill(_lastUse, -1);
        // Outputs are read after the last instruction.
        foreach (var output in outputs) _lastUse[output] = int.MaxValue;
        FindLastUses();
        for (var node = 0; node < top; node++)
        {
            if (_lastUse[node] >= 0) Write(node);
        }

        Outputs = new int[outputs.Length];
        for (var k = 0; k < outputs.Length; k++) Outputs[k] = _registers[outputs[k]];
    }

    public List<Instruction> Instructions { get; } = [];

    public Dictionary<int, int> Inputs { get; } = [];

    public List<(int Register, double Value)> Constants { get; } = [];

    public int[] Outputs { get; }

    /// <summary>Numbers that the registers take.</summary>
    public int Length { get; private set; }

    /// <summary>The tape that computes the outputs; every variable leaf is an input by its number.</summary>
    public static Tape Compile(ExpressionGraph graph, ReadOnlySpan<int> outputs) => new(new TapeWriter(graph, outputs));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindLastUses()
    {
        for (var node = _lastUse.Length - 1; node >= 0; node--)
        {
            var operation = _graph.OperationOf(node);
            if (_lastUse[node] < 0 || operation.IsLeaf()) continue;
            Touch(_graph.Left(node), node);
            if (operation.IsBinary() && operation != Operation.Power) Touch(_graph.Right(node), node);
        }
    }

    private void Touch(int operand, int user)
    {
        if (_lastUse[operand] < user) _lastUse[operand] = user;
    }

    private void Write(int node)
    {
        var operation = _graph.OperationOf(node);
        if (operation.IsLeaf())
        {
            // Leaves keep their registers: constants are loaded once, and inputs are loaded before the first instruction.
            _registers[node] = NewRegister();
            if (operation == Operation.Constant) Constants.Add((_registers[node], _graph.ValueOf(node)));
            else Inputs.Add(_graph.Left(node), _registers[node]);
            return;
        }

        int a = _graph.Left(node), b = operation.IsBinary() && operation != Operation.Power ? _graph.Right(node) : a;
        // The result never takes the register of its own operand: powers read theirs again after writing.
        _registers[node] = _free.TryPop(out var register) ? register : NewRegister();
        Instructions.Add(new(operation, _registers[node], _registers[a], _registers[b], operation == Operation.Power ? _graph.ValueOf(_graph.Right(node)) : 0));
        Release(a, node);
        if (b != a) Release(b, node);
    }

    /// <summary>The offset of a register that was never used.</summary>
    private int NewRegister()
    {
        Length += Tape.Lanes;
        return Length - Tape.Lanes;
    }

    private void Release(int operand, int user)
    {
        if (_lastUse[operand] == user && !_graph.OperationOf(operand).IsLeaf()) _free.Push(_registers[operand]);
    }
}

using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Folding.Modeling;

/// <summary>
/// Nodes of a graph as a flat list of instructions on registers, without branches. A register holds one number for each of
/// up to <see cref="Lanes"/> instances, so that one pass over the instructions evaluates a block of instances of equal
/// structure with vector arithmetic. Immutable; the registers belong to the caller.
/// </summary>
internal sealed class Tape
{
    /// <summary>Instances that one run evaluates at most: enough to hide the cost of reading instructions, few enough for the registers to stay in cache.</summary>
    public const int Lanes = 64;

    private readonly Operation[] _operations;
    private readonly int[] _results, _left, _right;
    private readonly double[] _exponents;
    private readonly Dictionary<int, int> _inputs;
    private readonly (int Register, double Value)[] _constants;

    internal Tape(TapeWriter writer)
    {
        _operations = [.. writer.Instructions.Select(static i => i.Operation)];
        _results = [.. writer.Instructions.Select(static i => i.Result * Lanes)];
        _left = [.. writer.Instructions.Select(static i => i.Left * Lanes)];
        _right = [.. writer.Instructions.Select(static i => i.Right * Lanes)];
        _exponents = [.. writer.Instructions.Select(static i => i.Exponent)];
        _inputs = writer.Inputs;
        _constants = [.. writer.Constants];
        Length = writer.RegisterCount * Lanes;
        Outputs = [.. writer.Outputs.Select(static register => register * Lanes)];
    }

    /// <summary>Numbers that the registers take.</summary>
    public int Length { get; }

    /// <summary>Offset of the register of each output.</summary>
    public int[] Outputs { get; }

    /// <summary>Offset of the register of an input, or null where no output depends on it.</summary>
    public int? Input(int number) => _inputs.TryGetValue(number, out var register) ? register * Lanes : null;

    /// <summary>Fills the registers of constants; once before the first run on these registers.</summary>
    public void LoadConstants(Span<double> registers)
    {
        foreach (var (register, value) in _constants) registers.Slice(register * Lanes, Lanes).Fill(value);
    }

    /// <summary>Executes the instructions on the first <paramref name="lanes"/> numbers of the registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(Span<double> registers, int lanes)
    {
        for (var k = 0; k < _operations.Length; k++)
        {
            var result = registers.Slice(_results[k], lanes);
            ReadOnlySpan<double> a = registers.Slice(_left[k], lanes);
            ReadOnlySpan<double> b = registers.Slice(_right[k], lanes);
            switch (_operations[k])
            {
                case Operation.Add: TensorPrimitives.Add(a, b, result); break;
                case Operation.Subtract: TensorPrimitives.Subtract(a, b, result); break;
                case Operation.Multiply: TensorPrimitives.Multiply(a, b, result); break;
                case Operation.Divide: TensorPrimitives.Divide(a, b, result); break;
                case Operation.Negate: TensorPrimitives.Negate(a, result); break;
                case Operation.Power: Power(a, _exponents[k], result); break;
                case Operation.Exp: TensorPrimitives.Exp(a, result); break;
                case Operation.Log: TensorPrimitives.Log(a, result); break;
                case Operation.Sqrt: TensorPrimitives.Sqrt(a, result); break;
                case Operation.Sin: TensorPrimitives.Sin(a, result); break;
                case Operation.Cos: TensorPrimitives.Cos(a, result); break;
                case Operation.Tan: TensorPrimitives.Tan(a, result); break;
                case Operation.Asin: TensorPrimitives.Asin(a, result); break;
                case Operation.Acos: TensorPrimitives.Acos(a, result); break;
                case Operation.Atan: TensorPrimitives.Atan(a, result); break;
                case Operation.Sinh: TensorPrimitives.Sinh(a, result); break;
                case Operation.Cosh: TensorPrimitives.Cosh(a, result); break;
                case Operation.Tanh: TensorPrimitives.Tanh(a, result); break;
                default: throw new InvalidOperationException($"{_operations[k]} is no instruction.");
            }
        }
    }

    private static void Power(ReadOnlySpan<double> a, double exponent, Span<double> result)
    {
        if (exponent is < 3 or > 8 || exponent != Math.Floor(exponent))
        {
            TensorPrimitives.Pow(a, exponent, result);
            return;
        }

        TensorPrimitives.Multiply(a, a, result);
        for (var power = 2; power < exponent; power++) TensorPrimitives.Multiply(result, a, result);
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    private readonly Instruction[] _instructions;
    private readonly Dictionary<int, int> _inputs;
    private readonly (int Register, double Value)[] _constants;

    internal Tape(TapeWriter writer)
    {
        _instructions = [.. writer.Instructions];
        _inputs = writer.Inputs;
        _constants = [.. writer.Constants];
        Length = writer.Length;
        Outputs = writer.Outputs;
    }

    /// <summary>Numbers that the registers take.</summary>
    public int Length { get; }

    /// <summary>Offset of the register of each output.</summary>
    public int[] Outputs { get; }

    /// <summary>Offset of the register of an input, or null where no output depends on it.</summary>
    public int? Input(int number) => _inputs.TryGetValue(number, out var register) ? register : null;

    /// <summary>Fills the registers of constants; once before the first run on these registers.</summary>
    public void LoadConstants(Span<double> registers)
    {
        foreach (var (register, value) in _constants) registers.Slice(register, Lanes).Fill(value);
    }

    /// <summary>Executes the instructions on the first <paramref name="lanes"/> numbers of the registers, and on some behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(Span<double> registers, int lanes)
    {
        // Registers end at a multiple of every vector's size, so that arithmetic needs no remainder.
        lanes = (lanes + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        foreach (ref readonly var instruction in _instructions.AsSpan())
        {
            var result = registers.Slice(instruction.Result, lanes);
            ReadOnlySpan<double> a = registers.Slice(instruction.Left, lanes);
            ReadOnlySpan<double> b = registers.Slice(instruction.Right, lanes);
            switch (instruction.Operation)
            {
                case Operation.Add: Each<Sum>(a, b, result); break;
                case Operation.Subtract: Each<Difference>(a, b, result); break;
                case Operation.Multiply: Each<Product>(a, b, result); break;
                case Operation.Divide: Each<Quotient>(a, b, result); break;
                case Operation.Negate: Each<Negative>(a, a, result); break;
                case Operation.Power: Power(a, instruction.Exponent, result); break;
                case Operation.Exp: Each<Exponential>(a, a, result); break;
                case Operation.Log: Each<Logarithm>(a, a, result); break;
                case Operation.Sqrt: Each<Root>(a, a, result); break;
                case Operation.Sin: Each<Sine>(a, a, result); break;
                case Operation.Cos: Each<Cosine>(a, a, result); break;
                case Operation.Tan: TensorPrimitives.Tan(a, result); break;
                case Operation.Asin: TensorPrimitives.Asin(a, result); break;
                case Operation.Acos: TensorPrimitives.Acos(a, result); break;
                case Operation.Atan: TensorPrimitives.Atan(a, result); break;
                case Operation.Sinh: TensorPrimitives.Sinh(a, result); break;
                case Operation.Cosh: TensorPrimitives.Cosh(a, result); break;
                case Operation.Tanh: TensorPrimitives.Tanh(a, result); break;
                default: throw new InvalidOperationException($"{instruction.Operation} is no instruction.");
            }
        }
    }

    // What most instructions are, spelled out: the tensor library's loops cost several times as much on so few numbers, and most of the
    // just-in-time compiler's time in a program that solves one model.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each<TOperation>(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
        where TOperation : struct, IVectorOperation
    {
        ref double first = ref MemoryMarshal.GetReference(a), second = ref MemoryMarshal.GetReference(b), to = ref MemoryMarshal.GetReference(result);
        for (nuint k = 0; k < (nuint)result.Length; k += (nuint)Vector<double>.Count) TOperation.Of(Vector.LoadUnsafe(ref first, k), Vector.LoadUnsafe(ref second, k)).StoreUnsafe(ref to, k);
    }

    private static void Power(ReadOnlySpan<double> a, double exponent, Span<double> result)
    {
        if (exponent is < 3 or > 8 || exponent != Math.Floor(exponent))
        {
            TensorPrimitives.Pow(a, exponent, result);
            return;
        }

        Each<Product>(a, a, result);
        for (var power = 2; power < exponent; power++) Each<Product>(result, a, result);
    }

    /// <summary>An operation on a vector of numbers, or on two.</summary>
    private interface IVectorOperation
    {
        static abstract Vector<double> Of(Vector<double> a, Vector<double> b);
    }

    private readonly struct Sum : IVectorOperation
    {
        public static Vector<double> Of(Vector<double> a, Vector<double> b) => a + b;
    }

    private readonly struct Difference : IVectorOperation
    {
        public static Vector<double> Of(Vector<double> a, Vector<double> b) => a - b;
    }

    private readonly struct Product : IVectorOperation
    {
        public static Vector<double> Of(Vector<double> a, Vector<double> b) => a * b;
    }

    private readonly struct Quotient : IVectorOperation
    {
        public static Vector<double> Of(Vector<double> a, Vector<double> b) => a / b;
    }

    private readonly struct Negative : IVectorOperation
    {
        public static Vector<double> Of(Vector<double> a, Vector<double> b) => -a;
    }

    private readonly struct Exponential : IVectorOperation
    {
        public static Vector<double> Of(Vector<double> a, Vector<double> b) => Vector.Exp(a);
    }

    private readonly struct Logarithm : IVectorOperation
    {
        public static Vector<double> Of(Vector<double> a, Vector<double> b) => Vector.Log(a);
    }

    private readonly struct Root : IVectorOperation
    {
        public static Vector<double> Of(Vector<double> a, Vector<double> b) => Vector.SquareRoot(a);
    }

    private readonly struct Sine : IVectorOperation
    {
        public static Vector<double> Of(Vector<double> a, Vector<double> b) => Vector.Sin(a);
    }

    private readonly struct Cosine : IVectorOperation
    {
        public static Vector<double> Of(Vector<double> a, Vector<double> b) => Vector.Cos(a);
    }
}

/// <summary>One operation; operands and result are offsets of registers.</summary>
internal readonly record struct Instruction(Operation Operation, int Result, int Left, int Right, double Exponent);

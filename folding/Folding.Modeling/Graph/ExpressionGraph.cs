using System.Globalization;
using System.Runtime.CompilerServices;

namespace Folding.Modeling;

/// <summary>
/// A growing acyclic graph of operations in which every subexpression exists once (hash consing): equal operations on equal
/// operands are one node. A node is its index; operands have smaller indices than the nodes that use them, so a loop over
/// indices is a traversal in topological order and nothing here recurses. Not thread-safe. What writing a model calls a hundred thousand times
/// is compiled optimized at once: the runtime would notice how often only when the model is built.
/// </summary>
internal sealed class ExpressionGraph
{
    /// <summary>No node: a term that is identically zero.</summary>
    public const int None = -1;

    /// <summary>The degree of everything that is not a polynomial of degree two or less.</summary>
    public const byte Nonlinear = 3;

    private Node[] _nodes = new Node[256];
    private int[] _table = new int[1024];

    public ExpressionGraph()
    {
        Zero = Constant(0);
        One = Constant(1);
    }

    /// <summary>Number of nodes.</summary>
    public int Count { get; private set; }

    /// <summary>The constant 0.</summary>
    public int Zero { get; }

    /// <summary>The constant 1.</summary>
    public int One { get; }

    public Operation OperationOf(int node) => _nodes[node].Operation;

    /// <summary>First operand; of a variable or parameter its number.</summary>
    public int Left(int node) => _nodes[node].Left;

    /// <summary>Second operand of a binary operation.</summary>
    public int Right(int node) => _nodes[node].Right;

    /// <summary>Degree as a polynomial in the variables (0 to 2), or <see cref="Nonlinear"/>.</summary>
    public byte VariableDegree(int node) => _nodes[node].VariableDegree;

    /// <summary>Degree in the leaves of one kind.</summary>
    public byte Degree(int node, Operation leaf) => leaf == Operation.Variable ? _nodes[node].VariableDegree : _nodes[node].ParameterDegree;

    public bool IsConstant(int node) => _nodes[node].Operation == Operation.Constant;

    /// <summary>The number of a constant, whose operands are the halves of its bits.</summary>
    public double ValueOf(int constant) => BitConverter.Int64BitsToDouble(((long)_nodes[constant].Right << 32) | (uint)_nodes[constant].Left);

    private bool Is(int node, double value) => IsConstant(node) && ValueOf(node) == value;

    public bool IsZero(int node) => node == None || node == Zero;

    /// <exception cref="ArgumentException">The number is not finite.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Constant(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{value} cannot take part in an expression; numbers must be finite (an infinite bound stands alone on its side of a constraint)."));
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0); // −0 and 0 are one node.
        return Intern(Operation.Constant, (int)bits, (int)(bits >> 32), 0, 0);
    }

    /// <summary>The variable or parameter of a number.</summary>
    public int Leaf(Operation kind, int number) =>
        Intern(kind, number, 0, (byte)(kind == Operation.Variable ? 1 : 0), (byte)(kind == Operation.Parameter ? 1 : 0));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(int a, int b)
    {
        if (IsConstant(a) && IsConstant(b)) return Folded(Operation.Add, a, b);
        if (a == Zero) return b;
        if (b == Zero) return a;
        if (OperationOf(b) == Operation.Negate) return Subtract(a, Left(b));
        if (OperationOf(a) == Operation.Negate) return Subtract(b, Left(a));
        return Intern(Operation.Add, a, b, Math.Max(_nodes[a].VariableDegree, _nodes[b].VariableDegree), Math.Max(_nodes[a].ParameterDegree, _nodes[b].ParameterDegree));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Subtract(int a, int b)
    {
        if (IsConstant(a) && IsConstant(b)) return Folded(Operation.Subtract, a, b);
        if (a == b) return Zero;
        if (b == Zero) return a;
        if (a == Zero) return Negate(b);
        if (OperationOf(b) == Operation.Negate) return Add(a, Left(b));
        return Intern(Operation.Subtract, a, b, Math.Max(_nodes[a].VariableDegree, _nodes[b].VariableDegree), Math.Max(_nodes[a].ParameterDegree, _nodes[b].ParameterDegree));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Multiply(int a, int b)
    {
        if (IsConstant(a) && IsConstant(b)) return Folded(Operation.Multiply, a, b);
        if (IsConstant(b)) (a, b) = (b, a);
        if (IsConstant(a))
        {
            if (a == Zero) return a;
            if (a == One) return b;
            if (Is(a, -1)) return Negate(b);
        }

        if (OperationOf(a) == Operation.Negate) return Negate(Multiply(Left(a), b));
        if (OperationOf(b) == Operation.Negate) return IsConstant(a) ? Multiply(Negate(a), Left(b)) : Negate(Multiply(a, Left(b)));
        return Intern(Operation.Multiply, a, b, Product(_nodes[a].VariableDegree, _nodes[b].VariableDegree), Product(_nodes[a].ParameterDegree, _nodes[b].ParameterDegree));
    }

    public int Divide(int a, int b)
    {
        if (IsConstant(a) && IsConstant(b)) return Folded(Operation.Divide, a, b);
        if (a == Zero || b == One) return a;
        if (Is(b, -1)) return Negate(a);
        if (b == Zero) throw new ArgumentException("An expression is divided by the constant 0.");
        if (OperationOf(a) == Operation.Negate) return Negate(Divide(Left(a), b));
        return Intern(Operation.Divide, a, b, Quotient(_nodes[a].VariableDegree, _nodes[b].VariableDegree), Quotient(_nodes[a].ParameterDegree, _nodes[b].ParameterDegree));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Negate(int a)
    {
        if (IsConstant(a)) return Folded(Operation.Negate, a, a);
        return OperationOf(a) switch
        {
            Operation.Negate => Left(a),
            Operation.Subtract => Subtract(Right(a), Left(a)),
            _ => Intern(Operation.Negate, a, 0, _nodes[a].VariableDegree, _nodes[a].ParameterDegree),
        };
    }

    /// <summary>a to a constant power; the powers that are simpler operations become those.</summary>
    public int Power(int a, double exponent)
    {
        if (exponent == 0) return One;
        if (exponent == 1) return a;
        if (exponent == 2) return Multiply(a, a);
        if (exponent == -1) return Divide(One, a);
        if (exponent == 0.5) return Function(Operation.Sqrt, a);
        var power = Constant(exponent);
        return IsConstant(a) ? Folded(Operation.Power, a, power) : Intern(Operation.Power, a, power, Curved(_nodes[a].VariableDegree), Curved(_nodes[a].ParameterDegree));
    }

    /// <summary>A function of one operand.</summary>
    public int Function(Operation function, int a) =>
        IsConstant(a) ? Folded(function, a, a) : Intern(function, a, 0, Curved(_nodes[a].VariableDegree), Curved(_nodes[a].ParameterDegree));

    /// <summary>Any operation by its name, simplified.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Apply(Operation operation, int a, int b) => operation switch
    {
        Operation.Add => Add(a, b),
        Operation.Subtract => Subtract(a, b),
        Operation.Multiply => Multiply(a, b),
        Operation.Divide => Divide(a, b),
        Operation.Negate => Negate(a),
        Operation.Power => Power(a, ValueOf(b)),
        _ => Function(operation, a),
    };

    private static byte Curved(byte degree) => degree == 0 ? (byte)0 : Nonlinear;

    private static byte Product(byte a, byte b) => (byte)Math.Min(a + b, Nonlinear);

    private static byte Quotient(byte numerator, byte denominator) => denominator == 0 ? numerator : Nonlinear;

    private int Folded(Operation operation, int a, int b)
    {
        var value = operation.Apply(ValueOf(a), ValueOf(b));
        return double.IsFinite(value)
            ? Constant(value)
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{operation}({ValueOf(a)}{(operation.IsBinary() ? string.Create(CultureInfo.InvariantCulture, $", {ValueOf(b)}") : "")}) is {value}; a model's numbers must be finite."));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Intern(Operation operation, int left, int right, byte variableDegree, byte parameterDegree)
    {
        if (Find(operation, left, right, out var free) is var found and not None) return found;
        var node = Append(new(operation, left, right, variableDegree, parameterDegree));
        _table[free] = node + 1;
        if (Count * 2 > _table.Length) Rehash();
        return node;
    }

    /// <summary>The node of an operation, or none and the slot of the table where it belongs. The mirror image of a sum or product is the same node; which order is kept depends on who wrote first, so equal code gives equal structure.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Find(Operation operation, int left, int right, out int free)
    {
        var commutes = operation is Operation.Add or Operation.Multiply;
        var mask = _table.Length - 1;
        var hash = commutes && left > right ? Hash(operation, right, left) : Hash(operation, left, right);
        for (var slot = hash & mask; ; slot = (slot + 1) & mask)
        {
            free = slot;
            if (_table[slot] == 0) return None;
            ref var node = ref _nodes[_table[slot] - 1];
            if (node.Operation == operation && ((node.Left == left && node.Right == right) || (commutes && node.Left == right && node.Right == left))) return _table[slot] - 1;
        }
    }

    private int Append(Node node)
    {
        if (Count == _nodes.Length) Array.Resize(ref _nodes, 2 * Count);
        _nodes[Count] = node;
        return Count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rehash()
    {
        _table = new int[2 * _table.Length];
        for (var k = 0; k < Count; k++)
        {
            ref var node = ref _nodes[k];
            Find(node.Operation, node.Left, node.Right, out var free);
            _table[free] = k + 1;
        }
    }

    private static int Hash(Operation operation, int left, int right)
    {
        var hash = (uint)left * 0x9E3779B1u ^ (uint)right * 0x85EBCA77u ^ (uint)operation * 0xC2B2AE3Du;
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6Du;
        return (int)(hash ^ (hash >> 13)) & int.MaxValue;
    }

    private readonly record struct Node(Operation Operation, int Left, int Right, byte VariableDegree, byte ParameterDegree);
}

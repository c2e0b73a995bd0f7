namespace Folding.Modeling;

/// <summary>What a node of an <see cref="ExpressionGraph"/> is.</summary>
internal enum Operation : byte
{
    /// <summary>A number.</summary>
    Constant,

    /// <summary>A variable of the model; in a <see cref="Template"/>, any input.</summary>
    Variable,

    /// <summary>A parameter of the model.</summary>
    Parameter,

    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,

    /// <summary>A power with a constant exponent, the right operand.</summary>
    Power,

    Exp,
    Log,
    Sqrt,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
}

/// <summary>Questions asked of an <see cref="Operation"/>.</summary>
internal static class Operations
{
    public static bool IsLeaf(this Operation operation) => operation <= Operation.Parameter;

    public static bool IsBinary(this Operation operation) => operation is Operation.Add or Operation.Subtract or Operation.Multiply or Operation.Divide or Operation.Power;

    /// <summary>Functions of one operand other than the sign.</summary>
    public static bool IsFunction(this Operation operation) => operation >= Operation.Exp;

    /// <summary>The value of one operation on numbers; the reference that tapes are held to.</summary>
    public static double Apply(this Operation operation, double a, double b = 0) => operation switch
    {
        Operation.Add => a + b,
        Operation.Subtract => a - b,
        Operation.Multiply => a * b,
        Operation.Divide => a / b,
        Operation.Negate => -a,
        Operation.Power => Math.Pow(a, b),
        Operation.Exp => Math.Exp(a),
        Operation.Log => Math.Log(a),
        Operation.Sqrt => Math.Sqrt(a),
        Operation.Sin => Math.Sin(a),
        Operation.Cos => Math.Cos(a),
        Operation.Tan => Math.Tan(a),
        Operation.Asin => Math.Asin(a),
        Operation.Acos => Math.Acos(a),
        Operation.Atan => Math.Atan(a),
        Operation.Sinh => Math.Sinh(a),
        Operation.Cosh => Math.Cosh(a),
        Operation.Tanh => Math.Tanh(a),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "A leaf has no operands."),
    };
}

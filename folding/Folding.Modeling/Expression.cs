using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Folding.Modeling;

/// <summary>
/// A formula in the variables and parameters of one model. Numbers convert to expressions; operators and the
/// <see cref="Functions"/> make larger ones; comparisons make constraints. Equal subexpressions are stored once, whoever wrote them.
/// </summary>
/// <remarks>
/// There is no operator <c>^</c>: C# gives it a lower precedence than + and ==, so that x^2 + 1 would mean x^(2 + 1). Write
/// <c>Pow(x, 2)</c> or <c>x * x</c>.
/// </remarks>
public class Expression
{
    private readonly double _number;

    internal Expression(ExpressionGraph? graph, int node, double number = 0)
    {
        Graph = graph;
        Node = node;
        _number = number;
    }

    /// <summary>The model's graph; null for a number, which belongs to every model.</summary>
    internal ExpressionGraph? Graph { get; }

    internal int Node { get; }

    /// <summary>The number that this is, if it is one.</summary>
    internal double? Number => Graph is null ? _number : Graph.IsConstant(Node) ? Graph.ValueOf(Node) : null;

    /// <summary>A number as an expression. Infinite ones can only stand alone as bounds.</summary>
    /// <exception cref="ArgumentException">The number is NaN.</exception>
    public static implicit operator Expression(double number) =>
        double.IsNaN(number) ? throw new ArgumentException("NaN cannot take part in a model.", nameof(number)) : new(null, 0, number);

    /// <summary>The sum.</summary>
    public static Expression operator +(Expression left, Expression right) => Combine(left, right, Operation.Add);

    /// <summary>The difference.</summary>
    public static Expression operator -(Expression left, Expression right) => Combine(left, right, Operation.Subtract);

    /// <summary>The product.</summary>
    public static Expression operator *(Expression left, Expression right) => Combine(left, right, Operation.Multiply);

    /// <summary>The quotient.</summary>
    public static Expression operator /(Expression left, Expression right) => Combine(left, right, Operation.Divide);

    /// <summary>The negative.</summary>
    public static Expression operator -(Expression operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        return operand.Graph is { } graph ? new Expression(graph, graph.Negate(operand.Node)) : -operand._number;
    }

    /// <summary>The operand itself.</summary>
    public static Expression operator +(Expression operand) => operand;

    /// <summary>The constraint left ≤ right; a second comparison makes it two-sided: <c>low &lt;= x &lt;= high</c>.</summary>
    public static Relation operator <=(Expression left, Expression right) => new(left, right, Comparison.AtMost);

    /// <summary>The constraint left ≥ right.</summary>
    public static Relation operator >=(Expression left, Expression right) => new(left, right, Comparison.AtLeast);

    /// <summary>The constraint left = right.</summary>
    public static Relation operator ==(Expression left, Expression right) => new(left, right, Comparison.Equal);

    /// <summary>Not a constraint: the compiler asks for the operator.</summary>
    [Obsolete("A constraint cannot say that two expressions differ: use <=, >= or ==.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Relation operator !=(Expression left, Expression right) => throw new NotSupportedException();

    /// <summary>Refused by the compiler.</summary>
    [Obsolete("C# gives ^ a lower precedence than + and ==: write Pow(x, 2) or x * x.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Expression operator ^(Expression left, Expression right) => throw new NotSupportedException();

    /// <summary>True for the same expression of the same model.</summary>
    public override bool Equals(object? obj) => obj is Expression other && ReferenceEquals(Graph, other.Graph) && Node == other.Node && _number.Equals(other._number);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Graph, Node, _number);

    /// <summary>The node of this expression in a model's graph.</summary>
    /// <exception cref="ArgumentException">It belongs to another model, or is an infinite number.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int In(ExpressionGraph graph)
    {
        if (Graph is null) return graph.Constant(_number);
        return ReferenceEquals(Graph, graph) ? Node : throw new ArgumentException($"{this} belongs to another model; symbols of different models cannot be mixed.");
    }

    /// <summary>A function of this expression.</summary>
    internal Expression Map(Func<double, double> ofNumber, Func<ExpressionGraph, int, int> ofNode) =>
        Graph is null ? ofNumber(_number) : new Expression(Graph, ofNode(Graph, Node));

    /// <summary>What a message calls this expression.</summary>
    public override string ToString() =>
        Number is { } number ? number.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "an expression";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Expression Combine(Expression left, Expression right, Operation operation)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var graph = left.Graph ?? right.Graph;
        return graph is null
            ? operation.Apply(left._number, right._number)
            : new Expression(graph, graph.Apply(operation, left.In(graph), right.In(graph)));
    }
}

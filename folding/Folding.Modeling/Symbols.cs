namespace Folding.Modeling;

/// <summary>A variable of a model: what a solver chooses.</summary>
public sealed class Variable : Expression
{
    private readonly SymbolFamily _family;
    private readonly int _position;

    internal Variable(ExpressionGraph graph, int number, SymbolFamily family, int position)
        : base(graph, graph.Leaf(Operation.Variable, number)) => (Number, _family, _position) = (number, family, position);

    /// <summary>The name, with the index where there is one: <c>g[3]</c>.</summary>
    public string Name => _family.NameAt(_position);

    /// <summary>Place in the primal point of the program that is built, in the order of declaration.</summary>
    public new int Number { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>
/// A parameter of a model: a number that may change between solves, and that solutions are differentiated by. It may stand
/// anywhere: in the objective, in constraints, in bounds.
/// </summary>
public sealed class Parameter : Expression
{
    private readonly SymbolFamily _family;
    private readonly int _position;

    internal Parameter(ExpressionGraph graph, int number, SymbolFamily family, int position)
        : base(graph, graph.Leaf(Operation.Parameter, number)) => (Number, _family, _position) = (number, family, position);

    /// <summary>The name, with the index where there is one.</summary>
    public string Name => _family.NameAt(_position);

    /// <summary>Place among the parameters of the model, in the order of declaration.</summary>
    public new int Number { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A constraint of a model, by which its multiplier is read back.</summary>
public sealed class Constraint
{
    private readonly SymbolFamily _family;
    private readonly int _position;

    internal Constraint(ExpressionGraph graph, int row, SymbolFamily family, int position) => (Graph, Row, _family, _position) = (graph, row, family, position);

    /// <summary>The name, with the index where there is one.</summary>
    public string Name => _family.NameAt(_position);

    /// <summary>Row of the program that is built, in the order of declaration.</summary>
    public int Row { get; }

    internal ExpressionGraph Graph { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

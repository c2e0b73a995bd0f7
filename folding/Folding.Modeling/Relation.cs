namespace Folding.Modeling;

/// <summary>How the sides of a <see cref="Relation"/> compare.</summary>
internal enum Comparison
{
    AtMost,
    AtLeast,
    Equal,
}

/// <summary>
/// A comparison of expressions, made by <c>&lt;=</c>, <c>&gt;=</c> and <c>==</c>; <see cref="Model.SubjectTo(Relation, string?)"/> makes it a constraint. A side free of
/// variables is a bound and may contain parameters. Not a truth value.
/// </summary>
public sealed class Relation
{
    private readonly Expression _left, _right;
    private readonly Expression? _third;
    private readonly Comparison _comparison;

    internal Relation(Expression left, Expression right, Comparison comparison, Expression? third = null)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        (_left, _right, _comparison, _third) = (left, right, comparison, third);
    }

    /// <summary>The two-sided constraint <c>low ≤ body ≤ upper</c>, from <c>low &lt;= body</c>.</summary>
    /// <exception cref="ArgumentException">The first comparison is not <c>&lt;=</c>, or is two-sided already.</exception>
    public static Relation operator <=(Relation first, Expression upper) => Extend(first, upper, Comparison.AtMost, "low <= body <= high");

    /// <summary>The two-sided constraint <c>upper ≥ body ≥ lower</c>, from <c>upper &gt;= body</c>.</summary>
    /// <exception cref="ArgumentException">The first comparison is not <c>&gt;=</c>, or is two-sided already.</exception>
    public static Relation operator >=(Relation first, Expression lower) => Extend(first, lower, Comparison.AtLeast, "high >= body >= low");

    private static Relation Extend(Relation first, Expression third, Comparison comparison, string form)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(third);
        return first._comparison == comparison && first._third is null
            ? new(first._left, first._right, comparison, third)
            : throw new ArgumentException($"A two-sided constraint has the form {form}.");
    }

    /// <summary>The constraint as lower ≤ body ≤ upper in a model's graph, the bounds free of variables; a bound that is missing is null.</summary>
    /// <exception cref="ArgumentException">No side has variables, an outer side has, or symbols of another model occur.</exception>
    internal (int Body, Expression? Lower, Expression? Upper) In(ExpressionGraph graph, SymbolFamily family, int position)
    {
        if (_third is not null)
        {
            var middle = Side(_right);
            if (graph.VariableDegree(middle) == 0) throw new ArgumentException($"{Name()}: the middle of a two-sided constraint has no variables.");
            if (HasVariables(_left) || HasVariables(_third)) throw new ArgumentException($"{Name()}: the outer sides of a two-sided constraint must be free of variables; write two constraints.");
            return _comparison == Comparison.AtMost ? (middle, _left, _third) : (middle, _third, _left);
        }

        if (!HasVariables(_right)) return Oriented(Side(_left), _right, _comparison);
        if (!HasVariables(_left)) return Oriented(Side(_right), _left, _comparison switch { Comparison.AtMost => Comparison.AtLeast, Comparison.AtLeast => Comparison.AtMost, var same => same });
        return Oriented(graph.Subtract(Side(_left), Side(_right)), 0.0, _comparison);

        (int, Expression?, Expression?) Oriented(int body, Expression bound, Comparison comparison)
        {
            if (graph.VariableDegree(body) == 0) throw new ArgumentException($"{Name()} has no variables: it is satisfied always or never.");
            return (body, comparison == Comparison.AtMost ? null : bound, comparison == Comparison.AtLeast ? null : bound);
        }

        int Side(Expression side)
        {
            if (side.Number is { } number && !double.IsFinite(number)) throw new ArgumentException($"{Name()} has no variables: it is satisfied always or never.");
            return side.In(graph);
        }

        // Thousands of constraints have a name that nobody asks for.
        string Name() => family.NameAt(position);

        bool HasVariables(Expression side) => !(side.Number is { }) && graph.VariableDegree(side.In(graph)) > 0;
    }
}

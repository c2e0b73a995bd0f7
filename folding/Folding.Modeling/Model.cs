namespace Folding.Modeling;

/// <summary>
/// An optimization model as written on paper: variables, parameters, an objective and constraints.
/// <code>
/// var model = new Model();
/// var load = model.Parameter("load", hours, forecast);
/// var g = model.Variable("g", hours, lower: 0, upper: capacity);
/// model.Minimize(Sum(hours, t => cost[t] * g[t] * g[t]));
/// model.SubjectTo(hours, t => g[t] == load[t]);
/// var solution = model.Build(new HighsSolver()).Solve();
/// </code>
/// <see cref="Build(ProblemClass)"/> makes the smallest class of program that fits. A model belongs to one thread; what is built from it is
/// immutable and may be used by many.
/// </summary>
public sealed partial class Model
{
    private readonly ExpressionGraph _graph = new();
    private readonly HashSet<string> _names = [];
    private readonly List<Variable> _variables = [];
    private readonly List<(Expression? Lower, Expression? Upper)> _bounds = [];
    private readonly List<double> _starts = [];
    private readonly List<int> _integers = [];
    private readonly List<Parameter> _parameters = [];
    private readonly List<double> _values = [];
    private readonly List<Constraint> _constraints = [];
    private readonly List<(int Body, Expression? Lower, Expression? Upper)> _relations = [];
    private Expression _objective = 0.0;
    private bool _maximize;

    /// <summary>A variable.</summary>
    /// <param name="name">Unique in the model.</param>
    /// <param name="lower">Lower bound: a number or an expression in parameters; null for none.</param>
    /// <param name="upper">Upper bound: a number or an expression in parameters; null for none.</param>
    /// <param name="start">Where nonlinear solvers start; null for the number closest to 0 within the bounds.</param>
    /// <param name="integer">Whether only whole numbers are allowed.</param>
    /// <exception cref="ArgumentException">The name is taken, a bound contains variables or symbols of another model, or a number is not finite.</exception>
    public Variable Variable(string name, Expression? lower = null, Expression? upper = null, double? start = null, bool integer = false) =>
        AddVariables(SymbolFamily.Single(name), 1, lower is null ? null : (Values)lower, upper is null ? null : (Values)upper, start is null ? null : (Values)start.Value, integer)[0];

    /// <summary>A variable for each member of a set; see <see cref="Variable(string, Expression?, Expression?, double?, bool)"/>.</summary>
    /// <exception cref="ArgumentException">As there, or a list of values does not fit the set.</exception>
    public Indexed<Variable, T> Variable<T>(string name, Set<T> set, Values? lower = null, Values? upper = null, Values? start = null, bool integer = false)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(set);
        var family = SymbolFamily.Over(name, set);
        return new(family, set, [.. AddVariables(family, set.Count, lower, upper, start, integer)]);
    }

    /// <summary>A variable for each pair of members; lists of values run through the second set fastest.</summary>
    /// <exception cref="ArgumentException">As for one set.</exception>
    public Indexed<Variable, T1, T2> Variable<T1, T2>(string name, Set<T1> first, Set<T2> second, Values? lower = null, Values? upper = null, Values? start = null, bool integer = false)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var family = SymbolFamily.Over(name, first, second);
        return new(family, first, second, [.. AddVariables(family, first.Count * second.Count, lower, upper, start, integer)]);
    }

    /// <summary>A parameter.</summary>
    /// <param name="name">Unique in the model.</param>
    /// <param name="value">Its value until <see cref="BuiltModel.With(Parameter, double)"/> gives another.</param>
    /// <exception cref="ArgumentException">The name is taken or the value is not finite.</exception>
    public Parameter Parameter(string name, double value) => AddParameters(SymbolFamily.Single(name), 1, value)[0];

    /// <summary>A parameter for each member of a set.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the values do not fit the set or are not finite.</exception>
    public Indexed<Parameter, T> Parameter<T>(string name, Set<T> set, Values values)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(set);
        var family = SymbolFamily.Over(name, set);
        return new(family, set, [.. AddParameters(family, set.Count, values)]);
    }

    /// <summary>A parameter for each pair of members; lists of values run through the second set fastest.</summary>
    /// <exception cref="ArgumentException">As for one set.</exception>
    public Indexed<Parameter, T1, T2> Parameter<T1, T2>(string name, Set<T1> first, Set<T2> second, Values values)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var family = SymbolFamily.Over(name, first, second);
        return new(family, first, second, [.. AddParameters(family, first.Count * second.Count, values)]);
    }

    /// <summary>States what is to be small; replaces an objective stated before.</summary>
    /// <exception cref="ArgumentException">Symbols of another model, or an infinite number.</exception>
    public void Minimize(Expression objective) => SetObjective(objective, maximize: false);

    /// <summary>
    /// States what is to be large. Inside, the negative is minimised; objective, multipliers and gradients are those of the
    /// problem as stated.
    /// </summary>
    /// <exception cref="ArgumentException">Symbols of another model, or an infinite number.</exception>
    public void Maximize(Expression objective) => SetObjective(objective, maximize: true);

    /// <summary>A constraint.</summary>
    /// <param name="relation">For example <c>x + y &lt;= load</c> or <c>0 &lt;= x - y &lt;= 1</c>.</param>
    /// <param name="name">Unique in the model; null for a number.</param>
    /// <exception cref="ArgumentException">The name is taken, no side has variables, both outer sides of three have, or symbols of another model occur.</exception>
    public Constraint SubjectTo(Relation relation, string? name = null) => AddConstraints(SymbolFamily.Single(name ?? NextName()), 1, _ => relation)[0];

    /// <summary>A constraint for each member of a set.</summary>
    /// <exception cref="ArgumentException">As for a single one.</exception>
    public Indexed<Constraint, T> SubjectTo<T>(Set<T> set, Func<T, Relation> relation, string? name = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(relation);
        var family = SymbolFamily.Over(name ?? NextName(), set);
        return new(family, set, [.. AddConstraints(family, set.Count, k => relation(set[k]))]);
    }

    /// <summary>A constraint for each pair of members.</summary>
    /// <exception cref="ArgumentException">As for a single one.</exception>
    public Indexed<Constraint, T1, T2> SubjectTo<T1, T2>(Set<T1> first, Set<T2> second, Func<T1, T2, Relation> relation, string? name = null)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(relation);
        var family = SymbolFamily.Over(name ?? NextName(), first, second);
        return new(family, first, second, [.. AddConstraints(family, first.Count * second.Count, k => relation(first[k / second.Count], second[k % second.Count]))]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"model with {_variables.Count} variables, {_parameters.Count} parameters and {_constraints.Count} constraints";

    private string NextName() => $"constraint {_names.Count}";

    /// <summary>Takes a name, once everything else about its symbols is known to be right, so that a mistake leaves the model as it was.</summary>
    private void Take(SymbolFamily family)
    {
        ArgumentException.ThrowIfNullOrEmpty(family.Name);
        if (!_names.Add(family.Name)) throw new ArgumentException($"The model already has a symbol named {family.Name}.");
    }

    private List<Variable> AddVariables(SymbolFamily family, int count, Values? lower, Values? upper, Values? start, bool integer)
    {
        var lowerAt = lower?.For(count, $"lower bounds of {family.Name}");
        var upperAt = upper?.For(count, $"upper bounds of {family.Name}");
        var starts = start?.Numbers(count, $"start of {family.Name}");
        var bounds = new (Expression?, Expression?)[count];
        for (var k = 0; k < count; k++) bounds[k] = (BoundOf(lowerAt?.Invoke(k), family, k), BoundOf(upperAt?.Invoke(k), family, k));
        Take(family);
        _bounds.AddRange(bounds);
        for (var k = 0; k < count; k++)
        {
            _starts.Add(starts?[k] ?? double.NaN);
            if (integer) _integers.Add(_variables.Count);
            _variables.Add(new(_graph, _variables.Count, family, k));
        }

        return _variables.GetRange(_variables.Count - count, count);
    }

    private Expression? BoundOf(Expression? bound, SymbolFamily family, int position)
    {
        if (bound is null || bound.Number is { }) return bound;
        return _graph.VariableDegree(bound.In(_graph)) == 0 ? bound : throw new ArgumentException($"A bound of {family.NameAt(position)} contains variables; write a constraint.");
    }

    private List<Parameter> AddParameters(SymbolFamily family, int count, Values values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var numbers = values.Numbers(count, $"parameter {family.Name}");
        Take(family);
        _values.AddRange(numbers);
        for (var k = 0; k < count; k++) _parameters.Add(new(_graph, _parameters.Count, family, k));
        return _parameters.GetRange(_parameters.Count - count, count);
    }

    private List<Constraint> AddConstraints(SymbolFamily family, int count, Func<int, Relation> relation)
    {
        var relations = new (int, Expression?, Expression?)[count];
        for (var k = 0; k < count; k++)
            relations[k] = (relation(k) ?? throw new ArgumentException($"{family.NameAt(k)} is null.")).In(_graph, family, k);
        Take(family);
        _relations.AddRange(relations);
        for (var k = 0; k < count; k++) _constraints.Add(new(_graph, _constraints.Count, family, k));
        return _constraints.GetRange(_constraints.Count - count, count);
    }

    private void SetObjective(Expression objective, bool maximize)
    {
        ArgumentNullException.ThrowIfNull(objective);
        _objective = new(_graph, objective.In(_graph));
        _maximize = maximize;
    }
}

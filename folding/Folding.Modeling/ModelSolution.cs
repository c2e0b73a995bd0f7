using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.Modeling;

/// <summary>
/// A solved model, read by symbol, and its derivatives with respect to the parameters. Objective, multipliers and gradients are those of the
/// problem as stated, whether it minimises or maximises. Safe to use from many threads.
/// </summary>
public sealed class ModelSolution
{
    private readonly BuiltModel _model;
    private readonly ProgramTape _tape;

    internal ModelSolution(BuiltModel model, ProgramTape tape) => (_model, _tape) = (model, tape);

    /// <summary>The solution of the program: statuses, statistics, residuals, and the raw vectors (of a minimisation).</summary>
    public Solution Solution => _tape.Solution;

    /// <summary>True when a solution was found.</summary>
    public bool IsSolved => Solution.IsSolved;

    /// <summary>The parameters it was solved at.</summary>
    public ParameterValues Parameters => _model.Parameters;

    /// <summary>The value of the objective as stated; null where there is no point.</summary>
    public double? Objective => Solution.Objective is { } value ? (Sign * value) + 0.0 : null;

    private double Sign => _model.IsMaximization ? -1 : 1;

    /// <summary>The value at the solution of a variable, a parameter or any expression of the model.</summary>
    /// <exception cref="ArgumentException">The expression belongs to another model, or contains symbols added after the model was built.</exception>
    /// <exception cref="InvalidOperationException">The solver returned no point.</exception>
    public double this[Expression expression]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(expression);
            if (expression is Variable variable) return Point[Place(variable)];
            if (expression.Number is { } number) return number;
            return new Probe(_model.Graph, NodeOf(expression)).Value(Point, _model.Parameters.Array);
        }
    }

    /// <summary>The values at the solution of variables, in the order of their set.</summary>
    /// <exception cref="ArgumentException">The variables belong to another model, or were added after the model was built.</exception>
    /// <exception cref="InvalidOperationException">The solver returned no point.</exception>
    public ImmutableArray<double> this[Indexed<Variable> variables]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(variables);
            return [.. variables.Elements.Select(variable => this[variable])];
        }
    }

    /// <summary>
    /// The multiplier y of a constraint: positive where its upper bound holds the objective back from falling (in a maximisation
    /// negative), negative at a lower bound. Raising the bound by ε changes the objective by −y ε.
    /// </summary>
    /// <exception cref="ArgumentException">The constraint belongs to another model, or was added after the model was built.</exception>
    /// <exception cref="InvalidOperationException">The solver returned no multipliers.</exception>
    public double Dual(Constraint constraint) => (Sign * Multipliers[PlaceOf(constraint)]) + 0.0;

    /// <summary>The multipliers of constraints, in the order of their set.</summary>
    /// <exception cref="ArgumentException">As for one.</exception>
    /// <exception cref="InvalidOperationException">As for one.</exception>
    public ImmutableArray<double> Dual(Indexed<Constraint> constraints)
    {
        ArgumentNullException.ThrowIfNull(constraints);
        return [.. constraints.Elements.Select(Dual)];
    }

    /// <summary>The multiplier of the bounds of a variable, with the sign of <see cref="Dual(Constraint)"/>; 0 for a free variable.</summary>
    /// <exception cref="ArgumentException">As for a constraint.</exception>
    /// <exception cref="InvalidOperationException">As for a constraint.</exception>
    public double Dual(Variable variable) => _model.Structure.DualOfVariable(Place(variable)) is { } place ? (Sign * Multipliers[place]) + 0.0 : 0;

    /// <summary>The gradient of the optimal value with respect to all parameters (envelope theorem): prices.</summary>
    public Gradient<ParameterValues> ValueGradient() => Stated(_tape.ValueGradient(), Sign);

    /// <summary>The derivative of the optimal value with respect to a parameter.</summary>
    /// <exception cref="ArgumentException">The parameter belongs to another model.</exception>
    public double ValueGradient(Parameter parameter) => ValueGradient().Data[parameter];

    /// <summary>The derivatives of the optimal value with respect to parameters, in the order of their set.</summary>
    /// <exception cref="ArgumentException">The parameters belong to another model.</exception>
    public ImmutableArray<double> ValueGradient(Indexed<Parameter> parameters) => ValueGradient().Data[parameters];

    /// <summary>Reverse mode: the gradient with respect to all parameters of a loss on the program's raw (x, y).</summary>
    /// <param name="seed">dLoss/dx and dLoss/dy in the order and the signs of <see cref="Solution"/>.</param>
    /// <exception cref="ArgumentException">The seed has a wrong length or an entry that is not finite.</exception>
    public Gradient<ParameterValues> Vjp(Seed seed) => Stated(_tape.Vjp(seed), 1);

    /// <summary>
    /// Reverse mode: the gradient with respect to all parameters of an expression at the solution, as the solution moves with the
    /// parameters and where they occur in the expression itself.
    /// </summary>
    /// <exception cref="ArgumentException">The expression belongs to another model, or contains symbols added after the model was built.</exception>
    /// <exception cref="InvalidOperationException">The solver returned no point.</exception>
    public Gradient<ParameterValues> Gradient(Expression output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var (byVariable, byParameter) = new Probe(_model.Graph, NodeOf(output)).Gradient(Point, _model.Parameters.Array);
        var gradient = _tape.Vjp(Seed.OnPrimal(byVariable));
        if (gradient.Report.Trust != TrustLevel.None)
        {
            for (var k = 0; k < byParameter.Length; k++) gradient.Data[k] += byParameter[k];
        }

        return Stated(gradient, 1);
    }

    /// <summary>Reverse mode: the gradient with respect to all parameters of the multiplier <see cref="Dual(Constraint)"/>, how a price moves.</summary>
    /// <exception cref="ArgumentException">The constraint belongs to another model.</exception>
    public Gradient<ParameterValues> DualGradient(Constraint constraint)
    {
        var seed = new double[_model.Problem.DualCount];
        seed[PlaceOf(constraint)] = Sign;
        return Stated(_tape.Vjp(Seed.OnDual(seed)), 1);
    }

    /// <summary>Forward mode: how the solution moves with the parameters.</summary>
    /// <param name="direction">A number for each parameter, for example <c>Parameters.Zero().With(load[3], 1)</c>.</param>
    /// <exception cref="ArgumentException">The direction belongs to another model.</exception>
    public ModelTangent Jvp(ParameterValues direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        return new(this, _tape.Jvp(direction.In(_model.Graph)), Sign);
    }

    /// <inheritdoc/>
    public override string ToString() => Solution.ToString();

    internal int Place(Variable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        variable.In(_model.Graph);
        return variable.Number < _model.VariableCount ? variable.Number : throw new ArgumentException($"{variable} was added after the model was built.");
    }

    internal int PlaceOf(Constraint constraint)
    {
        ArgumentNullException.ThrowIfNull(constraint);
        if (!ReferenceEquals(constraint.Graph, _model.Graph)) throw new ArgumentException($"{constraint} belongs to another model.");
        return constraint.Row < _model.ConstraintCount ? constraint.Row : throw new ArgumentException($"{constraint} was added after the model was built.");
    }

    internal int? PlaceOfBounds(Variable variable) => _model.Structure.DualOfVariable(Place(variable));

    private ReadOnlySpan<double> Point =>
        Solution.Primal.IsDefaultOrEmpty && _model.VariableCount > 0 ? throw new InvalidOperationException($"There is no point to read: {Solution}.") : Solution.Primal.AsSpan();

    private ReadOnlySpan<double> Multipliers =>
        Solution.Dual.IsDefaultOrEmpty ? throw new InvalidOperationException($"There are no multipliers to read: {Solution}.") : Solution.Dual.AsSpan();

    private int NodeOf(Expression expression)
    {
        if (expression.Graph is null) throw new ArgumentException("The expression is a number; it has no derivatives.");
        return expression.In(_model.Graph);
    }

    private Gradient<ParameterValues> Stated(Gradient<double[]> gradient, double sign)
    {
        var numbers = sign < 0 ? Array.ConvertAll(gradient.Data, static number => 0.0 - number) : gradient.Data;
        return new(new(_model.Graph, numbers), gradient.Report);
    }
}

/// <summary>How a solution moves along a direction of the parameters.</summary>
public sealed class ModelTangent
{
    private readonly ModelSolution _solution;
    private readonly Tangent _tangent;
    private readonly double _sign;

    internal ModelTangent(ModelSolution solution, Tangent tangent, double sign) => (_solution, _tangent, _sign) = (solution, tangent, sign);

    /// <summary>Method, trust and diagnostics.</summary>
    public GradientReport Report => _tangent.Report;

    /// <summary>The derivative of a variable.</summary>
    /// <exception cref="ArgumentException">The variable belongs to another model.</exception>
    public double this[Variable variable] => _tangent.Primal[_solution.Place(variable)];

    /// <summary>The derivatives of variables, in the order of their set.</summary>
    /// <exception cref="ArgumentException">The variables belong to another model.</exception>
    public ImmutableArray<double> this[Indexed<Variable> variables]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(variables);
            return [.. variables.Elements.Select(variable => this[variable])];
        }
    }

    /// <summary>The derivative of the multiplier of a constraint.</summary>
    /// <exception cref="ArgumentException">The constraint belongs to another model.</exception>
    public double Dual(Constraint constraint) => _sign * _tangent.Dual[_solution.PlaceOf(constraint)];

    /// <summary>The derivative of the multiplier of a variable's bounds; 0 for a free variable.</summary>
    /// <exception cref="ArgumentException">The variable belongs to another model.</exception>
    public double Dual(Variable variable) => _solution.PlaceOfBounds(variable) is { } place ? _sign * _tangent.Dual[place] : 0;
}

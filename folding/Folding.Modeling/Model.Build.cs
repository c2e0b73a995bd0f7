using System.Collections.Immutable;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.Modeling;

public sealed partial class Model
{
    /// <summary>
    /// Builds a program of the smallest class that fits: linear, mixed-integer linear, convex quadratic, or nonlinear. A quadratic
    /// objective counts as convex where it is at the parameters' present values. The built model does not follow later changes.
    /// </summary>
    /// <param name="atLeast">A larger class to build all the same, for example <see cref="ProblemClass.Nonlinear"/> for a linear model.</param>
    /// <exception cref="ArgumentException">Integer variables beside something that is not linear; or bounds that contradict each other at the parameters' values.</exception>
    public BuiltModel Build(ProblemClass atLeast = ProblemClass.Linear)
    {
        lock (_graph)
        {
            var rows = Rows();
            if (_integers.Count > 0) return Built(IntegerStructure(rows, atLeast));
            if (rows.IsLinear && atLeast <= ProblemClass.MixedIntegerLinear) return Built(new LinearStructure(rows));
            if (rows.IsQuadratic && atLeast <= ProblemClass.Quadratic)
            {
                var built = Built(new QuadraticStructure(rows));
                if (CurvatureTest.Of(((QuadraticProgram)built.Problem).P) != Curvature.Indefinite) return built;
            }

            return Built(new NonlinearStructure(rows, number => _parameters[number].Name));
        }
    }

    /// <summary>Builds a program of the smallest class that fits the model and that the solver solves, and makes it a differentiable layer.</summary>
    /// <param name="solver">Implements <see cref="ISolver{TProblem}"/> of <see cref="LinearProgram"/>, <see cref="QuadraticProgram"/> or <see cref="NonlinearProgram"/>.</param>
    /// <param name="method">How gradients are computed; <see cref="Auto"/> by default.</param>
    /// <exception cref="ArgumentException">The solver cannot solve a class that fits, or as for <see cref="Build(ProblemClass)"/>.</exception>
    public ModelLayer Build(object solver, GradientMethod? method = null)
    {
        ArgumentNullException.ThrowIfNull(solver);
        var built = Build();
        while (!ProgramStructure.Solves(solver, built.Class) && built.Class is ProblemClass.Linear or ProblemClass.Quadratic)
            built = Build(built.Class == ProblemClass.Linear ? ProblemClass.Quadratic : ProblemClass.Nonlinear);
        return built.On(solver, method);
    }

    private BuiltModel Built(ProgramStructure structure) => new(_graph, structure, _maximize, _variables.Count, new ParameterValues(_graph, [.. _values]));

    private static LinearStructure IntegerStructure(ModelRows rows, ProblemClass atLeast)
    {
        const string mend = "no solver here takes that. Make the variables continuous, or linearise (products of binary variables by linear constraints, convex functions by tangents).";
        if (!rows.IsQuadratic) throw new ArgumentException($"The model has integer variables and nonlinear constraints or a nonlinear objective, a mixed-integer nonlinear program; {mend}");
        if (!rows.IsLinear) throw new ArgumentException($"The model has integer variables and a quadratic objective, a mixed-integer quadratic program; {mend}");
        return atLeast <= ProblemClass.MixedIntegerLinear ? new(rows) : throw new ArgumentException($"The model has integer variables, so it cannot be built as {atLeast}; {mend}", nameof(atLeast));
    }

    private ModelRows Rows()
    {
        var decomposition = new Decomposition(_graph, Operation.Variable);
        var table = new DataTable();
        var objective = decomposition.Of(_maximize ? _graph.Negate(_objective.In(_graph)) : _objective.In(_graph));
        var constraints = new SeparableForm[_relations.Count];
        int[] lower = new int[_relations.Count], upper = new int[_relations.Count];
        for (var i = 0; i < constraints.Length; i++)
        {
            var form = decomposition.Of(_relations[i].Body);
            if (form.Linear.Length + form.Quadratic.Length + form.Elements.Length == 0)
                throw new ArgumentException($"{_constraints[i].Name}: its variables cancel; it is satisfied always or never.");
            lower[i] = BoundEntry(table, _relations[i].Lower, form.Constant, double.NegativeInfinity, _constraints[i]);
            upper[i] = BoundEntry(table, _relations[i].Upper, form.Constant, double.PositiveInfinity, _constraints[i]);
            constraints[i] = form with { Constant = _graph.Zero };
        }

        int[] variableLower = new int[_variables.Count], variableUpper = new int[_variables.Count];
        for (var j = 0; j < _variables.Count; j++)
        {
            variableLower[j] = BoundEntry(table, _bounds[j].Lower, _graph.Zero, double.NegativeInfinity, _variables[j]);
            variableUpper[j] = BoundEntry(table, _bounds[j].Upper, _graph.Zero, double.PositiveInfinity, _variables[j]);
        }

        ImmutableArray<Constraint> constraintNames = [.. _constraints];
        ImmutableArray<Variable> variableNames = [.. _variables];
        return new()
        {
            Graph = _graph,
            VariableCount = _variables.Count,
            ParameterCount = _parameters.Count,
            Objective = objective,
            Constraints = constraints,
            Table = table,
            ConstraintBounds = new(lower, upper, i => constraintNames[i].Name),
            VariableBounds = new(variableLower, variableUpper, j => variableNames[j].Name),
            Start = [.. _starts],
            IntegerVariables = [.. _integers],
        };
    }

    /// <summary>The entry of bound − constant, or none where the bound is infinite.</summary>
    private int BoundEntry(DataTable table, Expression? bound, int constant, double infinite, object symbol)
    {
        if (bound is null) return BoundEntries.None;
        if (bound.Number is { } number && double.IsInfinity(number))
        {
            return number.Equals(infinite)
                ? BoundEntries.None
                : throw new ArgumentException($"{symbol}: a {(infinite < 0 ? "lower" : "upper")} bound is {(number > 0 ? "+" : "-")}Infinity; no point satisfies it.");
        }

        return table.Entry(_graph.Subtract(bound.In(_graph), constant));
    }
}

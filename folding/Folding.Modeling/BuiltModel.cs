using Folding.Problems;

namespace Folding.Modeling;

/// <summary>
/// A model as a program of one class, at certain values of the parameters. Other values are another built model that shares
/// everything else, so that trying many is cheap. Immutable and safe to use from many threads.
/// </summary>
public sealed class BuiltModel
{
    internal BuiltModel(ExpressionGraph graph, ProgramStructure structure, bool maximize, int variableCount, ParameterValues parameters)
    {
        (Graph, Structure, IsMaximization, VariableCount, Parameters) = (graph, structure, maximize, variableCount, parameters);
        Problem = structure.Assemble(parameters.Array);
    }

    /// <summary>The class of the program.</summary>
    public ProblemClass Class => Structure.Class;

    /// <summary>
    /// The program at these parameters: a <see cref="LinearProgram"/>, <see cref="QuadraticProgram"/> or <see cref="NonlinearProgram"/>, always a
    /// minimisation. Variables and constraints stand in the order of declaration; in a quadratic program the bounded variables
    /// follow as rows. The parameters of a nonlinear program are those of the model.
    /// </summary>
    public IProblem Problem { get; }

    /// <summary>True when the model maximises: the program minimises the negative.</summary>
    public bool IsMaximization { get; }

    /// <summary>The values of the parameters.</summary>
    public ParameterValues Parameters { get; }

    internal ExpressionGraph Graph { get; }

    internal ProgramStructure Structure { get; }

    internal int VariableCount { get; }

    internal int ConstraintCount => Structure.ConstraintCount;

    /// <summary>The model with another value of a parameter.</summary>
    /// <exception cref="ArgumentException">The value is not finite, the data are no program there, or the parameter is of another model.</exception>
    public BuiltModel With(Parameter parameter, double value) => With(Parameters.With(parameter, value));

    /// <summary>The model with other values of parameters.</summary>
    /// <exception cref="ArgumentException">The values do not fit the set or are not finite, the data are no program there, or the parameters are of another model.</exception>
    public BuiltModel With(Indexed<Parameter> parameters, Values values) => With(Parameters.With(parameters, values));

    /// <summary>The model with other values of all parameters.</summary>
    /// <exception cref="ArgumentException">The data are no program there, or the values are of another model.</exception>
    public BuiltModel With(ParameterValues parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.In(Graph);
        return new(Graph, Structure, IsMaximization, VariableCount, parameters);
    }

    /// <summary>The model as a layer: a solver to run and a method to differentiate with.</summary>
    /// <param name="solver">Solves programs of this <see cref="Class"/>: an <see cref="ISolver{TProblem}"/> of it.</param>
    /// <param name="method">How gradients are computed; <see cref="Auto"/> by default.</param>
    /// <exception cref="ArgumentException">The solver does not solve programs of this class.</exception>
    public ModelLayer On(object solver, GradientMethod? method = null)
    {
        ArgumentNullException.ThrowIfNull(solver);
        if (!ProgramStructure.Solves(solver, Class))
            throw new ArgumentException($"{solver.GetType().Name} does not solve programs of class {Class}; choose a solver that does.", nameof(solver));
        return new(this, Structure.RouteTo(solver, method ?? new Auto()));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Problem}, {Parameters.Numbers.Length} parameters";
}

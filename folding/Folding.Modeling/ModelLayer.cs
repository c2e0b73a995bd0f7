using Folding.Problems;

namespace Folding.Modeling;

/// <summary>A built model with a solver and a gradient method. Immutable and safe to use from many threads.</summary>
public sealed class ModelLayer
{
    private readonly ProgramRoute _route;

    internal ModelLayer(BuiltModel model, ProgramRoute route) => (Model, _route) = (model, route);

    /// <summary>The built model.</summary>
    public BuiltModel Model { get; }

    /// <summary>The layer with another value of a parameter.</summary>
    /// <exception cref="ArgumentException">See <see cref="BuiltModel.With(Parameter, double)"/>.</exception>
    public ModelLayer With(Parameter parameter, double value) => new(Model.With(parameter, value), _route);

    /// <summary>The layer with other values of parameters.</summary>
    /// <exception cref="ArgumentException">See <see cref="BuiltModel.With(Indexed{Parameter}, Values)"/>.</exception>
    public ModelLayer With(Indexed<Parameter> parameters, Values values) => new(Model.With(parameters, values), _route);

    /// <summary>The layer with other values of all parameters.</summary>
    /// <exception cref="ArgumentException">See <see cref="BuiltModel.With(ParameterValues)"/>.</exception>
    public ModelLayer With(ParameterValues parameters) => new(Model.With(parameters), _route);

    /// <summary>Solves the model at the present values of the parameters.</summary>
    /// <exception cref="ArgumentException">The request does not fit the solver.</exception>
    public ModelSolution Solve(SolveRequest? request = null, CancellationToken cancellation = default) =>
        new(Model, _route.Forward(Model.Problem, Model.Parameters.Array, request, cancellation));

    /// <inheritdoc/>
    public override string ToString() => Model.ToString();
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Folding.Modeling;

/// <summary>
/// A number for each parameter of a model, by symbol: values, a gradient, or a direction. Immutable.
/// </summary>
public sealed class ParameterValues
{
    private readonly ExpressionGraph _graph;
    private readonly double[] _numbers;

    internal ParameterValues(ExpressionGraph graph, double[] numbers) => (_graph, _numbers) = (graph, numbers);

    /// <summary>All numbers, in the order in which the parameters were declared.</summary>
    public ImmutableArray<double> Numbers => ImmutableCollectionsMarshal.AsImmutableArray(_numbers);

    internal double[] Array => _numbers;

    /// <summary>The number of a parameter.</summary>
    /// <exception cref="ArgumentException">The parameter is of another model, or was added after the model was built.</exception>
    public double this[Parameter parameter] => _numbers[Place(parameter)];

    /// <summary>The numbers of parameters, in the order of their set.</summary>
    /// <exception cref="ArgumentException">The parameters are of another model, or were added after the model was built.</exception>
    public ImmutableArray<double> this[Indexed<Parameter> parameters]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(parameters);
            return [.. parameters.Elements.Select(parameter => this[parameter])];
        }
    }

    /// <summary>The same with another number for a parameter.</summary>
    /// <exception cref="ArgumentException">The number is not finite, or the parameter is of another model.</exception>
    public ParameterValues With(Parameter parameter, double value)
    {
        var numbers = (double[])_numbers.Clone();
        numbers[Place(parameter)] = double.IsFinite(value) ? value : throw new ArgumentException($"parameter {parameter} is {value}; it must be finite.", nameof(value));
        return new(_graph, numbers);
    }

    /// <summary>The same with other numbers for parameters.</summary>
    /// <exception cref="ArgumentException">The numbers do not fit the set or are not finite, or the parameters are of another model.</exception>
    public ParameterValues With(Indexed<Parameter> parameters, Values values)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(values);
        var given = values.Numbers(parameters.Elements.Length, $"parameter {parameters.Name}");
        var numbers = (double[])_numbers.Clone();
        for (var k = 0; k < given.Length; k++) numbers[Place(parameters.Elements[k])] = given[k];
        return new(_graph, numbers);
    }

    /// <summary>All zeros; the start of a direction.</summary>
    public ParameterValues Zero() => new(_graph, new double[_numbers.Length]);

    internal int Place(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        parameter.In(_graph);
        return parameter.Number < _numbers.Length ? parameter.Number : throw new ArgumentException($"Parameter {parameter} was added after the model was built.");
    }

    /// <summary>Checks that these belong to the model of a graph.</summary>
    internal double[] In(ExpressionGraph graph) =>
        ReferenceEquals(graph, _graph) ? _numbers : throw new ArgumentException("The parameter values belong to another model.");
}

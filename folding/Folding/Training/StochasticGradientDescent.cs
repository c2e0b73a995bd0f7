namespace Folding;

/// <summary>Gradient descent with momentum: <c>v ← μv + g,  θ ← θ − ηv</c>.</summary>
public sealed class StochasticGradientDescent : IOptimizer
{
    private double[] _velocity = [];

    /// <param name="rate">η &gt; 0.</param>
    /// <param name="momentum">μ in [0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public StochasticGradientDescent(double rate, double momentum = 0)
    {
        Rate = rate;
        ArgumentOutOfRangeException.ThrowIfNegative(momentum);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(momentum, 1);
        Momentum = momentum;
    }

    /// <summary>η; may change between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Rate
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    }

    /// <summary>μ.</summary>
    public double Momentum { get; }

    /// <inheritdoc/>
    public void Step(Span<double> parameters, ReadOnlySpan<double> gradient)
    {
        if (_velocity.Length == 0) _velocity = new double[parameters.Length];
        Vectors.RequireFinite(gradient, _velocity.Length, nameof(gradient));
        if (parameters.Length != _velocity.Length) throw new ArgumentException($"{parameters.Length} parameters; before there were {_velocity.Length}.", nameof(parameters));
        for (var k = 0; k < parameters.Length; k++)
        {
            _velocity[k] = (Momentum * _velocity[k]) + gradient[k];
            parameters[k] -= Rate * _velocity[k];
        }
    }
}

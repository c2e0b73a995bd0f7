namespace Folding;

/// <summary>
/// Adam (Kingma and Ba 2015):
/// <code>
/// m ← β₁m + (1 − β₁)g,   v ← β₂v + (1 − β₂)g²,   θ ← θ − η m̂/(√v̂ + ε),   m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ)
/// </code>
/// </summary>
public sealed class Adam : IOptimizer
{
    private readonly double _first;
    private readonly double _second;
    private readonly double _floor;
    private double[] _mean = [];
    private double[] _square = [];
    private int _steps;

    /// <param name="rate">η &gt; 0.</param>
    /// <param name="firstDecay">β₁ in [0, 1).</param>
    /// <param name="secondDecay">β₂ in [0, 1).</param>
    /// <param name="floor">ε &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public Adam(double rate = 1e-3, double firstDecay = 0.9, double secondDecay = 0.999, double floor = 1e-8)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstDecay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(firstDecay, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(secondDecay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(secondDecay, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(floor);
        Rate = rate;
        (_first, _second, _floor) = (firstDecay, secondDecay, floor);
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

    /// <inheritdoc/>
    public void Step(Span<double> parameters, ReadOnlySpan<double> gradient)
    {
        if (_steps == 0) (_mean, _square) = (new double[parameters.Length], new double[parameters.Length]);
        Vectors.RequireFinite(gradient, _mean.Length, nameof(gradient));
        if (parameters.Length != _mean.Length) throw new ArgumentException($"{parameters.Length} parameters; before there were {_mean.Length}.", nameof(parameters));
        _steps++;
        double firstBias = 1 - Math.Pow(_first, _steps), secondBias = 1 - Math.Pow(_second, _steps);
        for (var k = 0; k < parameters.Length; k++)
        {
            _mean[k] = (_first * _mean[k]) + ((1 - _first) * gradient[k]);
            _square[k] = (_second * _square[k]) + ((1 - _second) * gradient[k] * gradient[k]);
            parameters[k] -= Rate * (_mean[k] / firstBias) / (Math.Sqrt(_square[k] / secondBias) + _floor);
        }
    }
}

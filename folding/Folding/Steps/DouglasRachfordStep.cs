namespace Folding;

/// <summary>
/// The Douglas-Rachford step for min f(x) + g(x):
/// <code>x = prox_{αf}(z),   z ← z + prox_{αg}(2x − z) − x,   Φ = I + J_g(2J_f − I) − J_f</code>
/// Its state is z, its answer x. The parameters are those of f, then those of g.
/// </summary>
public sealed class DouglasRachfordStep : Step
{
    private readonly Proximal _first;
    private readonly Proximal _second;
    private readonly double _stepsize;

    /// <summary>A step.</summary>
    /// <param name="first">f.</param>
    /// <param name="second">g.</param>
    /// <param name="stepsize">α, positive.</param>
    /// <exception cref="ArgumentException">The sizes differ, or the stepsize is not positive.</exception>
    public DouglasRachfordStep(Proximal first, Proximal second, double stepsize = 1)
        : base((first ?? throw new ArgumentNullException(nameof(first))).Size, first.ParameterCount + (second ?? throw new ArgumentNullException(nameof(second))).ParameterCount)
    {
        if (first.Size != second.Size) throw new ArgumentException($"f has {first.Size} variables, g has {second.Size}; the two must be equal.", nameof(second));
        if (!(stepsize > 0 && double.IsFinite(stepsize))) throw new ArgumentException($"The stepsize is {stepsize}; it must be positive.", nameof(stepsize));
        (_first, _second, _stepsize) = (first, second, stepsize);
    }

    /// <inheritdoc/>
    public override string Name => "douglas-rachford";

    /// <inheritdoc/>
    public override void Output(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> output) =>
        _first.Apply(state, _stepsize, parameters[.._first.ParameterCount], output);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> next)
    {
        var (x, reflected) = Reflect(state, parameters);
        _second.Apply(reflected, _stepsize, parameters[_first.ParameterCount..], next);
        for (var j = 0; j < next.Length; j++) next[j] += state[j] - x[j];
    }

    /// <inheritdoc/>
    public override StepLinearization Linearize(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        var ofFirst = _first.At(state, _stepsize, parameters[.._first.ParameterCount]);
        var ofSecond = _second.At(Reflect(state, parameters).Reflected, _stepsize, parameters[_first.ParameterCount..]);
        return new Derivative(ofFirst, ofSecond, StateCount, _first.ParameterCount, _second.ParameterCount);
    }

    private (double[] X, double[] Reflected) Reflect(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        double[] x = new double[state.Length], reflected = new double[state.Length];
        Output(state, parameters, x);
        for (var j = 0; j < x.Length; j++) reflected[j] = (2 * x[j]) - state[j];
        return (x, reflected);
    }

    private sealed class Derivative(ProximalDerivative first, ProximalDerivative second, int n, int ofFirst, int ofSecond) : StepLinearization
    {
        public override int StateCount => n;

        public override int ParameterCount => ofFirst + ofSecond;

        public override int Kinks => first.Kinks + second.Kinks;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            using var memory = Rented.Doubles(2 * n);
            Span<double> x = memory.Span[..n], reflected = memory.Span[n..];
            first.Multiply(v, x);
            for (var j = 0; j < n; j++) reflected[j] = (2 * x[j]) - v[j];
            second.Multiply(reflected, result);
            for (var j = 0; j < n; j++) result[j] += v[j] - x[j];
        }

        public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result)
        {
            using var memory = Rented.Doubles(2 * n);
            Span<double> a = memory.Span[..n], twice = memory.Span[n..];
            second.Multiply(v, a);
            for (var j = 0; j < n; j++) twice[j] = (2 * a[j]) - v[j];
            first.Multiply(twice, result);
            for (var j = 0; j < n; j++) result[j] += v[j] - a[j];
        }

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
        {
            using var memory = Rented.Doubles(2 * n);
            Span<double> x = memory.Span[..n], work = memory.Span[n..];
            first.MultiplyParameters(direction[..ofFirst], x);
            for (var j = 0; j < n; j++) work[j] = 2 * x[j];
            second.Multiply(work, result);
            second.MultiplyParameters(direction[ofFirst..], work);
            for (var j = 0; j < n; j++) result[j] += work[j] - x[j];
        }

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> v, Span<double> gradient)
        {
            using var memory = Rented.Doubles(n);
            second.Multiply(v, memory.Span);
            for (var j = 0; j < n; j++) memory.Span[j] = (2 * memory.Span[j]) - v[j];
            first.MultiplyParametersTransposed(memory.Span, gradient[..ofFirst]);
            second.MultiplyParametersTransposed(v, gradient[ofFirst..]);
        }

        public override void Output(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> output)
        {
            using var memory = Rented.Doubles(n);
            first.Multiply(state, output);
            first.MultiplyParameters(direction[..ofFirst], memory.Span);
            for (var j = 0; j < n; j++) output[j] += memory.Span[j];
        }

        public override void OutputTransposed(ReadOnlySpan<double> seed, Span<double> state, Span<double> gradient)
        {
            first.Multiply(seed, state);
            using var memory = Rented.Doubles(ofFirst);
            first.MultiplyParametersTransposed(seed, memory.Span);
            for (var k = 0; k < ofFirst; k++) gradient[k] += memory.Span[k];
        }
    }
}

using Folding.Problems;

namespace Folding;

/// <summary>
/// The dual proximal gradient step (f-FDPG; momentum does not move the fixed point) of denoising, min ½|x − d|² + λ|Dx|_1:
/// <code>x = d − D'w,   t = w + Dx/L,   w ← clip(t, −λ, λ),   Φ = M(I − DD'/L),   M = diag(|t| &lt; λ)</code>
/// Its state is w, its answer x. The parameters are d, λ and the stored entries of D. Where DD' is singular (a grid with cycles) I − Φ is
/// too, but the system stays consistent.
/// </summary>
public sealed class AnalysisDenoisingStep : Step
{
    private readonly SparsityPattern _pattern;
    private readonly double _stepsize;

    /// <summary>A step.</summary>
    /// <param name="pattern">Where D has entries, one row per difference.</param>
    /// <param name="lipschitz">L, at least the largest eigenvalue of DD' for the step to be taken; any positive number for its derivative.</param>
    /// <exception cref="ArgumentException">L is not positive.</exception>
    public AnalysisDenoisingStep(SparsityPattern pattern, double lipschitz)
        : base((pattern ?? throw new ArgumentNullException(nameof(pattern))).Rows, pattern.Columns + 1 + pattern.Count)
    {
        if (!(lipschitz > 0 && double.IsFinite(lipschitz))) throw new ArgumentException($"L is {lipschitz}; it must be positive.", nameof(lipschitz));
        (_pattern, _stepsize) = (pattern, 1 / lipschitz);
    }

    /// <inheritdoc/>
    public override string Name => "fdpg";

    /// <inheritdoc/>
    public override int OutputCount => _pattern.Columns;

    /// <inheritdoc/>
    public override void Output(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> output)
    {
        output.Clear();
        Differences(parameters).AddTransposedMultiply(state, output);
        for (var j = 0; j < output.Length; j++) output[j] = parameters[j] - output[j];
    }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> next)
    {
        Unclipped(state, parameters, new double[OutputCount], next);
        var weight = Weight(parameters);
        foreach (ref var entry in next) entry = Math.Clamp(entry, -weight, weight);
    }

    /// <inheritdoc/>
    public override StepLinearization Linearize(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        double[] x = new double[OutputCount], t = new double[StateCount];
        Unclipped(state, parameters, x, t);
        var weight = Weight(parameters);
        var signs = new sbyte[t.Length];
        var kinks = 0;
        for (var i = 0; i < t.Length; i++)
        {
            signs[i] = (sbyte)(t[i] >= weight ? 1 : t[i] <= -weight ? -1 : 0);
            if (ProximalDerivative.IsBend(Math.Abs(t[i]), weight)) kinks++;
        }

        return new Derivative(Differences(parameters), state.ToArray(), x, signs, kinks, _stepsize);
    }

    private void Unclipped(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> x, Span<double> t)
    {
        Output(state, parameters, x);
        Differences(parameters).Multiply(x, t);
        for (var i = 0; i < t.Length; i++) t[i] = state[i] + (_stepsize * t[i]);
    }

    private CscMatrix Differences(ReadOnlySpan<double> parameters) => new(_pattern, parameters[(OutputCount + 1)..]);

    private double Weight(ReadOnlySpan<double> parameters) =>
        parameters[OutputCount] is var weight and > 0 ? weight : throw new ArgumentException($"The weight is {parameters[OutputCount]}; it must be positive.", nameof(parameters));

    private sealed class Derivative(CscMatrix d, double[] w, double[] x, sbyte[] signs, int kinks, double stepsize) : StepLinearization
    {
        private readonly int _n = x.Length;

        public override int StateCount => w.Length;

        public override int ParameterCount => _n + 1 + d.Pattern.Count;

        public override int Kinks => kinks;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            Square(v, result);
            for (var i = 0; i < w.Length; i++) result[i] = signs[i] == 0 ? v[i] - (stepsize * result[i]) : 0;
        }

        public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result)
        {
            using var memory = Rented.Doubles(w.Length);
            var kept = memory.Span;
            for (var i = 0; i < w.Length; i++) kept[i] = signs[i] == 0 ? v[i] : 0;
            Square(kept, result);
            for (var i = 0; i < w.Length; i++) result[i] = kept[i] - (stepsize * result[i]);
        }

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
        {
            // dt = τ(D(dd − dD'w) + dD x).
            var moved = new CscMatrix(d.Pattern, direction[(_n + 1)..]);
            double[] dx = new double[_n], rows = new double[w.Length];
            Answer([], moved, direction[.._n], dx);
            d.Multiply(dx, result);
            moved.Multiply(x, rows);
            for (var i = 0; i < w.Length; i++) result[i] = signs[i] == 0 ? stepsize * (result[i] + rows[i]) : signs[i] * direction[_n];
        }

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> v, Span<double> gradient)
        {
            double[] kept = new double[w.Length], along = new double[_n];
            gradient.Clear();
            for (var i = 0; i < w.Length; i++)
            {
                kept[i] = signs[i] == 0 ? stepsize * v[i] : 0;
                gradient[_n] += signs[i] * v[i];
            }

            d.AddTransposedMultiply(kept, along);
            along.CopyTo(gradient);
            ByEntries(kept, along, gradient[(_n + 1)..]);
        }

        public override void Output(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> output) =>
            Answer(state, new(d.Pattern, direction[(_n + 1)..]), direction[.._n], output);

        public override void OutputTransposed(ReadOnlySpan<double> seed, Span<double> state, Span<double> gradient)
        {
            d.Multiply(seed, state);
            foreach (ref var entry in state) entry = -entry;
            for (var j = 0; j < _n; j++) gradient[j] += seed[j];
            ByEntries([], seed, gradient[(_n + 1)..]);
        }

        /// <summary>Adds a x' − w b' on the pattern of D.</summary>
        private void ByEntries(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> gradient)
        {
            var pointers = d.Pattern.ColumnPointers;
            var rows = d.Pattern.RowIndices;
            for (var j = 0; j < _n; j++)
            {
                for (var k = pointers[j]; k < pointers[j + 1]; k++) gradient[k] += (a.IsEmpty ? 0 : a[rows[k]] * x[j]) - (w[rows[k]] * b[j]);
            }
        }

        /// <summary>dx = dd − D'dw − dD'w.</summary>
        private void Answer(ReadOnlySpan<double> state, CscMatrix moved, ReadOnlySpan<double> ofData, Span<double> dx)
        {
            dx.Clear();
            moved.AddTransposedMultiply(w, dx);
            if (!state.IsEmpty) d.AddTransposedMultiply(state, dx);
            for (var j = 0; j < _n; j++) dx[j] = ofData[j] - dx[j];
        }

        /// <summary>DD'v.</summary>
        private void Square(ReadOnlySpan<double> v, Span<double> result)
        {
            using var memory = Rented.Doubles(_n);
            memory.Span.Clear();
            d.AddTransposedMultiply(v, memory.Span);
            d.Multiply(memory.Span, result);
        }
    }
}

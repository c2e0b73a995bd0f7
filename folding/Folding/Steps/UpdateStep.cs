using System.Buffers;
using System.Runtime.InteropServices;

namespace Folding;

/// <summary>
/// A step of your own, written once as generic arithmetic. Forward products run it on dual numbers, reverse products sweep a tape
/// that was recorded once at the point; both are exact to rounding, and comparisons that are undecided are reported as kinks.
/// </summary>
public abstract class UpdateStep : Step
{
    /// <inheritdoc/>
    protected UpdateStep(int stateCount, int parameterCount)
        : base(stateCount, parameterCount)
    {
    }

    /// <summary>Writes U(x, c). Must not keep anything and must write every entry of <paramref name="next"/>.</summary>
    /// <param name="x">The state.</param>
    /// <param name="c">The parameters.</param>
    /// <param name="next">The next state; zeros on entry.</param>
    public abstract void Apply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> c, Span<T> next)
        where T : struct, IScalar<T>;

    /// <inheritdoc/>
    public sealed override void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> next)
    {
        next.Clear();
        Apply<Real>(MemoryMarshal.Cast<double, Real>(state), MemoryMarshal.Cast<double, Real>(parameters), MemoryMarshal.Cast<double, Real>(next));
    }

    /// <inheritdoc/>
    public sealed override StepLinearization Linearize(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters) => new Recording(this, state, parameters);

    private sealed class Recording : StepLinearization
    {
        private readonly UpdateStep _step;
        private readonly double[] _state;
        private readonly double[] _parameters;
        private readonly ScalarTape _tape = new();
        private readonly int[] _outputs;

        public Recording(UpdateStep step, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
        {
            (_step, _state, _parameters) = (step, state.ToArray(), parameters.ToArray());
            var x = Array.ConvertAll(_state, _tape.Input);
            var c = Array.ConvertAll(_parameters, _tape.Input);
            var next = new Recorded[x.Length];
            step.Apply<Recorded>(x, c, next);
            _outputs = Array.ConvertAll(next, static value => value.Tape is null ? -1 : value.Index);
        }

        public override int StateCount => _state.Length;

        public override int ParameterCount => _parameters.Length;

        public override int Kinks => _tape.Ties;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result) => Forward(v, [], result);

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result) => Forward([], direction, result);

        public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result) => Reverse(v, 0, result);

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> v, Span<double> gradient) => Reverse(v, StateCount, gradient);

        private void Forward(ReadOnlySpan<double> dx, ReadOnlySpan<double> dc, Span<double> result)
        {
            int n = StateCount, p = ParameterCount;
            var memory = ArrayPool<Dual>.Shared.Rent((2 * n) + p);
            Span<Dual> x = memory.AsSpan(0, n), c = memory.AsSpan(n, p), next = memory.AsSpan(n + p, n);
            for (var k = 0; k < n; k++) x[k] = new(_state[k], dx.IsEmpty ? 0 : dx[k]);
            for (var k = 0; k < p; k++) c[k] = new(_parameters[k], dc.IsEmpty ? 0 : dc[k]);
            next.Clear();
            _step.Apply<Dual>(x, c, next);
            for (var k = 0; k < n; k++) result[k] = next[k].Slope;
            ArrayPool<Dual>.Shared.Return(memory);
        }

        private void Reverse(ReadOnlySpan<double> v, int first, Span<double> result)
        {
            using var memory = Rented.Doubles(_tape.Count);
            var adjoints = memory.Span;
            adjoints.Clear();
            for (var k = 0; k < v.Length; k++)
            {
                if (_outputs[k] >= 0) adjoints[_outputs[k]] += v[k];
            }

            _tape.SweepBack(adjoints);
            adjoints.Slice(first, result.Length).CopyTo(result);
        }
    }
}

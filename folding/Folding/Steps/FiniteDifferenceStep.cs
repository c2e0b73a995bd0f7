namespace Folding;

/// <summary>A step known by its values alone: writes U(x, c) into next.</summary>
/// <param name="state">x.</param>
/// <param name="parameters">c.</param>
/// <param name="next">U(x, c).</param>
public delegate void StepFunction(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> next);

/// <summary>
/// The last resort for a step that cannot be written as an <see cref="UpdateStep"/>: its Jacobians by central differences, one
/// pair of evaluations per entry of state and parameters. Reports say so, and the trust is at most approximate.
/// </summary>
public sealed class FiniteDifferenceStep : Step
{
    private readonly StepFunction _function;

    /// <summary>A step.</summary>
    /// <param name="stateCount">Length of the state.</param>
    /// <param name="parameterCount">Length of c.</param>
    /// <param name="function">U.</param>
    public FiniteDifferenceStep(int stateCount, int parameterCount, StepFunction function)
        : base(stateCount, parameterCount)
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = function;
    }

    /// <inheritdoc/>
    public override string Name => "finite differences";

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> next) => _function(state, parameters, next);

    /// <inheritdoc/>
    public override StepLinearization Linearize(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        double[] x = state.ToArray(), c = parameters.ToArray();
        return new Dense(Columns(x, x, c), Columns(c, x, c), x.Length, c.Length);
    }

    /// <summary>The derivative by each entry of <paramref name="moved"/>, which is x or c.</summary>
    private double[] Columns(double[] moved, double[] x, double[] c)
    {
        var columns = new double[moved.Length * StateCount];
        double[] ahead = new double[StateCount], behind = new double[StateCount];
        for (var j = 0; j < moved.Length; j++)
        {
            // The cube root of the rounding unit balances truncation and rounding.
            var value = moved[j];
            var step = 6e-6 * Math.Max(1, Math.Abs(value));
            moved[j] = value + step;
            _function(x, c, ahead);
            moved[j] = value - step;
            _function(x, c, behind);
            moved[j] = value;
            for (var i = 0; i < StateCount; i++) columns[(j * StateCount) + i] = (ahead[i] - behind[i]) / (2 * step);
        }

        return columns;
    }

    private sealed class Dense(double[] byState, double[] byParameters, int n, int p) : StepLinearization
    {
        public override int StateCount => n;

        public override int ParameterCount => p;

        public override bool IsApproximate => true;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result) => Forward(byState, v, result);

        public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result) => Reverse(byState, v, result);

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result) => Forward(byParameters, direction, result);

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> v, Span<double> gradient) => Reverse(byParameters, v, gradient);

        private void Forward(double[] columns, ReadOnlySpan<double> v, Span<double> result)
        {
            result.Clear();
            for (var j = 0; j < v.Length; j++)
                for (var i = 0; i < n; i++)
                    result[i] += columns[(j * n) + i] * v[j];
        }

        private void Reverse(double[] columns, ReadOnlySpan<double> v, Span<double> result)
        {
            for (var j = 0; j < result.Length; j++) result[j] = Vectors.Dot(columns.AsSpan(j * n, n), v);
        }
    }
}

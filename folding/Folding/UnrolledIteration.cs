using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Folding;

/// <summary>
/// K recorded steps of any <see cref="Step"/>, the baseline that folding is compared with: the derivative of the truncated algorithm
/// <c>s_{k+1} = U(s_k, c)</c>, whether it has arrived or not. With Φ_k and Ψ_k at s_k, and v = g on s_K,
/// <code>dLoss/dc += Ψ_k'v,   v ← Φ_k'v,   k = K − 1 … 0</code>
/// The start is a constant. From the solution this is fixed-point iteration truncated after K − 1 steps. Memory grows with K.
/// </summary>
public sealed class UnrolledIteration
{
    private readonly Step _step;
    private readonly StepLinearization[] _steps;
    private readonly StepLinearization? _end;
    private readonly GradientReport _report;

    internal UnrolledIteration(Step step, ReadOnlySpan<double> start, ReadOnlySpan<double> parameters, int iterations)
    {
        (_step, _steps, Parameters) = (step, new StepLinearization[iterations], [.. parameters]);
        double[] state = start.ToArray(), next = new double[state.Length];
        var moved = 0.0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var taken = 0;
        while (taken < iterations && Vectors.IsFinite(state))
        {
            _steps[taken++] = step.Linearize(state, parameters);
            step.Evaluate(state, parameters, next);
            moved = TensorPrimitives.Distance<double>(state, next);
            (state, next) = (next, state);
        }

        RecordedBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        State = [.. state];
        var output = new double[step.OutputCount];
        _report = new() { Method = "unroll", Trust = TrustLevel.None, Iterations = taken, Notes = [$"the iteration of {step.Name} overflows after {taken} steps"] };
        if (Vectors.IsFinite(state))
        {
            step.Output(state, parameters, output);
            _end = step.Linearize(state, parameters);
            _report = Describe(moved);
        }

        Output = QuadraticData.Frozen(output);
    }

    /// <summary>s_K.</summary>
    public ImmutableArray<double> State { get; }

    /// <summary>c.</summary>
    public ImmutableArray<double> Parameters { get; }

    /// <summary>The answer x that is read off the last state; zeros where the iteration overflowed.</summary>
    public ImmutableArray<double> Output { get; }

    /// <summary>Bytes that were allocated to record the steps.</summary>
    public long RecordedBytes { get; }

    /// <summary>Reverse mode through the steps: the gradient in c of a loss with dLoss/dx = <paramref name="seed"/>.</summary>
    /// <param name="seed">Length of <see cref="Output"/>.</param>
    /// <returns>One number per parameter, of trust approximate; zeros with trust none where there is no gradient; never NaN.</returns>
    /// <exception cref="ArgumentException">The seed has a wrong length or an entry that is not finite.</exception>
    public Gradient<ImmutableArray<double>> Vjp(ReadOnlySpan<double> seed)
    {
        Vectors.RequireFinite(seed, Output.Length, nameof(seed));
        var gradient = new double[Parameters.Length];
        if (_end is null) return new(QuadraticData.Frozen(gradient), _report);
        double[] v = new double[State.Length], before = new double[v.Length], term = new double[gradient.Length];
        _end.OutputTransposed(seed, v, gradient);
        for (var k = _steps.Length - 1; k >= 0; k--)
        {
            _steps[k].MultiplyParametersTransposed(v, term);
            for (var p = 0; p < gradient.Length; p++) gradient[p] += term[p];
            _steps[k].MultiplyTransposed(v, before);
            (v, before) = (before, v);
        }

        return Vectors.IsFinite(gradient) ? new(QuadraticData.Frozen(gradient), _report) : new(QuadraticData.Frozen(new double[gradient.Length]), NotFinite());
    }

    /// <summary>Forward mode through the steps: the derivative of x along a direction of c.</summary>
    /// <param name="direction">Length of <see cref="Parameters"/>.</param>
    /// <exception cref="ArgumentException">The direction has a wrong length or an entry that is not finite.</exception>
    public Tangent Jvp(ReadOnlySpan<double> direction)
    {
        Vectors.RequireFinite(direction, Parameters.Length, nameof(direction));
        var output = new double[Output.Length];
        if (_end is null) return new(QuadraticData.Frozen(output), [], _report);
        double[] u = new double[State.Length], next = new double[u.Length], pushed = new double[u.Length];
        foreach (var step in _steps)
        {
            step.Multiply(u, next);
            step.MultiplyParameters(direction, pushed);
            for (var k = 0; k < u.Length; k++) u[k] = next[k] + pushed[k];
        }

        _end.Output(u, direction, output);
        return Vectors.IsFinite(output) ? new(QuadraticData.Frozen(output), [], _report) : new(QuadraticData.Frozen(new double[output.Length]), [], NotFinite());
    }

    private GradientReport Describe(double moved)
    {
        var kinks = _steps.Sum(static step => step.Kinks);
        var report = new GradientReport
        {
            Method = "unroll",
            Trust = TrustLevel.Approximate,
            Iterations = _steps.Length,
            WeaklyActive = kinks,
            Notes = [
                $"{_steps.Length} steps of {_step.Name}",
                FormattableString.Invariant($"{1e-6 * RecordedBytes:G3} MB recorded"),
                FormattableString.Invariant($"the last step moved the state by {moved:0.#e0}"),
            ],
        };
        return kinks == 0 ? report : report with { Notes = report.Notes.Add($"the steps have a kink in {kinks} place{(kinks == 1 ? "" : "s")}") };
    }

    private GradientReport NotFinite() => _report with { Trust = TrustLevel.None, Notes = _report.Notes.Add("the derivative through the steps is not finite") };
}

using System.Collections.Immutable;

namespace Folding;

/// <summary>A black box that solves: from parameters c to a state s with s = U(s, c).</summary>
/// <param name="parameters">c.</param>
/// <returns>The state, of the length of the step's.</returns>
public delegate double[] FixedPointOracle(ReadOnlySpan<double> parameters);

/// <summary>
/// A differentiable layer made of any oracle and an <see cref="Step"/> that has the oracle's answer as its fixed point: forward, the
/// oracle solves; backward, the step is folded. Immutable and thread-safe as far as the oracle is.
/// </summary>
public sealed class FixedPointLayer
{
    private readonly double _fixedPointTolerance = 1e-6;
    private readonly FixedPointOracle? _oracle;

    /// <summary>A layer.</summary>
    /// <param name="step">The step.</param>
    /// <param name="rule">How the linear system is solved; GMRES where it is null.</param>
    /// <param name="oracle">What <see cref="Forward"/> asks; null where solutions come from elsewhere, by <see cref="Record"/>.</param>
    public FixedPointLayer(Step step, Rule? rule = null, FixedPointOracle? oracle = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Step, Rule, _oracle) = (step, rule ?? new GmresRule(), oracle);
    }

    /// <summary>The step.</summary>
    public Step Step { get; }

    /// <summary>The rule.</summary>
    public Rule Rule { get; }

    /// <inheritdoc cref="Folded.FixedPointTolerance"/>
    public double FixedPointTolerance
    {
        get => _fixedPointTolerance;
        init => _fixedPointTolerance = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The tolerance must be positive.");
    }

    /// <summary>Asks the oracle and records its answer.</summary>
    /// <param name="parameters">c.</param>
    /// <exception cref="ArgumentException">c has a wrong length or a NaN.</exception>
    /// <exception cref="InvalidOperationException">The layer has no oracle, or its answer has a wrong length or a NaN.</exception>
    public FixedPoint Forward(ReadOnlySpan<double> parameters)
    {
        RequireParameters(parameters);
        if (_oracle is null) throw new InvalidOperationException("This layer has no oracle: give one to the constructor, or record a solution with Record.");
        var state = _oracle(parameters);
        if (state.Length != Step.StateCount || state.AsSpan().ContainsAny(double.NaN, double.PositiveInfinity, double.NegativeInfinity))
            throw new InvalidOperationException($"The oracle's answer must be {Step.StateCount} finite numbers; it has {state.Length}, or one that is not finite.");
        return new(this, state, parameters);
    }

    /// <summary>Records a fixed point that was found elsewhere.</summary>
    /// <param name="state">s.</param>
    /// <param name="parameters">c.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite.</exception>
    public FixedPoint Record(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        Vectors.RequireFinite(state, Step.StateCount, nameof(state));
        RequireParameters(parameters);
        return new(this, state, parameters);
    }

    /// <summary>
    /// Unrolling, the baseline: takes K steps and records them. From zero or any other state it is the algorithm as it runs; from a
    /// solution, "unfolding".
    /// </summary>
    /// <param name="start">The state the first step starts from, a constant.</param>
    /// <param name="parameters">c.</param>
    /// <param name="iterations">K, positive.</param>
    /// <exception cref="ArgumentException">A length is wrong, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">K is not positive.</exception>
    public UnrolledIteration Unroll(ReadOnlySpan<double> start, ReadOnlySpan<double> parameters, int iterations)
    {
        Vectors.RequireFinite(start, Step.StateCount, nameof(start));
        RequireParameters(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        return new(Step, start, parameters, iterations);
    }

    /// <summary>Infinite parameters are bounds that are not there.</summary>
    private void RequireParameters(ReadOnlySpan<double> parameters)
    {
        if (parameters.Length != Step.ParameterCount)
            throw new ArgumentException($"parameters has length {parameters.Length}; expected {Step.ParameterCount}.", nameof(parameters));
        for (var k = 0; k < parameters.Length; k++)
        {
            if (double.IsNaN(parameters[k])) throw new ArgumentException($"parameters[{k}] is NaN.", nameof(parameters));
        }
    }
}

/// <summary>
/// A fixed point s = U(s, c) and its derivative in c. <see cref="Vjp"/> and <see cref="Jvp"/> may be called many times and from several
/// threads; they share the linearization, and what the rule computes once.
/// </summary>
public sealed class FixedPoint
{
    private readonly FixedPointLayer _layer;
    private readonly FixedPointCheck _check;
    private readonly Lazy<(StepLinearization Step, RuleSolver Solver, GradientReport Diagnosis)> _derivative;

    internal FixedPoint(FixedPointLayer layer, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        _layer = layer;
        (State, Parameters) = ([.. state], [.. parameters]);
        var next = new double[state.Length];
        layer.Step.Evaluate(state, parameters, next);
        _check = new(state, next, layer.FixedPointTolerance);
        var output = new double[layer.Step.OutputCount];
        layer.Step.Output(state, parameters, output);
        Output = QuadraticData.Frozen(output);
        _derivative = new(Linearize);
    }

    /// <summary>s.</summary>
    public ImmutableArray<double> State { get; }

    /// <summary>c.</summary>
    public ImmutableArray<double> Parameters { get; }

    /// <summary>The answer x that is read off the state.</summary>
    public ImmutableArray<double> Output { get; }

    /// <summary>|U(s) − s| / (1 + |s|), largest entries.</summary>
    public double Residual => _check.Residual;

    /// <summary>Estimate of ρ(Φ), the contraction of the step at this point.</summary>
    public double SpectralRadius => _derivative.Value.Step.SpectralRadius;

    /// <summary>Reverse mode: the gradient in c of a loss with dLoss/dx = <paramref name="seed"/>.</summary>
    /// <param name="seed">Length of <see cref="Output"/>.</param>
    /// <returns>One number per parameter, zeros with trust none where there is no gradient; never NaN.</returns>
    /// <exception cref="ArgumentException">The seed has a wrong length or an entry that is not finite.</exception>
    public Gradient<ImmutableArray<double>> Vjp(ReadOnlySpan<double> seed)
    {
        Vectors.RequireFinite(seed, Output.Length, nameof(seed));
        var gradient = new double[Parameters.Length];
        if (_check.WhyNot is { } reason) return new(QuadraticData.Frozen(gradient), NoDerivative(reason));
        var (step, solver, diagnosis) = _derivative.Value;
        using var memory = Rented.Doubles(2 * State.Length);
        Span<double> g = memory.Span[..State.Length], v = memory.Span[State.Length..];
        var direct = new double[gradient.Length];
        step.OutputTransposed(seed, g, direct);
        if (!IsFinite(g)) return new(QuadraticData.Frozen(gradient), NoDerivative(NotFinite));
        var report = diagnosis.After(solver.Solve(g, v));
        if (report.Trust == TrustLevel.None) return new(QuadraticData.Frozen(gradient), report);
        step.MultiplyParametersTransposed(v, gradient);
        for (var k = 0; k < gradient.Length; k++) gradient[k] += direct[k];
        return IsFinite(gradient) ? new(QuadraticData.Frozen(gradient), report) : new(QuadraticData.Frozen(new double[gradient.Length]), NoDerivative(NotFinite));
    }

    /// <summary>Forward mode: the derivative of x along a direction of c.</summary>
    /// <param name="direction">Length of <see cref="Parameters"/>.</param>
    /// <exception cref="ArgumentException">The direction has a wrong length or an entry that is not finite.</exception>
    public Tangent Jvp(ReadOnlySpan<double> direction)
    {
        Vectors.RequireFinite(direction, Parameters.Length, nameof(direction));
        var output = new double[Output.Length];
        if (_check.WhyNot is { } reason) return new(QuadraticData.Frozen(output), [], NoDerivative(reason));
        var (step, solver, diagnosis) = _derivative.Value;
        using var memory = Rented.Doubles(2 * State.Length);
        Span<double> b = memory.Span[..State.Length], u = memory.Span[State.Length..];
        step.MultiplyParameters(direction, b);
        if (!IsFinite(b)) return new(QuadraticData.Frozen(output), [], NoDerivative(NotFinite));
        var report = diagnosis.After(solver.Solve(b, u, transposed: false));
        if (report.Trust == TrustLevel.None) return new(QuadraticData.Frozen(output), [], report);
        step.Output(u, direction, output);
        return IsFinite(output) ? new(QuadraticData.Frozen(output), [], report) : new(QuadraticData.Frozen(new double[output.Length]), [], NoDerivative(NotFinite));
    }

    private const string NotFinite = "the derivative of the step is not finite at this point";

    private (StepLinearization Step, RuleSolver Solver, GradientReport Diagnosis) Linearize()
    {
        var step = _layer.Step.Linearize(State.AsSpan(), Parameters.AsSpan());
        var report = new GradientReport
        {
            Method = _layer.Rule.Name,
            Trust = step.IsApproximate ? TrustLevel.Approximate : step.Kinks > 0 ? TrustLevel.Subgradient : TrustLevel.Exact,
            WeaklyActive = step.Kinks,
            Notes = [$"step {_layer.Step.Name}, {_check}"],
        };
        if (step.Kinks > 0) report = report with { Notes = report.Notes.Add($"the step has a kink in {step.Kinks} place{(step.Kinks == 1 ? "" : "s")}") };
        if (step.IsApproximate) report = report with { Notes = report.Notes.Add("the Jacobians of the step are finite differences") };
        return (step, _layer.Rule.On(step), report);
    }

    private GradientReport NoDerivative(string reason) => new() { Method = _layer.Rule.Name, Trust = TrustLevel.None, Notes = [$"step {_layer.Step.Name}: {reason}"] };

    private static bool IsFinite(ReadOnlySpan<double> values) => double.IsFinite(Vectors.Norm(values));
}

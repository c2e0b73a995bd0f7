using Folding.Problems;

namespace Folding;

/// <summary>
/// The proximal gradient step, which is the projected gradient step where the second function is the indicator of a set:
/// <code>x ← prox_{αg}(x − α∇f(x, c_f), c_g),   Φ = D(I − αH),   Ψ = −αD ∇²_xc f  and  ∂prox/∂c_g</code>
/// with D the (symmetric) derivative of the proximal map. The parameters are those of f, then those of g. Every α has the same fixed
/// point and gradient; it decides how fast fixed-point iteration goes.
/// </summary>
public sealed class ProximalGradientStep : Step
{
    private readonly SmoothObjective _objective;
    private readonly Proximal _proximal;
    private readonly double? _stepsize;

    /// <summary>A step.</summary>
    /// <param name="objective">f.</param>
    /// <param name="proximal">g, or the set.</param>
    /// <param name="stepsize">α; null to choose 2/(m + M) from the curvature along the active face at every point, which is meant for the backward pass.</param>
    /// <exception cref="ArgumentException">The sizes differ, or the stepsize is not positive.</exception>
    public ProximalGradientStep(SmoothObjective objective, Proximal proximal, double? stepsize = null)
        : base((objective ?? throw new ArgumentNullException(nameof(objective))).Size, objective.ParameterCount + (proximal ?? throw new ArgumentNullException(nameof(proximal))).ParameterCount)
    {
        if (proximal.Size != objective.Size) throw new ArgumentException($"f has {objective.Size} variables, g has {proximal.Size}; the two must be equal.", nameof(proximal));
        if (stepsize is { } given && !(given > 0 && double.IsFinite(given))) throw new ArgumentException($"The stepsize is {given}; it must be positive.", nameof(stepsize));
        (_objective, _proximal, _stepsize) = (objective, proximal, stepsize);
    }

    /// <inheritdoc/>
    public override string Name => "proximal gradient";

    /// <summary>The stepsize at a point: the one that was given, or the one with the smallest estimated contraction.</summary>
    public double StepsizeAt(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        if (_stepsize is { } given) return given;
        double[] x = state.ToArray(), c = parameters[.._objective.ParameterCount].ToArray(), start = new double[x.Length], along = new double[x.Length];
        WeylSequence.Fill(start);
        var (_, most) = Curvature.Extremes((v, result) => _objective.MultiplyHessian(x, c, v, result), start);
        if (most <= 0) return 1;
        // The face is the same for every stepsize.
        var face = DerivativeAt(x, parameters, 1 / most);
        face.Multiply(start, along);
        var hessian = new double[x.Length];
        return Curvature.BestStepsize(
            (v, result) =>
            {
                _objective.MultiplyHessian(x, c, v, hessian);
                face.Multiply(hessian, result);
            },
            along);
    }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> next)
    {
        var stepsize = StepsizeAt(state, parameters);
        _proximal.Apply(Moved(state, parameters, stepsize), stepsize, parameters[_objective.ParameterCount..], next);
    }

    /// <inheritdoc/>
    public override StepLinearization Linearize(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        var stepsize = StepsizeAt(state, parameters);
        return new Derivative(this, state.ToArray(), parameters[.._objective.ParameterCount].ToArray(), DerivativeAt(state, parameters, stepsize), stepsize);
    }

    private ProximalDerivative DerivativeAt(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, double stepsize) =>
        _proximal.At(Moved(state, parameters, stepsize), stepsize, parameters[_objective.ParameterCount..]);

    /// <summary>x − α∇f.</summary>
    private double[] Moved(ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, double stepsize)
    {
        var moved = new double[state.Length];
        _objective.Gradient(state, parameters[.._objective.ParameterCount], moved);
        for (var j = 0; j < moved.Length; j++) moved[j] = state[j] - (stepsize * moved[j]);
        return moved;
    }

    private sealed class Derivative(ProximalGradientStep step, double[] x, double[] c, ProximalDerivative face, double stepsize) : StepLinearization
    {
        public override int StateCount => x.Length;

        public override int ParameterCount => step.ParameterCount;

        public override int Kinks => face.Kinks;

        /// <summary>Rows are scaled where D is diagonal: Φ then has the pattern of I − αH.</summary>
        public override SparsityPattern? Pattern { get; } = face.IsDiagonal && step._objective.HessianPattern is { } hessian ? Full(hessian) : null;

        public override void Multiply(ReadOnlySpan<double> v, Span<double> result)
        {
            using var memory = Rented.Doubles(v.Length);
            Descend(v, memory.Span);
            face.Multiply(memory.Span, result);
        }

        public override void MultiplyTransposed(ReadOnlySpan<double> v, Span<double> result)
        {
            using var memory = Rented.Doubles(v.Length);
            face.Multiply(v, memory.Span);
            Descend(memory.Span, result);
        }

        public override void MultiplyParameters(ReadOnlySpan<double> direction, Span<double> result)
        {
            using var memory = Rented.Doubles(2 * x.Length);
            Span<double> moved = memory.Span[..x.Length], ofSet = memory.Span[x.Length..];
            step._objective.MultiplyMixed(x, c, direction[..c.Length], moved);
            foreach (ref var entry in moved) entry *= -stepsize;
            face.Multiply(moved, result);
            face.MultiplyParameters(direction[c.Length..], ofSet);
            for (var j = 0; j < ofSet.Length; j++) result[j] += ofSet[j];
        }

        public override void MultiplyParametersTransposed(ReadOnlySpan<double> v, Span<double> gradient)
        {
            using var memory = Rented.Doubles(x.Length);
            face.Multiply(v, memory.Span);
            foreach (ref var entry in memory.Span) entry *= -stepsize;
            step._objective.MultiplyMixedTransposed(x, c, memory.Span, gradient[..c.Length]);
            face.MultiplyParametersTransposed(v, gradient[c.Length..]);
        }

        /// <summary>(I − αH)v.</summary>
        private void Descend(ReadOnlySpan<double> v, Span<double> result)
        {
            step._objective.MultiplyHessian(x, c, v, result);
            for (var j = 0; j < result.Length; j++) result[j] = v[j] - (stepsize * result[j]);
        }

        /// <summary>Both triangles and the diagonal.</summary>
        private static SparsityPattern Full(SparsityPattern pattern) => CscMatrix.FromTriplets(
            pattern.Rows, pattern.Columns,
            new CscMatrix(pattern, new double[pattern.Count]).Entries().SelectMany(static e => (IEnumerable<(int, int, double)>)[(e.Row, e.Column, 1.0), (e.Column, e.Row, 1.0)])
                .Concat(Enumerable.Range(0, pattern.Columns).Select(static j => (j, j, 1.0)))).Pattern;
    }
}

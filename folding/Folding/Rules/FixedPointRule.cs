using System.Buffers;
using System.Numerics.Tensors;

namespace Folding;

/// <summary>
/// Linear fixed-point iteration (LFPI): <c>v ← Φ'v + g</c> from v = g, the backward pass of unfolding at the solution. It converges
/// iff ρ(Φ) &lt; 1, at the rate −log ρ(Φ); an estimate of ρ(Φ) comes first, and where that is no contraction the rule refuses.
/// </summary>
public sealed record FixedPointRule : Rule
{
    /// <summary>From this estimate of ρ(Φ) on the iteration would take more than 1e5 steps, if it converged.</summary>
    private const double NoContraction = 1 - 1e-4;

    private readonly double _tolerance = 1e-12;
    private readonly int _maximumIterations = 20_000;
    private readonly int _anderson;
    private readonly int? _truncation;

    /// <summary>Wanted residual relative to the right-hand side; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The tolerance must be positive.");
    }

    /// <summary>Largest number of steps; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int MaximumIterations
    {
        get => _maximumIterations;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maximumIterations = value;
        }
    }

    /// <summary>Steps that Anderson acceleration looks back; 0, the default, for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Anderson
    {
        get => _anderson;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _anderson = value;
        }
    }

    /// <summary>
    /// Exactly this many steps and no question about convergence; 0 is one-step differentiation. The gradient is then
    /// approximate. Null, the default, for iteration to the tolerance.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? Truncation
    {
        get => _truncation;
        init
        {
            if (value is < 0) throw new ArgumentOutOfRangeException(nameof(value), value, "The number of steps must not be negative.");
            _truncation = value;
        }
    }

    /// <inheritdoc/>
    public override string Name => "lfpi";

    /// <inheritdoc/>
    public override RuleSolver On(StateJacobian jacobian) => new Solver(this, jacobian);

    private sealed class Solver(FixedPointRule rule, StateJacobian jacobian) : RuleSolver(jacobian)
    {
        private protected override RuleOutcome Run(ReadOnlySpan<double> g, Span<double> v, bool transposed)
        {
            double? radius = null;
            if (rule.Truncation is null)
            {
                radius = Jacobian.SpectralRadius;
                if (!(radius < NoContraction))
                {
                    return new(StopReason.Refused, 1, 0)
                    {
                        Contraction = radius,
                        Note = FormattableString.Invariant($"fixed-point iteration refused: the spectral radius of the step is about {radius:G6}, not below 1; another stepsize may contract, and gmres and jacobian do not need it to"),
                    };
                }
            }

            var memory = ArrayPool<double>.Shared.Rent(2 * g.Length);
            try
            {
                var outcome = Iterate(g, v, memory.AsSpan(0, g.Length), memory.AsSpan(g.Length, g.Length), transposed);
                return outcome with { Contraction = radius };
            }
            finally
            {
                ArrayPool<double>.Shared.Return(memory);
            }
        }

        private RuleOutcome Iterate(ReadOnlySpan<double> g, Span<double> v, Span<double> next, Span<double> change, bool transposed)
        {
            var size = Vectors.Norm(g);
            var limit = rule.Truncation ?? rule.MaximumIterations;
            using var acceleration = rule.Anderson > 0 ? new AndersonMixing(g.Length, rule.Anderson) : null;
            var divergence = new DivergenceTest();
            var residual = 1.0;
            g.CopyTo(v);
            for (var k = 1; k <= limit; k++)
            {
                Jacobian.Multiply(v, next, transposed);
                TensorPrimitives.Add(next, g, next);
                TensorPrimitives.Subtract(next, v, change);
                residual = Vectors.Norm(change) / size;
                if (rule.Truncation is null && divergence.Stalls(residual))
                {
                    v.Clear();
                    return new(StopReason.Diverged, residual, k) { Note = FormattableString.Invariant($"fixed-point iteration does not converge: after {k} steps the residual is {residual:G2}; gmres and jacobian do not need a contraction") };
                }

                if (acceleration is null || residual <= rule.Tolerance) next.CopyTo(v);
                else acceleration.Mix(v, next, change);
                if (residual <= rule.Tolerance && rule.Truncation is null) return new(StopReason.Converged, residual, k);
            }

            return rule.Truncation is null
                ? new(StopReason.IterationLimit, residual, limit) { Note = FormattableString.Invariant($"fixed-point iteration stopped after {limit} steps at a residual of {residual:G2}") }
                : new(StopReason.Truncated, residual, limit) { Note = $"truncated after {limit} steps" };
        }
    }

    /// <summary>
    /// |D_k| &gt; 1e3 |D_0|, or after 100 steps a mean ratio of the last 20 |D_k| of 1 − 1e-4 or more. The geometric mean, since with eigenvalues
    /// ±λ, which the best stepsize brings about, every other ratio is above 1.
    /// </summary>
    private sealed class DivergenceTest
    {
        private const int Window = 20;
        private readonly double[] _changes = new double[Window];
        private int _count;
        private double _first;

        public bool Stalls(double change)
        {
            if (_count == 0) _first = change;
            ref var windowAgo = ref _changes[_count % Window];
            var before = windowAgo;
            windowAgo = change;
            _count++;
            if (!(change <= 1e3 * _first)) return true;
            return _count >= 100 && change >= before * Math.Pow(NoContraction, Window);
        }
    }
}

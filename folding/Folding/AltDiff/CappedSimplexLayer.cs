using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>What a <see cref="CappedSimplexLayer"/> minimises.</summary>
public enum SimplexKind
{
    /// <summary><c>|x − y|²</c>: the projection onto the capped simplex, sparse.</summary>
    Sparsemax,

    /// <summary><c>−y'x + Σ x_i ln x_i</c>: the softmax of y under caps.</summary>
    Softmax,
}

/// <summary>
/// The layer <c>y, u, t ↦ argmin Σ φ_i(x_i)  s.t.  1'x = t,  0 ≤ x ≤ u</c> of constrained sparsemax and softmax (Sun et al., ICLR 2023, table 3)
/// in linear time and memory per iteration. It starts where the scalar dual problem puts it, unless a cold start is asked for to study
/// truncation. Immutable and safe to use from many threads at once.
/// </summary>
public sealed class CappedSimplexLayer
{
    /// <summary>A layer of one kind; by default it keeps no iterates and differentiates at the limit.</summary>
    /// <param name="kind">What it minimises.</param>
    /// <param name="options">When and how the iteration runs.</param>
    public CappedSimplexLayer(SimplexKind kind, AltDiffOptions? options = null)
    {
        if (kind is not (SimplexKind.Sparsemax or SimplexKind.Softmax)) throw new ArgumentException($"{kind} is not a kind of layer.", nameof(kind));
        Kind = kind;
        Options = options ?? new() { KeepIterates = false };
    }

    /// <summary>What the layer minimises.</summary>
    public SimplexKind Kind { get; }

    /// <summary>When and how the iteration runs.</summary>
    public AltDiffOptions Options { get; }

    /// <summary>Whether the iteration starts at zero multipliers, as in the paper, instead of near the solution.</summary>
    public bool ColdStart { get; init; }

    /// <summary>Solves.</summary>
    /// <param name="y">y, length n.</param>
    /// <param name="upper">Caps u, length n, not negative, positive for softmax; +∞ allowed.</param>
    /// <param name="total">t, positive.</param>
    /// <param name="cancellation">Stops the run with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A length is wrong, an entry is NaN or out of range; the message names it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public CappedSimplexTape Forward(ReadOnlySpan<double> y, ReadOnlySpan<double> upper, double total, CancellationToken cancellation = default)
    {
        Vectors.RequireFinite(y, y.Length, nameof(y));
        if (y.IsEmpty) throw new ArgumentException("y is empty; a simplex has at least one coordinate.", nameof(y));
        if (upper.Length != y.Length) throw new ArgumentException($"upper has length {upper.Length}; expected {y.Length}.", nameof(upper));
        if (!(total > 0) || !double.IsFinite(total)) throw new ArgumentException($"total is {total}; it must be positive and finite.", nameof(total));
        double caps = 0;
        for (var i = 0; i < upper.Length; i++)
        {
            if (!(upper[i] >= 0) || (upper[i] == 0 && Kind == SimplexKind.Softmax))
                throw new ArgumentException($"upper[{i}] is {upper[i]}; it must be {(Kind == SimplexKind.Softmax ? "positive" : "at least 0")}.", nameof(upper));
            caps += upper[i];
        }

        if (caps < total) return new(Kind, TerminationStatus.Infeasible, y.Length);
        // A cap beyond the total never binds; a finite one has a finite start.
        double[] finite = new double[y.Length];
        for (var i = 0; i < finite.Length; i++) finite[i] = Math.Min(upper[i], 2 * total);
        var (problem, v) = SimplexAlternation.Of(Kind, y.ToArray(), finite, total, Options.Penalty);
        var run = AlternatingRun.Of(problem, Options, ColdStart ? null : v, cancellation);
        return new(Kind, run, Options);
    }
}

/// <summary>The gradient of a loss through a <see cref="CappedSimplexLayer"/>.</summary>
/// <param name="Input">By y, length n.</param>
/// <param name="Upper">By u, length n; 0 where a cap does not bind.</param>
/// <param name="Total">By t.</param>
/// <param name="Report">Method, trust and diagnostics.</param>
public sealed record SimplexGradient(ImmutableArray<double> Input, ImmutableArray<double> Upper, double Total, GradientReport Report);

/// <summary>A solution of a <see cref="CappedSimplexLayer"/> and its derivative. Thread-safe.</summary>
public sealed class CappedSimplexTape
{
    private readonly SimplexKind _kind;
    private readonly AlternatingRun? _run;
    private readonly int _length;
    private readonly AltDiffOptions _options = new();

    internal CappedSimplexTape(SimplexKind kind, AlternatingRun run, AltDiffOptions options)
    {
        (_kind, _run, _options, _length) = (kind, run, options, run.X.Length);
        // In the limit x = z, and z is at its bounds exactly: zeros are zeros.
        Primal = run.Converged ? [.. run.X.Select((_, i) => run.Problem.Project(i + 1, run.V[i + 1]))] : QuadraticData.Frozen(run.X);
        Termination = run.Converged ? TerminationStatus.Optimal : TerminationStatus.IterationLimit;
    }

    internal CappedSimplexTape(SimplexKind kind, TerminationStatus termination, int length) => (_kind, Termination, _length) = (kind, termination, length);

    /// <summary>Optimal, truncated by the iteration count, or infeasible (the caps add up to less than the total).</summary>
    public TerminationStatus Termination { get; }

    /// <summary>x, length n; exactly at its bounds where they hold, unless the run was truncated by count; empty where there is none.</summary>
    public ImmutableArray<double> Primal { get; } = [];

    /// <summary>Iterations of the run.</summary>
    public int Iterations => _run?.Iterations ?? 0;

    /// <summary>Reverse mode by the adjoint of the fixed point: linear memory.</summary>
    /// <param name="lossByPrimal">dLoss/dx, length n.</param>
    /// <exception cref="ArgumentException">A wrong length or an entry that is not finite.</exception>
    public SimplexGradient VjpOfLimit(ReadOnlySpan<double> lossByPrimal)
    {
        Vectors.RequireFinite(lossByPrimal, _length, nameof(lossByPrimal));
        if (_run is not { } run) return None();
        var n = run.X.Length;
        double[] a = new double[n], e = new double[n + 1];
        RowActivity[] activity = new RowActivity[n + 1];
        for (var i = 0; i <= n; i++) activity[i] = run.Problem.ActivityOf(i, run.V[i]);
        var rule = new AdjointRule(Math.Clamp(0.01 * _options.Tolerance, 1e-14, 1e-4), _options.MaximumIterations, Accelerate: true);
        var outcome = new ConvergedAdjoint(run.Problem, run.Problem.CurvatureAt(run.X), activity).Solve(lossByPrimal, [], rule, a, e);
        var caps = new double[n];
        for (var i = 0; i < n; i++) caps[i] = activity[i + 1] is RowActivity.Upper or RowActivity.Equality ? e[i + 1] : 0;
        return Gradient(a, caps, e[0], outcome.Residual, outcome.Iterations);
    }

    /// <summary>Reverse mode, exact for the run as it was truncated.</summary>
    /// <param name="lossByPrimal">dLoss/dx, length n.</param>
    /// <exception cref="ArgumentException">A wrong length or an entry that is not finite.</exception>
    /// <exception cref="InvalidOperationException">The iterates were not kept.</exception>
    public SimplexGradient Vjp(ReadOnlySpan<double> lossByPrimal)
    {
        Vectors.RequireFinite(lossByPrimal, _length, nameof(lossByPrimal));
        if (_run is not { } run) return None();
        if (run.Iterates.Count != run.Iterations)
            throw new InvalidOperationException($"The iterates were not kept: set {nameof(AltDiffOptions.KeepIterates)}, or ask for {nameof(VjpOfLimit)}.");
        var total = new double[run.X.Length];
        var (_, upper) = TruncatedDerivative.Reverse(run, lossByPrimal, [], (_, _, a, _) =>
        {
            for (var i = 0; i < total.Length; i++) total[i] += a[i];
        });
        return Gradient(total, upper[1..], upper[0], null, run.Iterations);
    }

    /// <summary>dLoss/dy = −(∂∇f/∂y)'a, and ∂∇f/∂y is −2 or −1 times the identity.</summary>
    private SimplexGradient Gradient(double[] a, double[] caps, double total, double? residual, int iterations)
    {
        if (_kind == SimplexKind.Sparsemax)
        {
            for (var i = 0; i < a.Length; i++) a[i] *= 2;
        }

        var run = _run!;
        var exact = run is { Converged: true, EstimatedError: <= 1e-8 } && residual is null or <= 1e-8;
        return new(QuadraticData.Frozen(a), QuadraticData.Frozen(caps), total, new()
        {
            Method = "altdiff",
            Trust = exact ? TrustLevel.Exact : TrustLevel.Approximate,
            Residual = residual,
            Iterations = iterations,
            Contraction = run.Contraction,
            EstimatedError = run.EstimatedError,
            Notes = run.Converged ? [] : [FormattableString.Invariant($"truncated after {run.Iterations} iterations; x is estimated to be off by {run.EstimatedError:G2}, the gradient by the same order")],
        });
    }

    private SimplexGradient None() => new(
        QuadraticData.Frozen(new double[_length]), QuadraticData.Frozen(new double[_length]), 0,
        new() { Method = "altdiff", Trust = TrustLevel.None, Notes = ["the caps add up to less than the total: the layer is infeasible"] });
}

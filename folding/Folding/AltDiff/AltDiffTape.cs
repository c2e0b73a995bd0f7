using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>
/// A run of the alternating iteration and its derivatives: forward mode and exact reverse mode of the run as it was truncated, and the adjoint of
/// the fixed point taken at its last iterate. Thread-safe. Disposing a tape whose gradients have been taken gives the memory of its factors to the next run.
/// </summary>
public sealed class AltDiffTape : IDisposable
{
    private readonly AlternatingRun? _run;
    private readonly AltDiffOptions _options;
    private readonly IActiveSystem? _system;
    private readonly RowActivity[] _activity = [];
    private readonly GradientReport _report;
    private bool _isDisposed;

    internal AltDiffTape(QuadraticProgram problem, AlternatingRun run, AltDiffOptions options, IActiveSystem? system)
    {
        (Problem, _run, _options, _system) = (problem, run, options, system);
        var isFinite = Array.TrueForAll(run.X, double.IsFinite) && Array.TrueForAll(run.Y, double.IsFinite);
        if (isFinite) (Primal, Dual) = (QuadraticData.Frozen(run.X), QuadraticData.Frozen(run.Y));
        Termination = isFinite ? TerminationOf(problem, run) : TerminationStatus.NumericalError;
        _activity = system?.Activity ?? [.. run.V.Select((value, row) => run.Problem.ActivityOf(row, value))];
        _report = Describe(run);
    }

    private AltDiffTape(QuadraticProgram problem, TerminationStatus termination, string reason)
    {
        (Problem, Termination, _options) = (problem, termination, new());
        _report = new() { Method = "altdiff", Trust = TrustLevel.None, Notes = [reason] };
    }

    /// <summary>The program; for a general objective its rows and bounds with P = 0 and q = 0.</summary>
    public QuadraticProgram Problem { get; }

    /// <summary>
    /// <see cref="TerminationStatus.Optimal"/> at the tolerance, <see cref="TerminationStatus.IterationLimit"/> where the count truncated the run,
    /// <see cref="TerminationStatus.Infeasible"/> or <see cref="TerminationStatus.Unbounded"/> where the last iterates prove it.
    /// </summary>
    public TerminationStatus Termination { get; }

    /// <summary>x, length n; empty where there is none.</summary>
    public ImmutableArray<double> Primal { get; } = [];

    /// <summary>y, length m, with <c>∇f + A'y = 0</c> in the limit; empty where there is none.</summary>
    public ImmutableArray<double> Dual { get; } = [];

    /// <summary>Iterations of the run.</summary>
    public int Iterations => _run?.Iterations ?? 0;

    /// <summary>Estimated distance of x from its limit, relative to 1 + |x|; that of the gradient is of the same order.</summary>
    public double EstimatedError => _run?.EstimatedError ?? double.PositiveInfinity;

    private bool HasPoint => _run is not null && Termination is TerminationStatus.Optimal or TerminationStatus.IterationLimit;

    internal static AltDiffTape Without(QuadraticProgram problem, TerminationStatus termination, string reason) => new(problem, termination, reason);

    /// <summary>Reverse mode, exact for the run as it was truncated.</summary>
    /// <param name="seed">dLoss/dx and dLoss/dy.</param>
    /// <exception cref="ArgumentException">The seed has a wrong length or an entry that is not finite.</exception>
    /// <exception cref="InvalidOperationException">The iterates were not kept.</exception>
    public Gradient<QuadraticData> Vjp(Seed seed)
    {
        Check(seed);
        if (!HasPoint) return new(QuadraticData.Zero(Problem), _report);
        RequireIterates();
        var collector = new GradientSum(Problem);
        var (lower, upper) = TruncatedDerivative.Reverse(_run!, seed.Primal.AsSpan(), seed.Dual.AsSpan(), collector.Add);
        for (var i = 0; i < lower.Length; i++)
        {
            // An equality row's derivative stands on the side that its multiplier points at.
            if (Problem.Lower[i] == Problem.Upper[i] && Dual[i] < 0) (lower[i], upper[i]) = (upper[i], 0);
        }

        return new(collector.Total(lower, upper), _report);
    }

    /// <summary>Reverse mode by the adjoint of the fixed point at the last iterate: what the run is a truncation of. Needs no iterates.</summary>
    /// <param name="seed">dLoss/dx and dLoss/dy.</param>
    /// <param name="accelerate">False for the transposed iteration as it stands.</param>
    /// <exception cref="ArgumentException">The seed has a wrong length or an entry that is not finite.</exception>
    public Gradient<QuadraticData> VjpOfLimit(Seed seed, bool accelerate = true)
    {
        Check(seed);
        if (!HasPoint) return new(QuadraticData.Zero(Problem), _report);
        var run = _run!;
        double[] a = new double[run.X.Length], e = new double[run.Y.Length];
        var outcome = _system is null || !accelerate ? Alternate() : new(1, _system.Solve(seed.Primal.AsSpan(), seed.Dual.AsSpan(), a, e), null);
        if (!double.IsFinite(outcome.Residual)) return new(QuadraticData.Zero(Problem), _report with { Trust = TrustLevel.None, Notes = ["the transposed iteration overflowed"] });
        var data = QuadraticDerivative.Gradient(Problem, _activity, run.X, run.Y, a, e, e);
        var trust = outcome.Residual <= 1e-8 ? _report.Trust : TrustLevel.Approximate;
        return new(data, _report with { Trust = trust, Residual = outcome.Residual, Iterations = outcome.Iterations, Contraction = outcome.Contraction ?? _report.Contraction });

        AdjointOutcome Alternate()
        {
            var adjoint = new ConvergedAdjoint(run.Problem, run.Problem.CurvatureAt(run.X), _activity);
            var rule = new AdjointRule(Math.Clamp(0.01 * _options.Tolerance, 1e-14, 1e-4), _options.MaximumIterations, accelerate);
            return adjoint.Solve(seed.Primal.AsSpan(), seed.Dual.AsSpan(), rule, a, e);
        }
    }

    /// <summary>Forward mode, exact for the run as it was truncated: the derivative iterates beside x, from the kept iterates.</summary>
    /// <param name="direction">A tangent on the patterns of the problem.</param>
    /// <exception cref="ArgumentException">The tangent belongs to a problem of another structure.</exception>
    /// <exception cref="InvalidOperationException">The iterates were not kept.</exception>
    public Tangent Jvp(QuadraticData direction)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(direction);
        QuadraticSpace.Instance.RequireFits(Problem, direction);
        int n = Problem.VariableCount, m = Problem.ConstraintCount;
        if (!HasPoint) return new(QuadraticData.Frozen(new double[n]), QuadraticData.Frozen(new double[m]), _report);
        RequireIterates();
        double[] lower = [.. direction.Lower], upper = [.. direction.Upper];
        for (var i = 0; i < m; i++)
        {
            if (Problem.Lower[i] == Problem.Upper[i] && !QuadraticDerivative.IsUpper(RowActivity.Equality, Dual[i])) upper[i] = lower[i];
        }

        var (dx, dy) = TruncatedDerivative.Forward(_run!, lower, upper, Disturb);
        return new(QuadraticData.Frozen(dx), QuadraticData.Frozen(dy), _report);

        void Disturb(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> tau, Span<double> dAx)
        {
            direction.P.MultiplySymmetric(x, tau);
            for (var j = 0; j < tau.Length; j++) tau[j] += direction.Q[j];
            direction.A.AddTransposedMultiply(y, tau);
            direction.A.Multiply(x, dAx);
        }
    }

    /// <summary>The Jacobian of x and y with respect to one block of the data, by forward mode, a column at a time: n x d and m x d numbers.</summary>
    /// <param name="block">Which data.</param>
    /// <exception cref="InvalidOperationException">The iterates were not kept.</exception>
    public SolutionJacobian Jacobian(QuadraticBlock block) => SolutionJacobians.ByColumns(Problem, block, Jvp, _report);

    /// <summary>Ends the tape: no derivative may be running, and none can be asked for any more. Without it the garbage collector does the same later.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _run?.Problem.Release();
        _system?.Release();
    }

    private void RequireIterates()
    {
        if (_run!.Iterates.Count != _run.Iterations)
            throw new InvalidOperationException($"The iterates were not kept: set {nameof(AltDiffOptions.KeepIterates)}, or ask for {nameof(VjpOfLimit)}.");
    }

    private void Check(Seed seed)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(seed);
        seed.Validate(Problem.VariableCount, Problem.ConstraintCount);
    }

    private static TerminationStatus TerminationOf(QuadraticProgram problem, AlternatingRun run)
    {
        if (run.Converged) return TerminationStatus.Optimal;
        if (run is { LastStep: var (_, step), Problem: ConvexAlternation convex, Iterations: > 10 } && Proves(step, convex.InfeasibilityError)) return TerminationStatus.Infeasible;
        if (run is { LastStep: var (dx, dy), Problem: QuadraticAlternation, Iterations: > 10 })
        {
            if (Proves(dy, ray => CertificateCheck.Infeasibility(problem, ray))) return TerminationStatus.Infeasible;
            if (Proves(dx, ray => CertificateCheck.Unboundedness(problem, ray))) return TerminationStatus.Unbounded;
        }

        return TerminationStatus.IterationLimit;
    }

    private static bool Proves(double[] step, Func<double[], double> error)
    {
        var size = Vectors.MaxNorm(step);
        if (!(size > 1e-9)) return false;
        return error([.. step.Select(value => value / size)]) <= 1e-6;
    }

    private GradientReport Describe(AlternatingRun run)
    {
        var report = new GradientReport { Method = "altdiff", Trust = TrustLevel.Approximate, Iterations = run.Iterations, Contraction = run.Contraction };
        if (!HasPoint) return report with { Trust = TrustLevel.None, Notes = [$"the run ended as {Termination.ToWord()}"] };
        var weak = ActiveSet.WeakRows(new(Problem, run.X, run.Y, null, new SymbolicCache())).Count;
        var truncated = FormattableString.Invariant($"truncated after {run.Iterations} iterations; x is estimated to be off by {run.EstimatedError:G2}, the gradient by the same order");
        return report with
        {
            EstimatedError = run.EstimatedError,
            WeaklyActive = weak,
            Trust = run is { Converged: true, EstimatedError: <= 1e-8 } ? (weak > 0 ? TrustLevel.Subgradient : TrustLevel.Exact) : TrustLevel.Approximate,
            Notes = run.Converged ? [] : [truncated],
        };
    }
}

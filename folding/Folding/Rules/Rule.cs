namespace Folding;

/// <summary>
/// How the differentiated fixed point is solved: <c>(I − Φ)' v = g</c> in reverse mode, <c>(I − Φ) u = b</c> in forward mode
/// ("Analyzing and Enhancing the Backward-Pass Convergence of Unrolled Optimization", arXiv 2312.17394).
/// </summary>
public abstract record Rule
{
    private protected Rule()
    {
    }

    /// <summary>Name in the command line and in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The rule prepared for one Jacobian; what can be shared between right-hand sides is computed once.</summary>
    public abstract RuleSolver On(StateJacobian jacobian);
}

/// <summary>A rule on one Jacobian. Thread-safe.</summary>
public abstract class RuleSolver
{
    private protected RuleSolver(StateJacobian jacobian)
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        Jacobian = jacobian;
    }

    /// <summary>An answer so much larger than the right-hand side is rounding over a pivot of zero.</summary>
    private const double SingularFrom = 1e11;

    /// <summary>Φ.</summary>
    protected StateJacobian Jacobian { get; }

    /// <summary>Solves <c>(I − Φ)' v = g</c>, or <c>(I − Φ) v = g</c>.</summary>
    /// <param name="g">Right-hand side, length of the state.</param>
    /// <param name="v">The solution, or the best approximation; zero where the rule refused or diverged.</param>
    /// <param name="transposed">True for reverse mode.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite.</exception>
    public RuleOutcome Solve(ReadOnlySpan<double> g, Span<double> v, bool transposed = true)
    {
        Vectors.RequireFinite(g, Jacobian.StateCount, nameof(g));
        if (v.Length != g.Length) throw new ArgumentException($"v has length {v.Length}; expected {g.Length}.", nameof(v));
        v.Clear();
        if (!g.ContainsAnyExcept(0.0)) return new(StopReason.Converged, 0, 0);
        var outcome = Run(g, v, transposed);
        if (Vectors.Norm(v) <= SingularFrom * Vectors.Norm(g)) return outcome;
        v.Clear();
        return outcome with { Reason = StopReason.Stagnated, Residual = 1, Note = "I − Φ is singular to working precision" };
    }

    private protected abstract RuleOutcome Run(ReadOnlySpan<double> g, Span<double> v, bool transposed);
}

/// <summary>Why a rule stopped.</summary>
public enum StopReason
{
    /// <summary>The residual is within the tolerance.</summary>
    Converged,

    /// <summary>The number of steps that was asked for is done.</summary>
    Truncated,

    /// <summary>The limit of iterations is reached.</summary>
    IterationLimit,

    /// <summary>The iteration grew.</summary>
    Diverged,

    /// <summary>The residual no longer falls: rounding, or a system without a solution.</summary>
    Stagnated,

    /// <summary>The rule cannot work here and did not try.</summary>
    Refused,
}

/// <summary>What a rule reached.</summary>
/// <param name="Reason">Why it stopped.</param>
/// <param name="Residual">|g − (I − Φ)'v| / |g|, Euclidean norm.</param>
/// <param name="Iterations">Products with Φ that the iteration took.</param>
public sealed record RuleOutcome(StopReason Reason, double Residual, int Iterations)
{
    /// <summary>Estimate of ρ(Φ); null where the rule does not need it.</summary>
    public double? Contraction { get; init; }

    /// <summary>A sentence for people, where there is something to say.</summary>
    public string? Note { get; init; }
}

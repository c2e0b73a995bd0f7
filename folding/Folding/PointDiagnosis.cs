using System.Collections.Immutable;

namespace Folding;

/// <summary>What a solution of a quadratic program alone says about how far a derivative there can be trusted.</summary>
internal static class PointDiagnosis
{
    /// <summary>The diagnosis at a point, from the system of its certified active set.</summary>
    public static GradientReport Of(QuadraticPoint point, string method) =>
        Of(method, ActiveSet.WeakRows(point), point.Certified is not null, point.Certified is { } system ? [system] : []);

    /// <summary>The diagnosis from what is known.</summary>
    /// <param name="method">Name of the gradient method.</param>
    /// <param name="weak">Weakly active rows.</param>
    /// <param name="isCertified">Whether a refinement certified the active set.</param>
    /// <param name="systems">KKT systems of the active sets in use.</param>
    /// <param name="policy">Which answer is given at a kink; null where the method does not choose.</param>
    public static GradientReport Of(string method, List<int> weak, bool isCertified, ImmutableArray<ReducedKkt> systems, DegeneratePolicy? policy = null)
    {
        ImmutableArray<string> notes = [];
        var trust = TrustLevel.Exact;
        bool dependent = false, flat = false;
        var curvature = 0.0;
        foreach (var system in systems)
        {
            dependent |= system.DependentRows;
            flat |= system.FlatDirection;
            curvature = Math.Max(curvature, system.Added.Curvature);
        }

        if (weak.Count > 0)
            Lower(TrustLevel.Subgradient, $"the solution has a kink in {weak.Count} weakly active row{(weak.Count == 1 ? "" : "s")} (first: {weak[0]}){(policy is { } choice ? $"; policy {choice}" : "")}");
        if (dependent) Lower(TrustLevel.Subgradient, "active rows are linearly dependent: multipliers and the gradients of their bounds are one choice of several");
        // Even a seed that does not see the flat direction: the least push along it carries x to other rows.
        if (flat) Lower(TrustLevel.Subgradient, "the minimiser is not unique: the Hessian is singular along the active rows");
        if (!isCertified) Lower(TrustLevel.Approximate, "the active set is not certified");
        if (curvature > 0)
            Lower(TrustLevel.Approximate, FormattableString.Invariant($"not a strict local minimiser: the KKT matrix has the wrong inertia; a curvature of {curvature:G2} was added to the scaled Hessian"));
        return new()
        {
            Method = method,
            Trust = trust,
            WeaklyActive = weak.Count,
            RankDeficient = curvature > 0 || dependent || flat,
            Notes = notes,
        };

        void Lower(TrustLevel level, string note)
        {
            trust = (TrustLevel)Math.Min((int)trust, (int)level);
            notes = notes.Add(note);
        }
    }

    /// <summary>The report after a linear rule: what it reached bounds the trust.</summary>
    public static GradientReport After(this GradientReport report, RuleOutcome outcome)
    {
        report = report with { Residual = outcome.Residual, Iterations = outcome.Iterations, Contraction = outcome.Contraction };
        if (outcome.Note is { } note) report = report with { Notes = report.Notes.Add(note) };
        var reached = outcome.Reason switch
        {
            StopReason.Refused or StopReason.Diverged => TrustLevel.None,
            StopReason.Truncated => TrustLevel.Approximate,
            _ when !(outcome.Residual <= Unsolvable) => TrustLevel.None,
            _ when outcome.Residual > Solved => TrustLevel.Approximate,
            _ => TrustLevel.Exact,
        };
        if (reached == TrustLevel.None && outcome.Reason is StopReason.Stagnated)
            report = report with { RankDeficient = true, Notes = report.Notes.Add("(I − Φ)'v = g has no solution: the solution is not unique in the direction of the seed, and there is no derivative") };
        return report with { Trust = (TrustLevel)Math.Min((int)report.Trust, (int)reached) };
    }

    /// <summary>Relative residual up to which a linear solve counts as exact.</summary>
    private const double Solved = 1e-8;

    /// <summary>Relative residual beyond which nothing of the answer can be used.</summary>
    private const double Unsolvable = 1e-3;
}

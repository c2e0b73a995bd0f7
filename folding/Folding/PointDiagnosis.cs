using System.Collections.Immutable;

namespace Folding;

/// <summary>What a solution of a quadratic program alone says about how far a derivative there can be trusted.</summary>
internal static class PointDiagnosis
{
    public static GradientReport Of(QuadraticPoint point, string method)
    {
        var weak = ActiveSet.WeakRows(point);
        var notes = ImmutableArray.CreateBuilder<string>();
        var trust = TrustLevel.Exact;
        if (weak.Count > 0) Lower(TrustLevel.Subgradient, $"the solution has a kink in {weak.Count} weakly active row{(weak.Count == 1 ? "" : "s")} (first: {weak[0]})");
        if (point.Certified is { DependentRows: true }) Lower(TrustLevel.Subgradient, "active rows are linearly dependent: multipliers and the gradients of their bounds are one choice of several");
        if (point.Certified is { FlatDirection: true }) Lower(TrustLevel.Subgradient, "the minimiser is not unique: P is singular along the active rows");
        if (point.Certified is null) Lower(TrustLevel.Approximate, "the active set is not certified");
        return new()
        {
            Method = method,
            Trust = trust,
            WeaklyActive = weak.Count,
            RankDeficient = point.Certified is { DependentRows: true } or { FlatDirection: true },
            Notes = notes.ToImmutable(),
        };

        void Lower(TrustLevel level, string note)
        {
            trust = (TrustLevel)Math.Min((int)trust, (int)level);
            notes.Add(note);
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

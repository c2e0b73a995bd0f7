namespace Folding;

/// <summary>The exact adjoint first; a smoothed derivative where it leaves part of the answer undetermined.</summary>
internal sealed class AutoLinearization(Linearization exact, Lazy<Linearization> smoothed) : Linearization
{
    public override Gradient<QuadraticData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var gradient = exact.Vjp(gx, gy);
        return IsUndetermined(gradient.Report) ? Smoothed(gradient.Report, gx, gy) : gradient;
    }

    public override Gradient<QuadraticData>[] Vjp(ReadOnlySpan<Seed> seeds)
    {
        var gradients = exact.Vjp(seeds);
        for (var s = 0; s < gradients.Length; s++)
        {
            var report = gradients[s].Report;
            if (IsUndetermined(report)) gradients[s] = Smoothed(report, seeds[s].Primal.AsSpan(), seeds[s].Dual.AsSpan());
        }

        return gradients;
    }

    private Gradient<QuadraticData> Smoothed(GradientReport rejected, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var fallback = smoothed.Value.Vjp(gx, gy);
        return fallback with { Report = Rejecting(fallback.Report, rejected) };
    }

    public override Tangent Jvp(QuadraticData direction)
    {
        var tangent = exact.Jvp(direction);
        if (!IsUndetermined(tangent.Report)) return tangent;
        var fallback = smoothed.Value.Jvp(direction);
        return fallback with { Report = Rejecting(fallback.Report, tangent.Report) };
    }

    private static bool IsUndetermined(GradientReport report) => report is { RankDeficient: true, Trust: TrustLevel.Approximate };

    private static GradientReport Rejecting(GradientReport used, GradientReport rejected) => used with
    {
        WeaklyActive = rejected.WeaklyActive,
        RankDeficient = rejected.RankDeficient,
        Rejected = [new(rejected.Method, string.Join("; ", rejected.Notes))],
    };
}

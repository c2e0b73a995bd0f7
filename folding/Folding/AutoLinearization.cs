namespace Folding;

/// <summary>
/// The exact adjoint first; a smoothed derivative where it leaves part of the answer undetermined; where the smoothed point
/// cannot be found either (a degenerate vertex), the adjoint with every row that touches.
/// </summary>
/// <typeparam name="TData">The data space.</typeparam>
internal sealed class AutoLinearization<TData>(Linearization<TData> exact, Lazy<Linearization<TData>> smoothed, Lazy<Linearization<TData>> held) : Linearization<TData>
    where TData : class
{
    public override Gradient<TData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var gradient = exact.Vjp(gx, gy);
        return IsUndetermined(gradient.Report) ? Smoothed(gradient, gx, gy) : gradient;
    }

    public override Gradient<TData>[] Vjp(ReadOnlySpan<Seed> seeds)
    {
        var gradients = exact.Vjp(seeds);
        for (var s = 0; s < gradients.Length; s++)
        {
            if (IsUndetermined(gradients[s].Report)) gradients[s] = Smoothed(gradients[s], seeds[s].Primal.AsSpan(), seeds[s].Dual.AsSpan());
        }

        return gradients;
    }

    private Gradient<TData> Smoothed(Gradient<TData> gradient, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var fallback = smoothed.Value.Vjp(gx, gy);
        if (IsUnusable(fallback.Report)) return Rejecting(held.Value.Vjp(gx, gy), fallback.Report);
        return Rejecting(fallback, gradient.Report);
    }

    public override Tangent Jvp(TData direction)
    {
        var tangent = exact.Jvp(direction);
        if (!IsUndetermined(tangent.Report)) return tangent;
        var fallback = smoothed.Value.Jvp(direction);
        if (IsUnusable(fallback.Report)) return Rejecting(held.Value.Jvp(direction), fallback.Report);
        return Rejecting(fallback, tangent.Report);
    }

    private static bool IsUndetermined(GradientReport report) => report is { RankDeficient: true, Trust: TrustLevel.Approximate };

    /// <summary>Without an answer of its own, or with one from a system that was not solved.</summary>
    private static bool IsUnusable(GradientReport smoothed) => smoothed.Trust == TrustLevel.None || !(smoothed.Residual <= 1e-6);

    private static Gradient<TData> Rejecting(Gradient<TData> used, GradientReport rejected) => used with { Report = Rejecting(used.Report, rejected) };

    private static Tangent Rejecting(Tangent used, GradientReport rejected) => used with { Report = Rejecting(used.Report, rejected) };

    /// <summary>The report of the method used, with what the exact adjoint found out about the point and why the other was not used.</summary>
    private static GradientReport Rejecting(GradientReport used, GradientReport rejected) => used with
    {
        WeaklyActive = Math.Max(used.WeaklyActive, rejected.WeaklyActive),
        RankDeficient = true,
        Rejected = [new(rejected.Method, string.Join("; ", rejected.Notes))],
    };
}

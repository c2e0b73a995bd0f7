namespace Folding;

/// <summary>
/// Which derivative <see cref="Auto"/> uses at a point. Every choice is a linear map, made from the point alone, so that
/// ⟨g, J v⟩ = ⟨J'g, v⟩ holds whatever the seed g and the direction v.
/// </summary>
internal static class AutoLinearization
{
    /// <summary>Relative residual beyond which a system counts as not solved.</summary>
    private const double SolvedExactly = 1e-8;

    /// <inheritdoc cref="SolvedExactly"/>
    private const double SolvedSmoothed = 1e-6;

    /// <summary>
    /// The exact adjoint; where the minimiser is not unique completed by another along the open directions; where its active set is
    /// not certified and its system singular, or the system cannot be solved, the other alone. The other is the smoothed derivative, or, where the smoothed point
    /// cannot be found (a degenerate vertex), the adjoint with every row that touches.
    /// </summary>
    /// <param name="exact">The exact adjoint.</param>
    /// <param name="smoothed">The smoothed derivative.</param>
    /// <param name="held">The adjoint with every row that touches.</param>
    /// <param name="variables">Length of x.</param>
    /// <param name="sum">Adds two gradients.</param>
    public static Linearization<TData> Choose<TData>(
        Linearization<TData> exact, Func<Linearization<TData>> smoothed, Func<Linearization<TData>> held, int variables, Func<TData, TData, TData> sum)
        where TData : class
    {
        if (exact.Diagnosis is not { RankDeficient: true } diagnosis) return exact;
        if (diagnosis.Trust == TrustLevel.Approximate) return Other();
        if (!Solves(exact.Vjp(Probe(), []).Report, SolvedExactly))
        {
            diagnosis = diagnosis with { Notes = diagnosis.Notes.Add("its linear system cannot be solved") };
            return Other();
        }

        return exact.FlatPart is { } flatPart ? new CompletedLinearization<TData>(exact, flatPart, new(Other), sum) : exact;

        Linearization<TData> Other()
        {
            var smooth = smoothed();
            var report = smooth.Vjp(Probe(), []).Report;
            return Solves(report, SolvedSmoothed) ? new InsteadLinearization<TData>(smooth, diagnosis) : new InsteadLinearization<TData>(held(), report);
        }

        double[] Probe()
        {
            var probe = new double[variables];
            Vectors.Probe(probe);
            return probe;
        }
    }

    private static bool Solves(GradientReport probe, double tolerance) => probe.Trust != TrustLevel.None && probe.Residual <= tolerance;
}

/// <summary>
/// The exact adjoint J_k where it determines the answer, another derivative J_o along the flat directions N:
/// <code>J = J_k + N J_o,     J' = J_k' + J_o' N'</code>
/// A seed that does not see the flat directions, N'g = 0, has the exact answer.
/// </summary>
internal sealed class CompletedLinearization<TData>(Linearization<TData> exact, FlatPart flatPart, Lazy<Linearization<TData>> other, Func<TData, TData, TData> sum) : Linearization<TData>
    where TData : class
{
    public override Gradient<TData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy) => Completed(exact.Vjp(gx, gy), gx);

    public override Gradient<TData>[] Vjp(ReadOnlySpan<Seed> seeds)
    {
        var gradients = exact.Vjp(seeds);
        for (var s = 0; s < gradients.Length; s++) gradients[s] = Completed(gradients[s], seeds[s].Primal.AsSpan());
        return gradients;
    }

    public override Tangent Jvp(TData direction)
    {
        var tangent = exact.Jvp(direction);
        var open = other.Value.Jvp(direction);
        return new(QuadraticData.Frozen(Vectors.Sum(tangent.Primal.AsSpan(), 1, flatPart(open.Primal.AsSpan(), ofSeed: false))), tangent.Dual, Report(tangent.Report, open.Report));
    }

    private Gradient<TData> Completed(Gradient<TData> gradient, ReadOnlySpan<double> gx)
    {
        // Trust is lowered where a part of the seed was left out.
        if (gradient.Report.Trust != TrustLevel.Approximate || gx.IsEmpty) return gradient;
        var open = other.Value.Vjp(flatPart(gx, ofSeed: true), []);
        return new(sum(gradient.Data, open.Data), Report(gradient.Report, open.Report));
    }

    private static GradientReport Report(GradientReport exact, GradientReport open) => open with
    {
        Residual = Math.Max(exact.Residual ?? 0, open.Residual ?? 0),
        Notes = open.Notes.Add("only along the directions in which the minimiser is not unique: the rest is by the exact adjoint"),
    };
}

/// <summary>A derivative that is used instead of another, with the reason in its reports.</summary>
internal sealed class InsteadLinearization<TData>(Linearization<TData> used, GradientReport rejected) : Linearization<TData>
    where TData : class
{
    private readonly RejectedMethod _rejected = new(rejected.Method, string.Join("; ", rejected.Notes));

    public override Gradient<TData> Vjp(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy)
    {
        var gradient = used.Vjp(gx, gy);
        return gradient with { Report = Report(gradient.Report) };
    }

    public override Tangent Jvp(TData direction)
    {
        var tangent = used.Jvp(direction);
        return tangent with { Report = Report(tangent.Report) };
    }

    private GradientReport Report(GradientReport report) => report with
    {
        WeaklyActive = Math.Max(report.WeaklyActive, rejected.WeaklyActive),
        RankDeficient = true,
        Rejected = [_rejected],
    };
}

using Folding;

namespace PredictThenOptimize;

/// <summary>A way to train the predictor, with three settings of its own; the regret on validation instances picks one of them in every trial.</summary>
/// <param name="Name">For people.</param>
/// <param name="Settings">The candidates; as many for every method, so that all are tuned alike.</param>
internal sealed record Method(string Name, IReadOnlyList<Setting> Settings)
{
    private const double Rate = 0.02;

    public static Method TwoStage { get; } = new("two-stage", [.. new[] { 0.0, 0.01, 0.1 }.Select(static decay => new Setting($"decay {decay}", Rate, null) { Decay = decay })]);

    /// <summary>All of them; two-stage is the first. SPO+ has nothing to tune but its rate.</summary>
    public static IReadOnlyList<Method> All { get; } =
    [
        TwoStage,
        new("SPO+", [.. new[] { 0.005, 0.02, 0.05 }.Select(static rate => new Setting($"rate {rate}", rate, static (oracle, _, _) => new SpoPlus(oracle)))]),
        new("DBB", Relative(static (oracle, tau) => new LpgdEnvelope(oracle, LpgdKind.Lower, tau))),
        new("PFYL", [.. new[] { 0.2, 0.5, 1 }.Select(static sigma => new Setting($"sigma {sigma}", Rate, (oracle, scale, seed) => new PerturbedFenchelYoung(oracle, sigma * scale, samples: 3, seed)))]),
        new("LPGD average", Relative(static (oracle, tau) => new LpgdEnvelope(oracle, LpgdKind.Average, tau))),
    ];

    private static Setting[] Relative(Func<CostOracle, Temperature, DecisionLoss> loss) =>
        [.. new[] { 0.3, 1, 3 }.Select(tau => new Setting($"tau {tau}", Rate, (oracle, _, _) => loss(oracle, Temperature.Relative(tau))))];
}

/// <summary>One candidate.</summary>
/// <param name="Name">For people.</param>
/// <param name="Rate">Of Adam, in units of the costs' scale.</param>
/// <param name="Loss">The loss over an oracle, for costs of a scale, with a seed for its noise; null for the squared error of the costs.</param>
internal sealed record Setting(string Name, double Rate, Func<CostOracle, double, int, DecisionLoss>? Loss)
{
    /// <summary>λ of the penalty ½λ|W|² on the slopes, which the squared error may have.</summary>
    public double Decay { get; init; }
}

using Folding;

namespace PredictThenOptimize;

/// <summary>A way to train the predictor.</summary>
/// <param name="Name">For people.</param>
/// <param name="Loss">The loss over an oracle, for costs of a size, with a seed for its noise; null for the squared error of the costs.</param>
internal sealed record Method(string Name, Func<CostOracle, double, int, DecisionLoss>? Loss)
{
    public static Method TwoStage { get; } = new("two-stage", null);

    /// <summary>All of them; two-stage is the first.</summary>
    public static IReadOnlyList<Method> All { get; } =
    [
        TwoStage,
        new("SPO+", static (oracle, _, _) => new SpoPlus(oracle)),
        new("DBB", static (oracle, _, _) => new LpgdEnvelope(oracle, LpgdKind.Lower, Temperature.Fixed(10))),
        new("PFYL", static (oracle, scale, seed) => new PerturbedFenchelYoung(oracle, amplitude: 0.5 * scale, samples: 3, seed)),
        new("LPGD average", static (oracle, _, _) => new LpgdEnvelope(oracle, LpgdKind.Average, Temperature.Relative(1))),
    ];
}

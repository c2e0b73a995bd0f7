using Folding;
using Barrier = Folding.Barrier;

namespace LearningCosts;

/// <summary>A way to differentiate decisions, with settings to choose from by the validation samples of a draw.</summary>
internal sealed record Method(string Name, params GradientMethod[] Settings)
{
    /// <summary>The first of the two stages, which differentiates nothing.</summary>
    public const string TwoStage = "two-stage";

    /// <summary>
    /// The exact adjoint of the optimality conditions; the same by folding an SQP step with the Hessian W + I, as the paper has it; the adjoint on the central
    /// path, smoothed by μ $/h; LPGD, which solves again with the predicted costs moved towards the true ones by a fraction τ of these.
    /// </summary>
    public static IReadOnlyList<Method> All { get; } =
    [
        new("exact adjoint", new Kkt()),
        new("f-SQP", new Folded(new SqpStep { HessianShift = 1 }, new GmresRule())),
        new("barrier", new Barrier { Mu = 100 }),
        new("LPGD", Lower(0.3), Lower(1), Lower(3)),
    ];

    /// <summary>The setting as text; empty where there is no choice.</summary>
    public static string Describe(GradientMethod? setting) => setting switch
    {
        Barrier barrier => FormattableString.Invariant($"μ {barrier.Mu}"),
        Lpgd lpgd => $"τ {lpgd.Temperature.ToString()["Fixed ".Length..]}",
        _ => "",
    };

    private static Lpgd Lower(double tau) => new() { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(tau) };
}

namespace LearningCosts;

/// <summary>
/// Linear costs of the generators from two features, <c>ĉ_g = W_g0 + W_g1 f1 + W_g2 f2</c> in $/MWh: too simple for the truth, so that what it gets wrong
/// is a choice.
/// </summary>
internal sealed class CostModel(int generators)
{
    public const int Inputs = 3;

    /// <summary>W by rows.</summary>
    public double[] Weights { get; private init; } = new double[Inputs * generators];

    public double[] Predict(Sample sample) =>
        [.. Enumerable.Range(0, generators).Select(g => Weights[Inputs * g] + (Weights[(Inputs * g) + 1] * sample.First) + (Weights[(Inputs * g) + 2] * sample.Second))];

    /// <summary>Adds dLoss/dW = dLoss/dĉ (1, f1, f2).</summary>
    public static void AddGradient(Sample sample, double[] byCost, double[] gradient)
    {
        for (var g = 0; g < byCost.Length; g++)
        {
            gradient[Inputs * g] += byCost[g];
            gradient[(Inputs * g) + 1] += byCost[g] * sample.First;
            gradient[(Inputs * g) + 2] += byCost[g] * sample.Second;
        }
    }

    public CostModel Copy() => new(generators) { Weights = [.. Weights] };
}

namespace PredictThenOptimize;

/// <summary>ĉ = W (x, 1). The weights are stored row by row.</summary>
internal sealed class LinearPredictor(int outputs)
{
    private const int Width = PolynomialData.Features + 1;

    public double[] Weights { get; private init; } = new double[outputs * Width];

    public LinearPredictor Copy() => new(outputs) { Weights = [.. Weights] };

    public double[] Predict(double[] features)
    {
        var cost = new double[outputs];
        for (var j = 0; j < outputs; j++)
        {
            cost[j] = Weights[(j * Width) + Width - 1];
            for (var k = 0; k < features.Length; k++) cost[j] += Weights[(j * Width) + k] * features[k];
        }

        return cost;
    }

    /// <summary>λW, but 0 for the constants.</summary>
    public double[] PenaltyGradient(double decay) => [.. Weights.Select((weight, k) => k % Width == Width - 1 ? 0 : decay * weight)];

    /// <summary>dLoss/dW += dLoss/dĉ (x, 1)'.</summary>
    public static void AddGradient(double[] features, ReadOnlySpan<double> byCost, Span<double> byWeights)
    {
        for (var j = 0; j < byCost.Length; j++)
        {
            byWeights[(j * Width) + Width - 1] += byCost[j];
            for (var k = 0; k < features.Length; k++) byWeights[(j * Width) + k] += byCost[j] * features[k];
        }
    }
}

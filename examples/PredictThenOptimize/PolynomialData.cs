namespace PredictThenOptimize;

/// <summary>
/// The standard synthetic data of predict-then-optimize (Elmachtoub and Grigas 2022; scaled as by Tang and Khalil 2024):
/// <code>c_j = scale [((Bx)_j/√p + 3)^degree + 1] / 3.5^degree · U(1 − w, 1 + w),   x ~ N(0, I_p),   B_jk ~ Bernoulli(1/2)</code>
/// Linear in x at degree 1; the higher the degree, the more a linear predictor is wrong.
/// </summary>
internal sealed class PolynomialData(Study study, int degree, Random random)
{
    public const int Features = 5;

    private const double NoiseHalfWidth = 0.5;

    private readonly bool[] _b = [.. Enumerable.Range(0, study.FeasibleSet.VariableCount * Features).Select(_ => random.Next(2) == 1)];

    /// <summary>Draws instances.</summary>
    public Instance[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => Draw())];

    private Instance Draw()
    {
        double[] x = [.. Enumerable.Range(0, Features).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        var cost = new double[study.FeasibleSet.VariableCount];
        for (var j = 0; j < cost.Length; j++)
        {
            var bx = 0.0;
            for (var k = 0; k < Features; k++) bx += _b[(j * Features) + k] ? x[k] : 0;
            cost[j] = study.Scale * (Math.Pow((bx / Math.Sqrt(Features)) + 3, degree) + 1) / Math.Pow(3.5, degree) * (1 + (NoiseHalfWidth * ((2 * random.NextDouble()) - 1)));
            if (study.IsMaximisation) cost[j] = -Math.Ceiling(cost[j]);
        }

        return new(x, cost);
    }
}

/// <summary>Features, and the costs that they foretell.</summary>
internal sealed record Instance(double[] Features, double[] Cost);

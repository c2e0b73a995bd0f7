namespace PredictThenOptimize;

/// <summary>Mean and standard error over the seeds.</summary>
internal readonly record struct Summary(double Mean, double Error)
{
    public double Low => Mean - Error;

    public double High => Mean + Error;

    public static Summary Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return new(mean, values.Count < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count));
    }
}

namespace Examples.Common;

/// <summary>Mean and standard error over the seeds.</summary>
public readonly record struct Summary(double Mean, double Error)
{
    /// <summary>Mean less error.</summary>
    public double Low => Mean - Error;

    /// <summary>Mean plus error.</summary>
    public double High => Mean + Error;

    /// <summary>Of some values; one value has no error.</summary>
    public static Summary Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var mean = values.Average();
        return new(mean, values.Count < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count));
    }
}

using System.Globalization;

namespace SwapSolvers;

/// <summary>Daily returns: one row per day, one column per asset, as in <c>returns.csv</c> (a heading with the names, then numbers).</summary>
internal sealed record ReturnsTable(string[] Assets, double[][] Days)
{
    private const double DaysPerYear = 252;

    public static ReturnsTable Read(string path)
    {
        var lines = File.ReadAllLines(path);
        return new(lines[0].Split(','), [.. lines.Skip(1).Select(static line => Array.ConvertAll(line.Split(','), static cell => double.Parse(cell, CultureInfo.InvariantCulture)))]);
    }

    public void Write(string path) =>
        File.WriteAllLines(path, [string.Join(',', Assets), .. Days.Select(static day => string.Join(',', day.Select(static r => r.ToString("0.00000", CultureInfo.InvariantCulture))))]);

    /// <summary>The days before and from a row on.</summary>
    public (ReturnsTable Before, ReturnsTable From) SplitAt(int day) => (this with { Days = Days[..day] }, this with { Days = Days[day..] });

    /// <summary>Mean return of each asset, per year.</summary>
    public double[] Mean() => [.. Assets.Select((_, j) => DaysPerYear * Days.Average(day => day[j]))];

    /// <summary>Sample covariance of the returns, per year.</summary>
    public double[,] Covariance()
    {
        var mean = Mean();
        var covariance = new double[Assets.Length, Assets.Length];
        for (var i = 0; i < Assets.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = Days.Sum(day => (day[i] - mean[i] / DaysPerYear) * (day[j] - mean[j] / DaysPerYear));
                covariance[i, j] = covariance[j, i] = DaysPerYear * sum / (Days.Length - 1);
            }
        }

        return covariance;
    }
}

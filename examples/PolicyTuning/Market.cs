namespace PolicyTuning;

/// <summary>
/// Monthly gross returns of twelve exchange-traded funds, log-normal: R = exp(N(m, C)). The numbers are those of the Markowitz experiment of
/// "Learning Convex Optimization Control Policies" (Agrawal, Barratt, Boyd and Stellato 2020).
/// </summary>
internal static class Market
{
    /// <summary>The funds.</summary>
    public static IReadOnlyList<string> Funds { get; } = ["AGG", "VTI", "VNQ", "XLF", "XLV", "XLY", "XLP", "XLU", "XLI", "XLE", "IBB", "ITA"];

    private static readonly double[] LogMeanTimes1E4 = [30.406, 50.917, 34.212, -1.312, 80.435, 78.225, 68.421, 55.883, 59.699, 15.964, 92.097, 91.108];

    private static readonly double[][] LogCovarianceTimes1E5 =
    [
        [14.24],
        [3.11, 196.27],
        [2.11, 219.2, 478.18],
        [7.17, 97.74, 47.78, 457.81],
        [0.05, 135.4, 159.14, 40.67, 164.26],
        [-3.95, 199.36, 260.69, 78.04, 147.8, 260.38],
        [0.53, 104.1, 143.7, 36.94, 94.51, 113.59, 113.83],
        [7.37, 71.3, 133.63, 21.23, 70.53, 62.89, 80.39, 156.04],
        [2.15, 217.87, 262.59, 98.18, 157.52, 241.66, 122.62, 78.79, 289.79],
        [7.6, 183.77, 177.67, 74.95, 120.01, 181.85, 94.46, 82.87, 231.55, 394.28],
        [6.7, 46.76, 22.77, 211.86, 36.49, 26.2, 25.35, 30.09, 42.9, 69.37, 365.26],
        [0.99, 197.01, 236.28, 53.99, 158.63, 221.15, 104.06, 71.42, 265.42, 207.58, 23.94, 289.87],
    ];

    private static readonly double[] LogMean = Array.ConvertAll(LogMeanTimes1E4, static m => m * 1e-4);

    private static readonly double[][] LogFactor = Cholesky(Symmetric(static (i, j) => LogCovarianceTimes1E5[i][j] * 1e-5));

    /// <summary>E[R].</summary>
    public static double[] Mean { get; } = [.. LogMean.Select(static (m, i) => Math.Exp(m + (LogCovarianceTimes1E5[i][i] * 0.5e-5)))];

    /// <summary>A square root F of the covariance of R, F'F = Σ; the transpose of its Cholesky factor.</summary>
    public static double[][] CovarianceRoot()
    {
        var factor = Cholesky(Symmetric(static (i, j) => Mean[i] * Mean[j] * (Math.Exp(LogCovarianceTimes1E5[i][j] * 1e-5) - 1)));
        return [.. factor.Select((_, i) => factor.Select(row => row[i]).ToArray())];
    }

    /// <summary>The returns of some months.</summary>
    public static double[][] Draw(Random random, int months) => [.. Enumerable.Range(0, months).Select(_ => Draw(random))];

    private static double[] Draw(Random random)
    {
        double[] z = [.. LogMean.Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        return [.. LogMean.Select((m, i) => Math.Exp(m + LogFactor[i].Take(i + 1).Select((l, k) => l * z[k]).Sum()))];
    }

    /// <summary>A symmetric matrix from its lower triangle.</summary>
    private static double[][] Symmetric(Func<int, int, double> lower) =>
        [.. Enumerable.Range(0, Funds.Count).Select(i => Enumerable.Range(0, Funds.Count).Select(j => lower(Math.Max(i, j), Math.Min(i, j))).ToArray())];

    /// <summary>L with LL' = C; throws where C is not positive definite.</summary>
    private static double[][] Cholesky(double[][] c)
    {
        var l = Array.ConvertAll(c, static row => new double[row.Length]);
        for (var i = 0; i < c.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = c[i][j];
                for (var k = 0; k < j; k++) rest -= l[i][k] * l[j][k];
                if (i == j && !(rest > 0)) throw new InvalidOperationException($"The covariance is not positive definite: pivot {i} is {rest}.");
                l[i][j] = i == j ? Math.Sqrt(rest) : rest / l[j][j];
            }
        }

        return l;
    }
}

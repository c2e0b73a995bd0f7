namespace SwapSolvers;

/// <summary>
/// Makes <c>returns.csv</c>: a factor model r = drift + B f + e with three factors (market, commodities, interest rates)
/// and independent noise. The assets are made up; the seed is fixed, so the table can be made again to the last digit.
/// </summary>
internal static class ReturnsGenerator
{
    private const int TradingDays = 504;

    // Standard deviation of a day's factor.
    private const double Market = 0.0095, Commodities = 0.0110, Rates = 0.0060;

    /// <summary>Loads on the three factors, standard deviation of a day's own noise, drift per year.</summary>
    private static readonly (string Name, double Market, double Commodities, double Rates, double Noise, double Drift)[] Assets =
    [
        ("energy", 0.90, 0.95, 0.10, 0.0075, 0.09),
        ("metals", 1.10, 0.80, 0.05, 0.0085, 0.08),
        ("chemicals", 1.00, 0.30, 0.00, 0.0065, 0.07),
        ("industry", 1.05, 0.10, 0.00, 0.0050, 0.08),
        ("banks", 1.20, 0.00, 0.75, 0.0065, 0.09),
        ("insurers", 0.90, 0.00, 0.50, 0.0060, 0.08),
        ("software", 1.15, -0.15, -0.40, 0.0085, 0.13),
        ("chips", 1.35, 0.00, -0.30, 0.0110, 0.15),
        ("health", 0.65, -0.05, -0.10, 0.0060, 0.08),
        ("food", 0.50, -0.10, -0.15, 0.0050, 0.06),
        ("utilities", 0.50, 0.05, -0.55, 0.0055, 0.055),
        ("property", 0.85, 0.00, -0.70, 0.0065, 0.065),
    ];

    public static ReturnsTable Generate()
    {
        var random = new Random(1);
        var days = new double[TradingDays][];
        for (var t = 0; t < days.Length; t++)
        {
            double market = Market * Normal(random), commodities = Commodities * Normal(random), rates = Rates * Normal(random);
            days[t] = Array.ConvertAll(Assets, a => a.Drift / 252 + a.Market * market + a.Commodities * commodities + a.Rates * rates + a.Noise * Normal(random));
        }

        return new(Array.ConvertAll(Assets, static a => a.Name), days);
    }

    /// <summary>Standard normal, Box and Muller 1958.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

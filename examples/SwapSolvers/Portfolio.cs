using Folding.Problems;

namespace SwapSolvers;

/// <summary>
/// Markowitz's portfolio. The weights w of the assets solve
/// <code>minimise γ/2 w'Σw − μ'w   subject to   1'w = 1,   0 ≤ w ≤ caps,   the weights of one sector together ≤ its limit</code>
/// with expected returns μ (per year), covariance Σ (per year) and risk aversion γ. The limits are the caps and then the
/// sector's; μ and the limits are what the example differentiates by.
/// </summary>
internal sealed class Portfolio(ReturnsTable past)
{
    public const double RiskAversion = 8;

    private const double Cap = 0.20, SectorLimit = 0.35;
    private static readonly string[] Sector = ["health", "food"];

    // A year says little about a mean, so the means of the past are drawn halfway to what shares return in the long run.
    private const double LongRun = 0.08, Shrinkage = 0.5;

    private readonly CscMatrix _p = CscMatrix.UpperTriangleOf(Scaled(past.Covariance()));

    private readonly CscMatrix _a = CscMatrix.Stack(
        CscMatrix.FromTriplets(1, past.Assets.Length, past.Assets.Select(static (_, j) => (0, j, 1.0))),
        CscMatrix.Identity(past.Assets.Length),
        CscMatrix.FromTriplets(1, past.Assets.Length, Sector.Select(name => (0, Array.IndexOf(past.Assets, name), 1.0))));

    /// <summary>μ: what the past says, with caution.</summary>
    public double[] ExpectedReturns { get; } = Array.ConvertAll(past.Mean(), static m => Shrinkage * LongRun + (1 - Shrinkage) * m);

    /// <summary>The caps of the assets, then the limit of the sector.</summary>
    public double[] Limits { get; } = [.. past.Assets.Select(static _ => Cap), SectorLimit];

    /// <summary>Names of the limits.</summary>
    public string[] LimitNames { get; } = [.. past.Assets, string.Join(" + ", Sector)];

    /// <summary>The quadratic program ½w'Pw + q'w, l ≤ Aw ≤ u. Rows of A: the budget, one per asset, the sector.</summary>
    public QuadraticProgram Program(double[] expectedReturns, double[] limits) => new(
        _p, q: Array.ConvertAll(expectedReturns, static r => -r), _a, lower: [1, .. new double[limits.Length]], upper: [1, .. limits]);

    private static double[,] Scaled(double[,] covariance)
    {
        var scaled = new double[covariance.GetLength(0), covariance.GetLength(1)];
        for (var i = 0; i < scaled.GetLength(0); i++)
        {
            for (var j = 0; j < scaled.GetLength(1); j++) scaled[i, j] = RiskAversion * covariance[i, j];
        }

        return scaled;
    }
}

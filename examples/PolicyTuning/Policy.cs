using Folding;
using Folding.Problems;

namespace PolicyTuning;

/// <summary>
/// Markowitz's policy with trading and borrowing costs. From weights h, which sum to 1, it goes to h⁺ = h + u:
/// <code>maximise μ'h⁺ − |S h⁺|²   subject to   1'u + κ'|u| + s'(h⁺)₋ ≤ 0,   S = g F</code>
/// with the expected returns μ, a root F of the covariance and the root g of the risk aversion as parameters. As a quadratic program the
/// variables are (u, h⁺, t, v) with t ≥ |u|, v ≥ (h⁺)₋, P = 2S'S and q = −μ in the block of h⁺.
/// </summary>
internal static class Policy
{
    /// <summary>κ and s.</summary>
    private const double TradingCost = 0.001, BorrowingCost = 0.001;

    private const double RiskAversion = 15;

    private static readonly int N = Market.Funds.Count;

    /// <summary>Length of θ = (μ, F row by row, g).</summary>
    public static int ParameterCount => N + (N * N) + 1;

    // Rows: h⁺ − u = h; the budget; t ≥ u; t ≥ −u; v ≥ −h⁺; v ≥ 0.
    private static readonly CscMatrix A = CscMatrix.FromTriplets((5 * N) + 1, 4 * N, Enumerable.Range(0, N).SelectMany(static i => new[]
    {
        (i, i, -1.0), (i, N + i, 1), (N, i, 1), (N, (2 * N) + i, TradingCost), (N, (3 * N) + i, BorrowingCost),
        (N + 1 + i, i, -1), (N + 1 + i, (2 * N) + i, 1), ((2 * N) + 1 + i, i, 1), ((2 * N) + 1 + i, (2 * N) + i, 1),
        ((3 * N) + 1 + i, N + i, 1), ((3 * N) + 1 + i, (3 * N) + i, 1), ((4 * N) + 1 + i, (3 * N) + i, 1),
    }));

    /// <summary>θ before training: mean returns as some months of history show them, which is badly, the market's own covariance, and a risk aversion of 15.</summary>
    public static double[] InitialParameters(double[][] history) => [.. Market.Mean.Select((_, i) => history.Average(month => month[i])), .. Market.CovarianceRoot().SelectMany(static row => row), Math.Sqrt(RiskAversion)];

    /// <summary>The policy's program at weights h.</summary>
    public static QuadraticProgram Program(double[] theta, double[] h)
    {
        double[] q = new double[4 * N], lower = new double[A.Rows], upper = new double[A.Rows];
        for (var i = 0; i < N; i++) q[N + i] = -theta[i];
        h.CopyTo(lower, 0);
        h.CopyTo(upper, 0);
        lower[N] = double.NegativeInfinity;
        upper.AsSpan(N + 1).Fill(double.PositiveInfinity);
        return new(Risk(theta, 4 * N, N), q, A, lower, upper);
    }

    /// <summary>h⁺ in a solution of the program.</summary>
    public static ReadOnlySpan<double> NewWeights(Solution solution) => solution.Primal.AsSpan()[N..(2 * N)];

    /// <summary>A seed on h⁺.</summary>
    public static Seed SeedOnNewWeights(ReadOnlySpan<double> byWeights) => Seed.OnPrimal([.. new double[N], .. byWeights, .. new double[2 * N]]);

    /// <summary>
    /// Adds the gradient by θ and returns that by h. With G = dLoss/dP on the block of h⁺, as of a full symmetric matrix:
    /// dμ = −dq, dS = 4 S G, dF = g dS, dg = ⟨dS, F⟩.
    /// </summary>
    public static double[] PullBack(double[] theta, QuadraticData gradient, Span<double> byTheta)
    {
        var g = theta[^1];
        for (var i = 0; i < N; i++) byTheta[i] -= gradient.Q[N + i];
        foreach (var (row, column, value) in gradient.P.Entries())
        {
            // A stored entry off the diagonal stands for two.
            var (i, j) = (row - N, column - N);
            for (var k = 0; k < N; k++)
            {
                var (toJ, toI) = i == j ? (4 * value * F(k, i), 0) : (2 * value * F(k, i), 2 * value * F(k, j));
                byTheta[N + (k * N) + j] += g * g * toJ;
                byTheta[N + (k * N) + i] += g * g * toI;
                byTheta[^1] += g * ((toJ * F(k, j)) + (toI * F(k, i)));
            }
        }

        // An equality row has its derivative on the side that binds.
        return [.. gradient.Lower.Zip(gradient.Upper, static (l, u) => l + u).Take(N)];

        double F(int k, int i) => theta[N + (k * N) + i];
    }

    /// <summary>The weights to begin with: what the policy would choose without trading costs, <c>maximise μ'h − |S h|² − s'(h)₋, 1'h = 1</c>.</summary>
    public static double[] InitialWeights(double[] theta, ISolver<QuadraticProgram> solver)
    {
        // Variables (h, v); rows: the budget, v ≥ −h, v ≥ 0.
        var a = CscMatrix.FromTriplets((2 * N) + 1, 2 * N, Enumerable.Range(0, N).SelectMany(static i => new[] { (0, i, 1.0), (1 + i, i, 1), (1 + i, N + i, 1), (N + 1 + i, N + i, 1) }));
        double[] q = [.. theta[..N].Select(static m => -m), .. Enumerable.Repeat(BorrowingCost, N)], lower = new double[a.Rows], upper = new double[a.Rows];
        upper.AsSpan().Fill(double.PositiveInfinity);
        (lower[0], upper[0]) = (1, 1);
        return [.. solver.Solve(new QuadraticProgram(Risk(theta, 2 * N, 0), q, a, lower, upper)).Primal.Take(N)];
    }

    /// <summary>2 S'S in a block of a larger matrix.</summary>
    private static CscMatrix Risk(double[] theta, int size, int offset)
    {
        var factor = 2 * theta[^1] * theta[^1];
        return CscMatrix.FromTriplets(size, size,
            from j in Enumerable.Range(0, N)
            from i in Enumerable.Range(0, j + 1)
            select (offset + i, offset + j, factor * Enumerable.Range(0, N).Sum(k => theta[N + (k * N) + i] * theta[N + (k * N) + j])));
    }
}

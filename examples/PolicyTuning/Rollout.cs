using Folding;
using Folding.Problems;

namespace PolicyTuning;

/// <summary>
/// The policy through the months of one draw of returns, forward and back. With weights h that sum to 1 and returns R:
/// <code>r = R'h⁺,   next h = (R ∘ h⁺)/r,   loss = −mean U(r),   U(r) = min(2(r − 1), r − 1)</code>
/// so that a loss of money counts twice.
/// </summary>
internal static class Rollout
{
    /// <summary>The loss alone.</summary>
    public static double Loss(ISolver<QuadraticProgram> solver, double[] theta, double[] start, double[][] returns)
    {
        var (h, loss) = (start, 0.0);
        foreach (var month in returns)
        {
            (h, var r) = Next(month, Policy.NewWeights(solver.Solve(Policy.Program(theta, h))));
            loss -= Utility(r) / returns.Length;
        }

        return loss;
    }

    /// <summary>The loss and its gradient by θ, from tape to tape backwards through the months; the weights to begin with count as given.</summary>
    public static (double Loss, double[] ByTheta) LossAndGradient(DifferentiableSolver<QuadraticProgram, QuadraticData> layer, double[] theta, double[] start, double[][] returns)
    {
        var tapes = new Tape<QuadraticProgram, QuadraticData>[returns.Length];
        var (h, loss) = (start, 0.0);
        for (var t = 0; t < tapes.Length; t++)
        {
            tapes[t] = layer.Forward(Policy.Program(theta, h));
            (h, var r) = Next(returns[t], Policy.NewWeights(tapes[t].Solution));
            loss -= Utility(r) / returns.Length;
        }

        var byTheta = new double[theta.Length];
        var byNext = new double[start.Length];
        for (var t = tapes.Length - 1; t >= 0; t--)
        {
            var byNew = BackThroughMonth(returns[t], Policy.NewWeights(tapes[t].Solution), byNext, returns.Length);
            var gradient = tapes[t].Vjp(Policy.SeedOnNewWeights(byNew)).EnsureTrusted(TrustLevel.Approximate);
            byNext = Policy.PullBack(theta, gradient.Data, byTheta);
        }

        return (loss, byTheta);
    }

    private static (double[] Weights, double Growth) Next(double[] returns, ReadOnlySpan<double> weights)
    {
        var next = new double[returns.Length];
        for (var i = 0; i < next.Length; i++) next[i] = returns[i] * weights[i];
        var growth = next.Sum();
        return (Array.ConvertAll(next, v => v / growth), growth);
    }

    private static double Utility(double growth) => Math.Min(2 * (growth - 1), growth - 1);

    /// <summary>dLoss/dh⁺ of a month: through the growth's utility, and through the next weights.</summary>
    private static double[] BackThroughMonth(double[] returns, ReadOnlySpan<double> weights, double[] byNext, int months)
    {
        var (next, growth) = Next(returns, weights);
        var slope = growth < 1 ? 2 : 1;
        var along = byNext.Zip(next, static (d, v) => d * v).Sum();
        return [.. returns.Select((r, i) => r * ((-slope / (double)months) + ((byNext[i] - along) / growth)))];
    }
}

namespace SwapSolvers;

/// <summary>
/// How badly weights did on days that were not used to choose them: γ/2 w'Sw − m'w, with the mean m and covariance S of
/// those days. Minus the loss is the certainty equivalent, a return per year.
/// </summary>
internal sealed class RealisedLoss(ReturnsTable future)
{
    private readonly double[] _mean = future.Mean();
    private readonly double[,] _covariance = future.Covariance();

    public double At(ReadOnlySpan<double> weights)
    {
        var (risk, gain) = (0.0, 0.0);
        var slope = Slope(weights);
        for (var i = 0; i < weights.Length; i++)
        {
            risk += (slope[i] + _mean[i]) * weights[i];
            gain += _mean[i] * weights[i];
        }

        return 0.5 * risk - gain;
    }

    /// <summary>dLoss/dw = γSw − m.</summary>
    public double[] Slope(ReadOnlySpan<double> weights)
    {
        var slope = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            slope[i] = -_mean[i];
            for (var j = 0; j < weights.Length; j++) slope[i] += Portfolio.RiskAversion * _covariance[i, j] * weights[j];
        }

        return slope;
    }
}

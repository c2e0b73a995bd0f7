namespace Folding;

/// <summary>Distribution of a perturbation.</summary>
public enum Noise
{
    /// <summary>Independent standard normal entries.</summary>
    Gaussian,

    /// <summary>
    /// Sums of gamma variables, <c>(Σ_{i=1..10} Gamma(1/5, 5/i) − ln 10)/5</c>: with five summands in a decision they add up to about a
    /// Gumbel variable (Niepert and others, "Implicit MLE", 2021).
    /// </summary>
    SumOfGamma,
}

/// <summary>Costs ĉ + σ e_s for a fixed, seeded sample of noise; sample s does not depend on how many there are.</summary>
internal sealed class PerturbationSample
{
    private const int Kappa = 5;

    private const int GammaTerms = 10;

    private readonly double[][] _noise;

    public PerturbationSample(int variableCount, double amplitude, int count, int seed, Noise noise)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amplitude);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (!double.IsFinite(amplitude)) throw new ArgumentOutOfRangeException(nameof(amplitude), amplitude, "Must be finite.");
        Amplitude = amplitude;
        var random = new Random(seed);
        _noise = new double[count][];
        for (var s = 0; s < count; s++)
        {
            _noise[s] = new double[variableCount];
            for (var j = 0; j < variableCount; j++) _noise[s][j] = noise == Noise.Gaussian ? Normal(random) : SumOfGamma(random);
        }
    }

    public double Amplitude { get; }

    public int Count => _noise.Length;

    /// <summary>e_s.</summary>
    public ReadOnlySpan<double> this[int s] => _noise[s];

    /// <summary>ĉ + σ e_s.</summary>
    public double[] Perturb(ReadOnlySpan<double> cost, int s) => Vectors.Sum(cost, Amplitude, _noise[s]);

    private static double SumOfGamma(Random random)
    {
        var sum = 0.0;
        for (var i = 1; i <= GammaTerms; i++) sum += Gamma(random, 1.0 / Kappa) * Kappa / i;
        return (sum - Math.Log(GammaTerms)) / Kappa;
    }

    /// <summary>Gamma(shape, 1), shape &lt; 1, by the method of Marsaglia and Tsang (2000) for shape + 1 and a power of a uniform variable.</summary>
    private static double Gamma(Random random, double shape)
    {
        double d = shape + 1 - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal(random);
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

namespace LearningCosts;

/// <summary>Two features in [0, 1] and the costs that go with them, $/MWh.</summary>
internal sealed record Sample(double First, double Second, double[] Costs)
{
    /// <summary>
    /// Costs around a common mean, <c>c_g = mean (1 + ½(f1 cos 2g + f2 sin 2g) + |f1 − f2| cos 3g)</c>: what a linear model cannot see, the last term,
    /// reorders the generators.
    /// </summary>
    public static Sample[] Draw(int count, double[] baseCosts, int seed)
    {
        var random = new Random(seed);
        var mean = baseCosts.Average();
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble(), random.NextDouble())).Select(f => new Sample(f.Item1, f.Item2,
            [.. baseCosts.Select((_, g) => mean * (1 + (0.5 * ((f.Item1 * Math.Cos(2 * g)) + (f.Item2 * Math.Sin(2 * g)))) + (Math.Abs(f.Item1 - f.Item2) * Math.Cos(3 * g))))]))];
    }
}

namespace Folding.Tests;

public sealed class ThresholdSearchTests
{
    /// <summary>Data on which Newton's method alone creeps or leaves its bracket: bends spread over many decades, many at one place, weights of all sizes.</summary>
    [Theory]
    [InlineData("decades")]
    [InlineData("ties")]
    [InlineData("weights")]
    [InlineData("steps")]
    [InlineData("chain")]
    public void It_meets_the_total_on_difficult_data(string name)
    {
        const int N = 2000;
        var random = new Random(4);
        double[] y = new double[N], a = new double[N], l = new double[N], u = new double[N], x = new double[N];
        for (var i = 0; i < N; i++)
        {
            (y[i], a[i], l[i], u[i]) = name switch
            {
                "decades" => (Math.Pow(10, (20 * random.NextDouble()) - 10), 1.0, 0.0, Math.Pow(10, (20 * random.NextDouble()) - 10)),
                "ties" => (random.Next(3), random.Next(2) == 0 ? 1 : -1, 0, 1),
                "weights" => (random.NextDouble() - 0.5, Math.Pow(10, (12 * random.NextDouble()) - 6) * (random.Next(2) == 0 ? 1 : -1), -1, 1),
                "steps" => (i, 1, 0, 1e-9),
                // Every bend only shows once the one before it has been passed.
                _ => (Math.Pow(1.3, Math.Min(i, 1500)), 1, 0, double.PositiveInfinity),
            };
        }

        var (least, most) = ThresholdSearch.Range(a, l, u);
        foreach (var share in (double[])[0, 1e-9, 0.1, 0.5, 0.9, 1 - 1e-9, 1])
        {
            var total = double.IsFinite(most) ? least + (share * (most - least)) : share * y.Max();
            var price = ThresholdSearch.Solve<SquareTerm>(y, a, total, l, u, x);
            double sum = 0, size = Math.Abs(total);
            for (var i = 0; i < N; i++)
            {
                sum += a[i] * x[i];
                size += Math.Abs(a[i] * x[i]);
                // Where the search left a point it is the one that belongs to λ.
                Assert.Equal(Math.Clamp(y[i] - (price * a[i]), l[i], u[i]), x[i], 1e-12 * (Math.Abs(y[i]) + Math.Abs(price * a[i])));
            }

            Assert.Equal(total, sum, 1e-13 * size);
        }
    }

    [Fact]
    public void Entropies_of_every_size_meet_the_total()
    {
        const int N = 300;
        foreach (var scale in (double[])[1e-3, 1, 30, 700, 1e4])
        {
            double[] y = [.. Make.Normals(3, N).Select(v => scale * v)], ones = new double[N], none = new double[N], x = new double[N], free = new double[N];
            Array.Fill(ones, 1);
            Array.Fill(free, double.PositiveInfinity);
            foreach (var total in (double[])[1e-6, 1, 1e6])
            {
                ThresholdSearch.Solve<EntropyTerm>(y, ones, total, none, free, x);
                // The exponent y − λ is only known to the rounding of y.
                Assert.Equal(1, x.Sum() / total, 1e-13);
                var top = y.Max();
                var partition = y.Sum(v => Math.Exp(v - top));
                for (var i = 0; i < N; i++) Assert.Equal(Math.Exp(y[i] - top) / partition, x[i] / total, 1e-13 + (1e-15 * scale));
            }

            // Mixed signs: the row can only be met where both sides are in play.
            var weights = Make.Normals(8, N);
            ThresholdSearch.Solve<EntropyTerm>(y, weights, 0.5, none, ones, x);
            Assert.Equal(0.5, Vectors.Dot(weights, x), 1e-12 * N);
        }
    }

    [Fact]
    public void The_range_ignores_infinite_bounds_without_weight()
    {
        Assert.Equal((-1.0, 4.0), ThresholdSearch.Range([1, 0, -1], [0, double.NegativeInfinity, -2], [2, double.PositiveInfinity, 1]));
        Assert.True(ThresholdSearch.IsWithin(0.3, (0.1 + 0.2, 1)));
        Assert.False(ThresholdSearch.IsWithin(1.001, (0, 1)));
    }
}

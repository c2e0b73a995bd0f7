namespace Folding.Benchmarks.Modeling;

/// <summary>A line or transformer: ends, series admittance g + jb, half of the charging, tap ratio, limit; per unit.</summary>
internal readonly record struct Branch(int From, int To, double G, double B, double HalfCharging, double Tap, double Limit);

/// <summary>A generator: bus, limits of active and reactive power, cost per unit squared and per unit.</summary>
internal readonly record struct Generator(int Bus, double MaxActive, double MaxReactive, double Quadratic, double Linear);

/// <summary>
/// A made-up transmission network of the size of a large real one: buses scattered over a square, each joined to the nearest
/// earlier one and some near neighbours to each other; loads everywhere, generators at every fifth bus.
/// </summary>
internal sealed class SyntheticNetwork
{
    private SyntheticNetwork(Branch[] branches, Generator[] generators, double[] active, double[] reactive) =>
        (Branches, Generators, ActiveLoad, ReactiveLoad) = (branches, generators, active, reactive);

    public Branch[] Branches { get; }

    public Generator[] Generators { get; }

    public double[] ActiveLoad { get; }

    public double[] ReactiveLoad { get; }

    public int BusCount => ActiveLoad.Length;

    public static SyntheticNetwork Make(int buses, int branches)
    {
        var random = new Random(1354);
        var places = Enumerable.Range(0, buses).Select(_ => (X: random.NextDouble(), Y: random.NextDouble())).ToArray();
        double Distance(int i, int j) => Math.Sqrt(Math.Pow(places[i].X - places[j].X, 2) + Math.Pow(places[i].Y - places[j].Y, 2));
        var pairs = new HashSet<(int, int)>();
        for (var i = 1; i < buses; i++) pairs.Add((Enumerable.Range(0, i).MinBy(j => Distance(i, j)), i));
        var near = from i in Enumerable.Range(0, buses) from j in Enumerable.Range(i + 1, buses - i - 1) orderby Distance(i, j) select (i, j);
        foreach (var pair in near)
        {
            if (pairs.Count >= branches) break;
            pairs.Add(pair);
        }

        return new(
            [.. pairs.Select(pair => Join(pair.Item1, pair.Item2, Distance(pair.Item1, pair.Item2), random))],
            [.. Enumerable.Range(0, buses).Where(static i => i % 5 == 0).Select(i => new Generator(i, 3, 2, 10 + (40 * random.NextDouble()), 1000 + (2000 * random.NextDouble())))],
            [.. Enumerable.Range(0, buses).Select(_ => 0.5 * random.NextDouble())],
            [.. Enumerable.Range(0, buses).Select(_ => 0.12 * random.NextDouble())]);
    }

    private static Branch Join(int from, int to, double distance, Random random)
    {
        var (r, x) = (0.0003 + (0.01 * distance), 0.003 + (0.1 * distance));
        var size = (r * r) + (x * x);
        var tap = random.Next(8) == 0 ? 0.96 + (0.08 * random.NextDouble()) : 1;
        return new(from, to, r / size, -x / size, 0.1 * distance, tap, 10 + (20 * random.NextDouble()));
    }
}

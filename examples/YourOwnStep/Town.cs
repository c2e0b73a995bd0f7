namespace YourOwnStep;

/// <summary>
/// A made-up town on two banks of a river: where people live and work, how far that is in kilometres, and which ways cross the
/// bridge. As many jobs as workers; counts in thousands.
/// </summary>
internal sealed class Town
{
    public Town(int homes, int works, int seed)
    {
        var random = new Random(seed);
        (double X, double Y)[] Places(int count) => [.. Enumerable.Range(0, count).Select(_ => (8 * random.NextDouble(), 8 * random.NextDouble() - 4))];
        var (from, to) = (Places(homes), Places(works));
        Workers = [.. Enumerable.Range(0, homes).Select(_ => 1 + 4 * random.NextDouble())];
        double[] jobs = [.. Enumerable.Range(0, works).Select(_ => 1 + 4 * random.NextDouble())];
        Jobs = [.. jobs.Select(j => j * Workers.Sum() / jobs.Sum())];
        (Kilometres, Bridge) = (new double[homes, works], new double[homes, works]);
        for (var i = 0; i < homes; i++)
        {
            for (var j = 0; j < works; j++)
            {
                Kilometres[i, j] = double.Hypot(from[i].X - to[j].X, from[i].Y - to[j].Y);
                Bridge[i, j] = from[i].Y * to[j].Y < 0 ? 1 : 0;
            }
        }
    }

    public int Homes => Workers.Length;

    public int Works => Jobs.Length;

    public double[] Workers { get; }

    public double[] Jobs { get; }

    public double[,] Kilometres { get; }

    /// <summary>1 where the way crosses the bridge, else 0.</summary>
    public double[,] Bridge { get; }
}

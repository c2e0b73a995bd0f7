using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>
/// Batches of 128 small dense programs: wall time of the batch with two workers against a loop, forward and backward, and what the collector does
/// meanwhile. Loop and batch take turns; beside them stands what two threads gain that share nothing, not even memory.
/// </summary>
internal static class BatchTable
{
    private const int Count = 128;
    private const int FewestRepeats = 15;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(8);
    private static readonly BatchOptions TwoWorkers = new() { DegreeOfParallelism = 2 };

    public static int Print(string[] sizes)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Batches of {Count}, wall milliseconds, medians; the backward pass is the first Vjp of each refined tape. {(GCSettings.IsServerGC ? "Server" : "Workstation")} collector, {(GCSettings.LatencyMode == GCLatencyMode.Interactive ? "concurrent" : "not concurrent")}."));
        Console.WriteLine("bare: gain of two threads of arithmetic, measured in turn with the rest; KB: allocated per item; gen0, gen2, pause: collections and milliseconds they stop a forward batch.");
        Console.WriteLine($"{"n",5}{"runs",6} |{"forward: loop",14}{"batch",9}{"gain",6}{"KB",6}{"gen0",6}{"gen2",6}{"pause",7} |{"backward: loop",15}{"batch",8}{"gain",6}{"KB",6} |{"bare",6}");
        foreach (var n in sizes.Length > 0 ? sizes : ["10", "50", "100"]) Measure(int.Parse(n, CultureInfo.InvariantCulture));
        return 0;
    }

    private static void Measure(int n)
    {
        var problems = new QuadraticProgram[Count];
        var first = QuadraticShapes.Dense(n, 100);
        for (var k = 0; k < Count; k++)
        {
            var other = QuadraticShapes.Dense(n, 100 + k);
            problems[k] = new(first.P.WithValues(other.P.Values), other.Q.AsSpan(), first.A.WithValues(other.A.Values), other.Lower.AsSpan(), other.Upper.AsSpan());
        }

        Seed[] seeds = [.. Enumerable.Range(0, Count).Select(k => Seed.OnPrimal(QuadraticShapes.Normals(new Random(k), n)))];
        var layer = DifferentiableSolver.ForQuadratic(new OsqpSolver(OsqpOptions.ForGradients));
        var samples = new List<double[]>();
        var clock = Stopwatch.StartNew();
        while (samples.Count < FewestRepeats || clock.Elapsed < Budget)
        {
            var tapes = new Tape<QuadraticProgram, QuadraticData>[Count];
            TapeBatch<QuadraticProgram, QuadraticData> batch = null!;
            var sample = new double[11];
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            sample[0] = Time(() =>
            {
                for (var k = 0; k < Count; k++) tapes[k] = layer.Forward(problems[k]);
            });
            sample[6] = (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1024.0 / Count;
            int young = GC.CollectionCount(0), old = GC.CollectionCount(2);
            var paused = GC.GetTotalPauseDuration();
            sample[1] = Time(() => batch = layer.ForwardBatch(problems, TwoWorkers));
            (sample[7], sample[8], sample[9]) = (GC.CollectionCount(0) - young, GC.CollectionCount(2) - old, (GC.GetTotalPauseDuration() - paused).TotalMilliseconds);
            allocated = GC.GetAllocatedBytesForCurrentThread();
            sample[2] = Time(() =>
            {
                for (var k = 0; k < Count; k++) tapes[k].Vjp(seeds[k]);
            });
            sample[10] = (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1024.0 / Count;
            sample[3] = Time(() => batch.Vjp(seeds));
            sample[4] = Time(Arithmetic) + Time(Arithmetic);
            sample[5] = Time(() => Parallel.Invoke(Arithmetic, Arithmetic));
            samples.Add(sample);
        }

        var settled = samples[(samples.Count / 3)..];
        double Median(int column) => settled.Select(sample => sample[column]).Order().ElementAt(settled.Count / 2);
        double Mean(int column) => settled.Average(sample => sample[column]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n,5}{settled.Count,6} |{Median(0),14:F2}{Median(1),9:F2}{Median(0) / Median(1),6:F2}{Median(6),6:F0}{Mean(7),6:F1}{Mean(8),6:F1}{Mean(9),7:F2} |{Median(2),15:F3}{Median(3),8:F3}{Median(2) / Median(3),6:F2}{Median(10),6:F1} |{Median(4) / Median(5),6:F2}"));
    }

    private static void Arithmetic()
    {
        var sum = 1.0;
        for (var k = 0; k < 1_000_000; k++) sum = (sum * 1.0000001) + 1e-9;
        GC.KeepAlive(sum);
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>
/// Batches of 128 small dense programs: wall time of the batch with two workers against a loop, forward and backward, and what the collector does
/// meanwhile. Loops and batch take turns. The loop runs once on each of the two processors, which on a shared machine are seldom equally fast, and counts
/// with the harmonic mean: twice its speed is what two processors can give.
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
        Console.WriteLine("loop: on each processor in turn; gain: their harmonic mean over the batch; KB: allocated per item; gen0, gen2, pause: collections and milliseconds they stop a forward batch.");
        Console.WriteLine($"{"n",5}{"runs",6} |{"forward: loop",20}{"batch",9}{"gain",6}{"KB",6}{"gen0",6}{"gen2",6}{"pause",7} |{"backward: loop",18}{"batch",8}{"gain",6}{"KB",6} |{"both: gain",12}");
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
        var samples = new List<Sample>();
        var clock = Stopwatch.StartNew();
        while (samples.Count < FewestRepeats || clock.Elapsed < Budget)
        {
            TapeBatch<QuadraticProgram, QuadraticData> batch = null!;
            var (firstForward, firstBackward) = OnProcessor(0, Loop);
            var (secondForward, secondBackward) = OnProcessor(1, Loop);
            int young = GC.CollectionCount(0), old = GC.CollectionCount(2);
            var paused = GC.GetTotalPauseDuration();
            var forward = Time(() => batch = layer.ForwardBatch(problems, TwoWorkers));
            var collector = new Collector(GC.CollectionCount(0) - young, GC.CollectionCount(2) - old, (GC.GetTotalPauseDuration() - paused).TotalMilliseconds);
            samples.Add(new(new(firstForward, secondForward, forward), new(firstBackward, secondBackward, Time(() => batch.Vjp(seeds))), collector));
        }

        var (forwardBytes, backwardBytes) = Allocated();
        var settled = samples[(samples.Count / 3)..];
        double Median(Func<Sample, double> of) => settled.Select(of).Order().ElementAt(settled.Count / 2);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{n,5}{settled.Count,6} |{Median(s => s.Forward.First),11:F2}{Median(s => s.Forward.Second),9:F2}{Median(s => s.Forward.Batch),9:F2}{Median(s => s.Forward.Gain),6:F2}{forwardBytes / 1024.0 / Count,6:F0}{settled.Average(s => s.Collector.Young),6:F1}{settled.Average(s => s.Collector.Old),6:F1}{settled.Average(s => s.Collector.Paused),7:F2} |{Median(s => s.Backward.First),10:F3}{Median(s => s.Backward.Second),8:F3}{Median(s => s.Backward.Batch),8:F3}{Median(s => s.Backward.Gain),6:F2}{backwardBytes / 1024.0 / Count,6:F1} |{Median(s => (s.Forward + s.Backward).Gain),12:F2}"));

        (double Forward, double Backward) Loop()
        {
            var tapes = new Tape<QuadraticProgram, QuadraticData>[Count];
            return (Time(() => Forward(tapes)), Time(() => Backward(tapes)));
        }

        void Forward(Tape<QuadraticProgram, QuadraticData>[] tapes)
        {
            for (var k = 0; k < Count; k++) tapes[k] = layer.Forward(problems[k]);
        }

        void Backward(Tape<QuadraticProgram, QuadraticData>[] tapes)
        {
            for (var k = 0; k < Count; k++) tapes[k].Vjp(seeds[k]);
        }

        (long Forward, long Backward) Allocated()
        {
            var tapes = new Tape<QuadraticProgram, QuadraticData>[Count];
            var start = GC.GetAllocatedBytesForCurrentThread();
            Forward(tapes);
            var between = GC.GetAllocatedBytesForCurrentThread();
            Backward(tapes);
            return (between - start, GC.GetAllocatedBytesForCurrentThread() - between);
        }
    }

    /// <summary>Runs on one processor where the system lets a program choose.</summary>
    private static T OnProcessor<T>(int processor, Func<T> action)
    {
        if (!(OperatingSystem.IsLinux() || OperatingSystem.IsWindows()) || Environment.ProcessorCount < 2) return action();
        using var process = Process.GetCurrentProcess();
        var all = process.ProcessorAffinity;
        process.ProcessorAffinity = 1 << processor;
        var result = action();
        process.ProcessorAffinity = all;
        return result;
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Milliseconds of the loop on either processor, and of the batch on both.</summary>
    private readonly record struct Pass(double First, double Second, double Batch)
    {
        public double Gain => 2 / ((1 / First) + (1 / Second)) / Batch;

        public static Pass operator +(Pass a, Pass b) => new(a.First + b.First, a.Second + b.Second, a.Batch + b.Batch);
    }

    private readonly record struct Collector(int Young, int Old, double Paused);

    private readonly record struct Sample(Pass Forward, Pass Backward, Collector Collector);
}

using System.Diagnostics;
using System.Globalization;
using Folding.Benchmarks.SparseLdl;
using Folding.Osqp;
using Folding.Problems;

namespace Folding.Benchmarks.Backward;

/// <summary>Batches of 128 small dense programs: wall time of the batch with two workers against a loop, forward and backward.</summary>
internal static class BatchTable
{
    private const int Count = 128;
    private const int Repeats = 15;

    public static int Print(string[] sizes)
    {
        Console.WriteLine($"Batches of {Count}, wall milliseconds, medians of {Repeats}; the backward pass starts from refined tapes, first Vjp of each.");
        Console.WriteLine("loop cpu: processor time of the loop's backward pass, which a busy machine blurs less.");
        Console.WriteLine($"{"n",5}{"loop forward",14}{"batch forward",14}{"gain",7}{"loop backward",15}{"loop cpu",10}{"batch backward",15}{"gain",7}");
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
            problems[k] = new(CscMatrix.Adopt(first.P.Pattern, other.P.Values.ToArray()), other.Q.AsSpan(), CscMatrix.Adopt(first.A.Pattern, other.A.Values.ToArray()), other.Lower.AsSpan(), other.Upper.AsSpan());
        }

        Seed[] seeds = [.. Enumerable.Range(0, Count).Select(k => Seed.OnPrimal(QuadraticShapes.Normals(new Random(k), n)))];
        var layer = DifferentiableSolver.ForQuadratic(new OsqpSolver(OsqpOptions.ForGradients));
        var samples = new List<double[]>();
        for (var repeat = 0; repeat < Repeats + 5; repeat++)
        {
            var tapes = new Tape<QuadraticProgram, QuadraticData>[Count];
            TapeBatch<QuadraticProgram, QuadraticData> batch = null!;
            var sample = new double[5];
            sample[0] = Time(() =>
            {
                for (var k = 0; k < Count; k++) tapes[k] = layer.Forward(problems[k]);
            });
            sample[1] = Time(() => batch = layer.ForwardBatch(problems, new() { DegreeOfParallelism = 2 }));
            var processor = ThreadClock.Microseconds;
            sample[2] = Time(() =>
            {
                for (var k = 0; k < Count; k++) tapes[k].Vjp(seeds[k]);
            });
            sample[4] = (ThreadClock.Microseconds - processor) / 1000;
            sample[3] = Time(() => batch.Vjp(seeds));
            if (repeat >= 5) samples.Add(sample);
        }

        double Median(int phase) => samples.Select(sample => sample[phase]).Order().ElementAt(samples.Count / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n,5}{Median(0),14:F2}{Median(1),14:F2}{Median(0) / Median(1),7:F2}{Median(2),15:F2}{Median(4),10:F2}{Median(3),15:F2}{Median(2) / Median(3),7:F2}"));
    }

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }
}

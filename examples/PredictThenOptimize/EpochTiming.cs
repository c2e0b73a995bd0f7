using System.Diagnostics;
using Folding;
using Folding.Problems;

namespace PredictThenOptimize;

/// <summary>How long SPO+ takes over 1000 shortest paths on one thread and on two; medians. Processor time tells what an idle machine would do.</summary>
internal sealed record EpochTiming(double OneThread, double TwoThreads, double OneProcessor, double TwoProcessor)
{
    public const int Instances = 1000;

    private const int Repeats = 7;

    public double Ratio => OneThread / TwoThreads;

    public double IdleRatio => 2 * OneProcessor / TwoProcessor;

    public static EpochTiming Measure(ISolver<LinearProgram> solver)
    {
        var data = new PolynomialData(Study.ShortestPath, degree: 4, new Random(1));
        var oracle = new CostOracle(solver, Study.ShortestPath.FeasibleSet);
        var loss = new SpoPlus(oracle);
        DecisionTarget[] targets = Array.ConvertAll(data.Draw(Instances), instance => oracle.Target(instance.Cost));
        double[][] predictions = Array.ConvertAll(data.Draw(Instances), static instance => instance.Cost);

        var samples = new List<(double Wall, double Processor)>[] { [], [] };
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            for (var threads = 1; threads <= 2; threads++)
            {
                var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
                _ = loss.EvaluateBatch(predictions, targets, threads);
                samples[threads - 1].Add((clock.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds));
            }
        }

        return new(
            Median(samples[0].Select(static s => s.Wall)), Median(samples[1].Select(static s => s.Wall)),
            Median(samples[0].Select(static s => s.Processor)), Median(samples[1].Select(static s => s.Processor)));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Repeats / 2);
}

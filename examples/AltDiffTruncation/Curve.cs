using System.Diagnostics;
using Folding;

namespace AltDiffTruncation;

/// <summary>One truncated run against the limit.</summary>
internal readonly record struct CurvePoint(double Tolerance, int Iterations, double XError, double GradientError, double CosineDistance, double Milliseconds);

/// <summary>How the error of one layer falls, and what it costs.</summary>
/// <param name="Name">The layer.</param>
/// <param name="ByIterations">Truncated by count.</param>
/// <param name="ByTolerance">Truncated by tolerance, 1e-1 to 1e-5, timed: forward and reverse.</param>
/// <param name="SolveMilliseconds">The iteration run until 1e-10.</param>
/// <param name="KktMilliseconds">The KKT system factored and solved there.</param>
/// <param name="ExactMilliseconds">Solution and adjoint as the library computes them where nobody asks for iterations.</param>
internal sealed record Curve(string Name, CurvePoint[] ByIterations, CurvePoint[] ByTolerance, double SolveMilliseconds, double KktMilliseconds, double ExactMilliseconds)
{
    private static readonly double[] Tolerances = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5];

    /// <summary>Least-squares slope of log gradient error against log error of x, where both are small and above rounding.</summary>
    public double FittedSlope
    {
        get
        {
            (double X, double Y)[] points = [.. ByIterations.Where(static p => p is { XError: < 1e-2 and > 1e-10, GradientError: > 1e-10 }).Select(static p => (Math.Log(p.XError), Math.Log(p.GradientError)))];
            double mx = points.Average(static p => p.X), my = points.Average(static p => p.Y);
            return points.Sum(p => (p.X - mx) * (p.Y - my)) / points.Sum(p => (p.X - mx) * (p.X - mx));
        }
    }

    public static Curve Of(TruncatedLayer layer)
    {
        var (x, gradient) = layer.Exact();
        var solved = layer.Solved();
        var disagreement = Distance(layer.KktGradient(solved), gradient);
        if (!(disagreement < 1e-6)) throw new InvalidOperationException($"The KKT system and the adjoint of the {layer.Name} layer differ by {disagreement}.");
        CurvePoint[] byIterations = [.. Counts().Select(k => At(new() { Tolerance = 0, MaximumIterations = k }, timed: false)).TakeWhile(static p => p.XError > 1e-11)];
        CurvePoint[] byTolerance = [.. Tolerances.Select(tolerance => At(new() { Tolerance = tolerance }, timed: true))];
        return new(layer.Name, byIterations, byTolerance, Median(() => layer.Solved()), Median(() => layer.KktGradient(solved)), Median(() => layer.Exact()));

        CurvePoint At(AltDiffOptions options, bool timed)
        {
            var run = layer.Truncated(options);
            var milliseconds = timed ? Median(() => layer.Truncated(options)) : 0;
            return new(options.Tolerance, run.Iterations, Distance(run.X, x), Distance(run.Gradient, gradient), CosineDistance(run.Gradient, gradient), milliseconds);
        }
    }

    /// <summary>1, 2, 3, … in steps that grow by a tenth.</summary>
    private static IEnumerable<int> Counts()
    {
        for (double k = 1; k < 3000; k = Math.Max(k + 1, Math.Round(1.1 * k))) yield return (int)k;
    }

    private static double Distance(double[] actual, double[] expected)
    {
        var size = Math.Sqrt(expected.Sum(static v => v * v));
        return Math.Sqrt(actual.Zip(expected, static (a, b) => (a - b) * (a - b)).Sum()) / size;
    }

    private static double CosineDistance(double[] a, double[] b)
    {
        double ab = a.Zip(b, static (x, y) => x * y).Sum(), aa = a.Sum(static v => v * v), bb = b.Sum(static v => v * v);
        return Math.Max(0, 1 - (ab / Math.Sqrt(aa * bb)));
    }

    private static double Median(Action action)
    {
        // The first runs compile; more so as they repeat.
        var warm = Stopwatch.StartNew();
        do action();
        while (warm.ElapsedMilliseconds < 150);
        var times = new double[15];
        for (var k = 0; k < times.Length; k++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times[k] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }
}

using System.Globalization;
using Examples.Common;
using Folding;

namespace YourOwnStep;

/// <summary>
/// A step of your own, and no quadratic program: who travels where in a town, by balancing. The gradient through it is compared with
/// central differences and used to learn what a kilometre and a bridge cost.
/// </summary>
internal static class Program
{
    /// <summary>Largest difference of the gradient from central differences, relative to its largest entry.</summary>
    private const double Tolerance = 1e-6;

    private static readonly string[] Names = ["a kilometre", "the bridge"];

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 1 the gradient disagrees with central differences; 2 bad usage.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(nameof(YourOwnStep), arguments, output, Learn);

    private static int Learn(string folder, TextWriter output)
    {
        var calibration = new Calibration(new Town(homes: 8, works: 6, seed: 3));
        double[] start = [0.1, 0];
        var history = calibration.Learn(start);
        var learned = history[^1].Costs;

        var (gradient, report) = calibration.Gradient(start);
        var central = calibration.CentralDifferences(start);
        var table = new TextTable(1, "cost of", "start", "learned", "truth", "dLoss/dcost at start", "central diff.", "error");
        for (var k = 0; k < start.Length; k++)
            table.Add(Names[k], Text($"{start[k]:F2}"), Text($"{learned[k]:F4}"), Text($"{Calibration.Truth[k]:F2}"), Text($"{gradient[k]:F8}"), Text($"{central[k]:F8}"), Text($"{Math.Abs(gradient[k] - central[k]):0e+0}"));
        table.Write(output);
        output.WriteLine(report);
        output.WriteLine(Text($"loss {history[0].Loss:F4} at the start, {history[^1].Loss:F4} after {history.Count - 1} rounds"));

        // A solution of another problem is no fixed point of the step: refused, not differentiated.
        var solved = calibration.Solve(start);
        var wrong = new FixedPointLayer(new BalancingStep(new Town(homes: 8, works: 6, seed: 4))).Record(solved.State.AsSpan(), start).Vjp(new double[solved.State.Length]);
        output.WriteLine($"of another town: {wrong.Report}");

        double[][] sweep = [.. Enumerable.Range(0, 21).Select(static k => new[] { 0.05 + (0.04 * k), 0.6 })];
        var errors = sweep.Append(start).Select(costs => (Folded: calibration.Gradient(costs).Gradient, Central: calibration.CentralDifferences(costs))).ToArray();
        var worst = errors.Max(static pair => pair.Folded.Zip(pair.Central, static (a, b) => Math.Abs(a - b)).Max() / pair.Folded.Max(Math.Abs));
        var agrees = worst <= Tolerance;
        output.WriteLine(Text($"gradient {(agrees ? "agrees with" : "DIFFERS from")} central differences to {worst:0.0e+0} at {errors.Length} points"));

        Directory.CreateDirectory(folder);
        var plot = Path.Combine(folder, "your-own-step.png");
        Plots.Write(plot, sweep, [.. errors.Take(sweep.Length)], history, calibration);
        output.WriteLine($"wrote {plot}");
        return agrees ? 0 : 1;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

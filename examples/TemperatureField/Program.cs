using System.Globalization;
using Examples.Common;
using Folding;
using Folding.Highs;

namespace TemperatureField;

/// <summary>Draws LPGD's gradient of a linear program of two variables over its costs, for temperatures and augmentations side by side.</summary>
internal static class Program
{
    private static readonly double[] Temperatures = [0.1, 1, 10];

    private static readonly double[] Augmentations = [0, 0.5];

    /// <summary>A vertex: in its cone the loss is zero, elsewhere the costs should move there.</summary>
    private static readonly (double First, double Second) Target = (3, 1);

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 2 bad usage; 3 HiGHS is missing.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(
        nameof(TemperatureField), arguments, output, options => Draw(options, output), ("points", "16"), ("kind", "lower"));

    private static int Draw(Options options, TextWriter output)
    {
        if (!Enum.TryParse<LpgdKind>(options["kind"], ignoreCase: true, out var kind)) return Example.Complain($"--kind {options["kind"]} is none of lower, upper, average, auto");
        Draw(options, kind, output);
        return 0;
    }

    private static void Draw(Options options, LpgdKind kind, TextWriter output)
    {
        var solver = new HighsSolver();
        var points = options.Number("points");
        // Cell centres of [−4, 4]²; an even number of them avoids the axes, where two vertices tie.
        double[] grid = [.. Enumerable.Range(0, points).Select(k => -4 + (8 * (k + 0.5) / points))];
        Field[] fields = [.. from rho in Augmentations from tau in Temperatures select Field.Of(solver, kind, tau, rho, Target, grid)];

        output.WriteLine($"LPGD, {kind.ToString().ToLowerInvariant()} envelope, of 1/2 |x*(c) - target|^2 at {grid.Length * grid.Length} costs; target ({Text(Target.First)}, {Text(Target.Second)})");
        output.WriteLine();
        var table = new TextTable(0, "rho", "tau", "costs with a gradient", "mean length", "longest");
        foreach (var field in fields)
            table.Add(Text(field.Augmentation), Text(field.Temperature), field.ShareMoving.ToString("P0", CultureInfo.InvariantCulture), field.Arrows.Average(static arrow => arrow.Length).ToString("F3", CultureInfo.InvariantCulture), field.Longest.ToString("F3", CultureInfo.InvariantCulture));
        table.Write(output);

        Directory.CreateDirectory(options["out"]);
        var plot = Path.Combine(options["out"], "temperature-field.png");
        Plots.Write(plot, fields, Temperatures.Length, 8.0 / points);
        output.WriteLine($"wrote {plot}");
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

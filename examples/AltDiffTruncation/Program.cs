using Examples.Common;
using System.Globalization;

namespace AltDiffTruncation;

/// <summary>
/// The picture of alternating differentiation (Sun et al., ICLR 2023): how wrong the gradient of a truncated run is, against iterations and against the
/// error of x, on a dense quadratic layer, constrained sparsemax and constrained softmax; and what a tolerance costs beside a full solution with
/// the KKT system of OptNet.
/// </summary>
internal static class Program
{
    /// <summary>The slope that theorem 4.1 promises, and how far from it a fit may be.</summary>
    private const double Slope = 1, SlopeTolerance = 0.2;

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 1 a slope is not what the theorem says; 2 bad usage.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(nameof(AltDiffTruncation), arguments, output, Study);

    private static int Study(string folder, TextWriter output)
    {
        TruncatedLayer[] layers = [TruncatedLayer.Dense(300, 100, 50), TruncatedLayer.Simplex(Folding.AllocationKind.Sparsemax, 300), TruncatedLayer.Simplex(Folding.AllocationKind.Softmax, 300)];
        var curves = layers.Select(Curve.Of).ToArray();
        var table = new TextTable(1, "layer", "tolerance", "iterations", "error of x", "gradient error", "1 - cosine", "ms truncated", "ms solved to 1e-10", "ms KKT", "ms exact");
        foreach (var curve in curves)
        {
            foreach (var point in curve.ByTolerance)
            {
                table.Add(
                    curve.Name, Text($"{point.Tolerance:0e+0}"), Text($"{point.Iterations}"), Text($"{point.XError:0.0e+0}"), Text($"{point.GradientError:0.0e+0}"), Text($"{point.CosineDistance:0.0e+0}"),
                    Text($"{point.Milliseconds:F2}"), Text($"{curve.SolveMilliseconds:F2}"), Text($"{curve.KktMilliseconds:F2}"), Text($"{curve.ExactMilliseconds:F2}"));
            }
        }

        table.Write(output);
        var holds = true;
        foreach (var curve in curves)
        {
            var fits = Math.Abs(curve.FittedSlope - Slope) <= SlopeTolerance;
            output.WriteLine(Text($"{curve.Name}: log gradient error against log error of x has slope {curve.FittedSlope:F2}, {(fits ? "as" : "NOT as")} the theorem says"));
            holds &= fits;
        }

        Directory.CreateDirectory(folder);
        var plot = Path.Combine(folder, "altdiff-truncation.png");
        Plots.Write(plot, curves);
        output.WriteLine($"wrote {plot}");
        return holds ? 0 : 1;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Examples.Common;
using Folding.Highs;

namespace BackwardStepsize;

/// <summary>
/// The stepsize of the backward pass is free: every one gives the same gradient, and only the speed differs. How ρ(Φ) and the
/// number of products depend on it, for projected gradient and ADMM, and what the library chooses by itself.
/// </summary>
internal static class Program
{
    /// <summary>Largest relative error of a gradient, whatever the stepsize.</summary>
    private const double SameGradient = 1e-8;

    /// <summary>Largest difference of the library's estimate of ρ(Φ) from the exact number.</summary>
    private const double GoodEstimate = 1e-2;

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 1 a claim does not hold; 2 bad usage; 3 the solver was not found.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(nameof(BackwardStepsize), arguments, output, Sweep);

    private static int Sweep(string folder, TextWriter output)
    {
        var program = new RandomProgram(variables: 40, rows: 30, active: 15, condition: 30, seed: 7);
        var measurement = new Measurement(new HighsSolver(), program);

        var (least, most) = DenseJacobian.Curvature(program);
        output.WriteLine(Text($"40 variables, 15 of 30 rows active; curvature along them from m = {least:F3} to M = {most:F3}; 2/(m + M) = {2 / (least + most):F5}."));
        output.WriteLine();
        Sweep[] sweeps = [BackwardStepsize.Sweep.OfProjectedGradient(measurement, program), BackwardStepsize.Sweep.OfAdmm(measurement, program)];
        var table = new TextTable(2, "step", "setting", "stepsize", "rho(Phi)", "estimated", "LFPI", "GMRES", "gradient error");
        foreach (var sweep in sweeps)
        {
            foreach (var (setting, sample) in new[] { ("smallest", sweep.Grid[0]), ("best of the grid", sweep.Best), ("largest", sweep.Grid[^1]), ("library's rule", sweep.Chosen) })
            {
                table.Add(
                    sweep.Name, setting, sample.Size is { } size ? Text($"{size:G4}") : "per row", sample.Exact is { } exact ? Text($"{exact:F5}") : "-", Text($"{sample.Estimate:F5}"),
                    sample.Lfpi is { } products ? Text($"{products}") : "refused", Text($"{sample.Gmres}"), Text($"{sample.Error:0e+0}"));
            }
        }

        table.Write(output);
        Directory.CreateDirectory(folder);
        var plot = Path.Combine(folder, "backward-stepsize.png");
        Plots.Write(plot, sweeps);
        var holds = Report(sweeps, output);
        output.WriteLine($"wrote {plot}");
        return holds ? 0 : 1;
    }

    private static bool Report(Sweep[] sweeps, TextWriter output)
    {
        var holds = true;
        foreach (var sweep in sweeps)
        {
            var error = sweep.Grid.Append(sweep.Chosen).Max(static sample => sample.Error);
            var estimates = sweep.Grid.Append(sweep.Chosen).Max(static sample => Math.Abs(sample.Estimate - (sample.Exact ?? sample.Estimate)));
            var chosen = sweep.Chosen.Exact ?? sweep.Chosen.Estimate;
            output.WriteLine(Text($"{sweep.Name}: gradients of all stepsizes are exact to {error:0e+0}; estimates of rho(Phi) are right to {estimates:0.0e+0}; the library's choice contracts by {chosen:F4}, the best of the grid by {sweep.Best.Exact:F4}."));
            holds &= error <= SameGradient && estimates <= GoodEstimate && chosen <= sweep.Best.Exact + GoodEstimate;
        }

        return holds;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Examples.Common;
using Folding;
using Folding.Highs;

namespace UnrollingAndFolding;

/// <summary>
/// One quadratic program, one solution, five ways to differentiate an update step there: how the error of the gradient falls with
/// the number of steps, for several stepsizes, and whether it falls at the rate −log ρ(Φ) that theory predicts.
/// </summary>
internal static class Program
{
    /// <summary>Largest relative difference of the measured rate of LFPI from the predicted one.</summary>
    private const double Tolerance = 0.05;

    private const double Proximal = 1e-3;

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 1 a measured rate is not the predicted one; 2 bad usage; 3 the solver was not found.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(nameof(UnrollingAndFolding), arguments, output, Compare);

    private static int Compare(string folder, TextWriter output)
    {
        var program = new RandomProgram(variables: 20, rows: 15, active: 8, condition: 8, seed: 5);
        var measurement = new Measurement(new HighsSolver(), program);

        var (least, most) = DenseJacobian.Curvature(program);
        output.WriteLine(Text($"20 variables, 8 of 15 rows active; curvature along them from m = {least:F2} to M = {most:F2}. Rates in nats per step."));
        output.WriteLine();
        Directory.CreateDirectory(folder);
        var table = new TextTable(2, "step", "setting", "rho(Phi)", "-log rho", "LFPI", "unrolling", "K to 1e-8: LFPI", "Anderson", "GMRES");
        var agreed = true;
        foreach (var (name, title, settings) in new[] { ("pgd", "Projected gradient", GradientSteps(program, most)), ("admm", "ADMM", AdmmSteps(program)) })
        {
            (Setting Setting, Curve[] Curves)[] panels =
                [.. settings.Select(setting => (setting, Curve.Methods.Select(method => Curve.Of(method.Name, count => method.After(setting.Step, count), measurement)).ToArray()))];
            foreach (var (setting, curves) in panels)
            {
                Curve Named(string method) => curves.Single(curve => curve.Method == method);
                var measured = Named(Curve.FixedPointName).Rate ?? 0;
                agreed &= Math.Abs(measured - setting.PredictedRate) <= Tolerance * setting.PredictedRate;
                table.Add(
                    name, setting.Name, Text($"{setting.Contraction:F5}"), Text($"{setting.PredictedRate:F5}"), Text($"{measured:F5}"), Text($"{Named(Curve.UnrollingName).Rate:F5}"),
                    Text($"{Named(Curve.FixedPointName).CountToSmall}"), Text($"{Named(Curve.AndersonName).CountToSmall}"), Text($"{Named(Curve.GmresName).CountToSmall}"));
            }

            Plots.Write(Path.Combine(folder, $"unrolling-and-folding-{name}.png"), title, panels);
        }

        table.Write(output);
        output.WriteLine(agreed ? "LFPI falls at the predicted rate in every setting." : "LFPI does NOT fall at the predicted rate.");
        output.WriteLine($"wrote {Path.Combine(folder, "unrolling-and-folding-pgd.png")} and -admm.png");
        return agreed ? 0 : 1;
    }

    private static IEnumerable<Setting> GradientSteps(RandomProgram program, double mostCurvature) => new[] { 0.02, 0.2, 1, 1.9 }.Select(scaled => new Setting(
        Text($"αM = {scaled}"),
        new ProjectedGradientStep { Stepsize = scaled / mostCurvature },
        DenseJacobian.SpectralRadius(DenseJacobian.ProjectedGradient(program, scaled / mostCurvature))));

    private static IEnumerable<Setting> AdmmSteps(RandomProgram program) => new[] { 0.05, 0.5, 5, 100 }.Select(penalty => new Setting(
        Text($"penalty {penalty}"),
        new AdmmStep { Rho = penalty, Sigma = Proximal },
        DenseJacobian.SpectralRadius(DenseJacobian.Admm(program, penalty, Proximal))));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A step with its stepsize or penalty.</summary>
/// <param name="Name">What a panel is called.</param>
/// <param name="Step">The step.</param>
/// <param name="Contraction">ρ(Φ), from the eigenvalues of the dense Φ.</param>
internal sealed record Setting(string Name, QuadraticStep Step, double Contraction)
{
    public double PredictedRate => -Math.Log(Contraction);
}

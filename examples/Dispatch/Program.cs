using System.Globalization;
using Examples.Common;
using Folding;
using Folding.Highs;
using Folding.Modeling;

namespace Dispatch;

/// <summary>
/// Plans a day of four power plants, reads prices off the gradient of the optimal cost with respect to the loads, and says how cost and
/// emissions move with loads and fuel costs; every derivative is checked by solving again.
/// </summary>
internal static class Program
{
    /// <summary>Step of the central differences, MW or $/MWh.</summary>
    private const double Step = 1e-3;

    /// <summary>Largest difference from central differences, relative to the largest entry of a gradient.</summary>
    private const double Tolerance = 1e-5;

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 1 a gradient disagrees with central differences; 2 bad usage; 3 no solver was found.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(nameof(Dispatch), arguments, output, Plan);

    private static int Plan(string folder, TextWriter output)
    {
        var plants = new PowerPlants();
        var layer = plants.Model.Build(new HighsSolver());
        var solution = layer.Solve();
        if (!solution.IsSolved) throw new InvalidOperationException($"no plan was found: {solution}");
        var prices = solution.ValueGradient(plants.Load);
        var emissions = solution.Gradient(plants.Emissions).EnsureTrusted(TrustLevel.Subgradient);

        output.WriteLine(Text($"{plants.Model}, built as {layer.Model.Class}: cost {solution.Objective:F2} $, emissions {solution[plants.Emissions]:F2} t."));
        output.WriteLine();
        output.WriteLine("hour   load" + string.Concat(plants.Names.Select(static name => name.PadLeft(8))) + "    price  solved again  t CO2 per MWh  solved again");
        double worst = 0;
        foreach (var t in plants.Hours)
        {
            var (cost, emitted) = Differences(layer, plants, plants.Load[t]);
            worst = Math.Max(worst, Math.Max(Math.Abs(prices[t] - cost) / prices.Max(), Math.Abs(emissions.Data[plants.Load[t]] - emitted)));
            output.WriteLine(
                Text($"{t,4} {solution[plants.Load[t]],6:F1}") + string.Concat(plants.Names.Select(i => Text($"{solution[plants.Output[i, t]],8:F1}")))
                + Text($"{prices[t],9:F3}{cost,14:F3}{emissions.Data[plants.Load[t]],15:F4}{emitted,14:F4}"));
        }

        output.WriteLine();
        output.WriteLine("plant   $ more per $/MWh  solved again  t CO2 more per $/MWh  solved again");
        foreach (var i in plants.Names)
        {
            var (cost, emitted) = Differences(layer, plants, plants.Cost[i]);
            var (value, slope) = (solution.ValueGradient(plants.Cost[i]), emissions.Data[plants.Cost[i]]);
            worst = Math.Max(worst, Math.Max(Math.Abs(value - cost) / Math.Max(1, value), Math.Abs(slope - emitted) / Math.Max(1, Math.Abs(slope))));
            output.WriteLine(Text($"{i,-8}{value,16:F3}{cost,14:F3}{Math.Round(slope, 6) + 0.0,22:F4}{Math.Round(emitted, 6) + 0.0,14:F4}"));
        }

        output.WriteLine();
        output.WriteLine(Text($"largest relative difference from solving again: {worst:0.0e+0} ({emissions.Report})"));
        Directory.CreateDirectory(folder);
        var plot = Path.Combine(folder, "dispatch.png");
        Plots.Write(plot, plants, solution, prices);
        output.WriteLine($"wrote {plot}");
        return worst <= Tolerance ? 0 : 1;
    }

    /// <summary>Central differences of cost and emissions.</summary>
    private static (double Cost, double Emissions) Differences(ModelLayer layer, PowerPlants plants, Parameter parameter)
    {
        var value = layer.Model.Parameters[parameter];
        var (up, down) = (layer.With(parameter, value + Step).Solve(), layer.With(parameter, value - Step).Solve());
        return ((up.Objective!.Value - down.Objective!.Value) / (2 * Step), (up[plants.Emissions] - down[plants.Emissions]) / (2 * Step));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

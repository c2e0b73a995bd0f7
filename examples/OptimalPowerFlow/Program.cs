using System.Globalization;
using Examples.Common;
using Folding;
using Folding.Ipopt;
using Folding.PowerSystems;

namespace OptimalPowerFlow;

/// <summary>
/// Solves an AC optimal power flow and asks of every load what one more MW would do: to the cost (its price), to the emissions of all generators, and
/// to the losses of all branches. The answers are checked by solving again where loads count most and least.
/// </summary>
internal static class Program
{
    /// <summary>Loads that are checked.</summary>
    private const int Checked = 12;

    /// <summary>Largest difference from central differences, relative to the largest derivative of its kind.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>The case that needs no file.</summary>
    private const string Shipped = "ieee14";

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 1 a gradient disagrees with solving again; 2 bad usage or a bad case; 3 Ipopt was not found.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(
        nameof(OptimalPowerFlow), arguments, output,
        options => Study(options["case"] == Shipped ? MatpowerFile.Ieee14() : MatpowerFile.Read(options["case"]), options["out"], output), ("case", Shipped));

    private static int Study(Network network, string folder, TextWriter output)
    {
        var study = new LoadStudy(network, new IpoptSolver());
        var (at, result) = (study.At, study.Result);
        output.WriteLine(Text($"{network}: cost {at.Cost:F2} $/h, emissions {at.Emissions:F2} t/h, losses {at.Losses:F3} MW; prices {result.Prices.Min():F3} to {result.Prices.Max():F3} $/MWh; {result.BindingLimits.Length} limits bind"));
        output.WriteLine("emissions: the cheaper half of the generators is taken to burn coal (0.95 t/MWh), the dearer half gas (0.4 t/MWh)");
        output.WriteLine();

        var table = new TextTable(0, "bus", "load MW", "price", "again", "t CO2 per MW", "again", "loss per MW", "again");
        List<(int Bus, Outcome Again)> again = [];
        var (worst, kinks) = (0.0, 0);
        foreach (var bus in study.Extremes(Checked))
        {
            var (here, (there, smooth)) = (study.PerLoad[bus], study.Again(bus));
            again.Add((bus, there));
            string[] cells =
            [
                Text($"{network.Buses[bus].Id}"), Text($"{network.BasePower * network.Buses[bus].ActiveLoad:F1}"), Text($"{here.Cost:F4}"), Text($"{there.Cost:F4}"),
                Text($"{here.Emissions:F6}"), Text($"{there.Emissions:F6}"), Text($"{here.Losses:F6}"), smooth ? Text($"{there.Losses:F6}") : Text($"{there.Losses:F6} (kink)"),
            ];
            table.Add(cells);
            if (smooth) worst = Math.Max(worst, Distance(study, here, there));
            else kinks++;
        }

        table.Write(output);
        output.WriteLine($"emissions: {study.EmissionsReport}");
        output.WriteLine($"losses: {study.LossesReport}");
        output.WriteLine(Text($"largest relative difference from solving again: {worst:0.0e+0}{(kinks > 0 ? Text($", {kinks} loads with a kink left out") : "")}"));
        Directory.CreateDirectory(folder);
        var plot = Path.Combine(folder, "optimal-power-flow.png");
        Plots.Write(plot, study, again);
        output.WriteLine($"wrote {plot}");
        return worst <= Tolerance && kinks < again.Count ? 0 : 1;
    }

    private static double Distance(LoadStudy study, Outcome a, Outcome b)
    {
        double Relative(Func<Outcome, double> of) => Math.Abs(of(a) - of(b)) / study.PerLoad.Max(outcome => Math.Abs(of(outcome)));
        return Math.Max(Relative(static o => o.Cost), Math.Max(Relative(static o => o.Emissions), Relative(static o => o.Losses)));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

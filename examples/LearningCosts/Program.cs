using System.Globalization;
using Examples.Common;
using Folding;
using Folding.Ipopt;
using Folding.PowerSystems;

namespace LearningCosts;

/// <summary>
/// Learns what generators cost from two features, once by least squares and once by what the decisions of an AC optimal power flow cost (the experiment of
/// folded optimization, arXiv 2312.17394, in small): by the exact adjoint, by folding the SQP step, by the barrier-smoothed adjoint and by LPGD; with
/// quadratic costs, where the dispatch moves smoothly, and with linear costs, where it sits at vertices and exact gradients are nearly zero.
/// </summary>
internal static class Program
{
    /// <summary>The case that needs no file.</summary>
    private const string Shipped = "ieee14";

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 2 bad usage or a bad case; 3 Ipopt was not found.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(
        nameof(LearningCosts), arguments, output, options => Learn(options, output), ("case", Shipped), ("epochs", "6"));

    private static int Learn(Options options, TextWriter output)
    {
        var network = options["case"] == Shipped ? MatpowerFile.Ieee14() : MatpowerFile.Read(options["case"]);
        List<(string, IReadOnlyList<Course>)> studies = [];
        foreach (var isLinear in new[] { false, true })
        {
            var title = isLinear ? "Linear costs: decisions at vertices" : "Quadratic costs: smooth decisions";
            studies.Add((title, Study(title, WithCurvature(network, isLinear ? 0 : 0.1), options.Number("epochs"), output)));
        }

        Directory.CreateDirectory(options["out"]);
        var plot = Path.Combine(options["out"], "learning-costs.png");
        Plots.Write(plot, studies);
        output.WriteLine($"wrote {plot}");
        return 0;
    }

    private static List<Course> Study(string title, Network network, int epochs, TextWriter output)
    {
        double[] costs = [.. network.Generators.Select(static g => g.LinearCost)];
        var market = new Market(network, new IpoptSolver());
        var training = new Training(market, Sample.Draw(16, costs, 1), Sample.Draw(24, costs, 2));
        var start = training.LeastSquares();
        (string Name, GradientMethod Method)[] methods =
        [
            ("exact adjoint", new Kkt()),
            ("f-SQP", new Folded(new SqpStep(), new GmresRule())),
            ("barrier", new Folding.Barrier { Mu = 30 }),
            ("LPGD", new Lpgd { Kind = LpgdKind.Lower, Temperature = Temperature.Fixed(0.3) }),
        ];
        List<Course> courses = [training.Judge("least squares", start, epochs), .. methods.Select(m => training.ByRegret(m.Name, start, m.Method, epochs, rate: 0.5))];
        output.WriteLine($"{title} ({network})");
        var table = new TextTable(1, "learned by", "regret, trained $/h", "unseen $/h", "|d regret/d cost|, median MW", "largest", "s");
        foreach (var c in courses)
        {
            var sizes = c.GradientSizes is [] ? ["", ""] : new[] { Text($"{c.GradientSizes[c.GradientSizes.Length / 2]:F2}"), Text($"{c.GradientSizes[^1]:F0}") };
            table.Add([c.Name, Text($"{c.TrainRegret:F2}"), Text($"{c.TestRegret[^1]:F2}"), .. sizes, Text($"{c.Seconds:F1}")]);
        }

        table.Write(output);
        return courses;
    }

    /// <summary>The network with another quadratic cost of all generators, $/h per MW².</summary>
    private static Network WithCurvature(Network network, double curvature) =>
        new(network.Name, network.BasePower, network.Buses, network.Generators.Select(g => g with { QuadraticCost = curvature }), network.Branches);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

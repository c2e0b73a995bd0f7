using System.Globalization;
using Examples.Common;
using Folding.Ipopt;
using Folding.PowerSystems;

namespace LearningCosts;

/// <summary>
/// Learns what generators cost from two features, once by least squares and once by what the decisions of an AC optimal power flow cost (the experiment of
/// folded optimization, arXiv 2312.17394, in small): by the exact adjoint, by folding the SQP step, by the barrier-smoothed adjoint and by LPGD; with
/// quadratic costs, where the dispatch moves smoothly, and with linear costs, where it sits at vertices and exact gradients are nearly dead.
/// </summary>
internal static class Program
{
    /// <summary>The case that needs no file.</summary>
    private const string Shipped = "ieee57";

    /// <summary>Of the quadratic study, $/h per MW²: marginal costs rise as much over a generator's range as the costs differ.</summary>
    private const double Curvature = 0.02;

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 2 bad usage or a bad case; 3 Ipopt was not found.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(
        nameof(LearningCosts), arguments, output, options => Learn(options, output),
        ("case", Shipped), ("seeds", "3"), ("epochs", "3"), ("train", "48"), ("test", "40"), ("threads", "2"));

    private static int Learn(Options options, TextWriter output)
    {
        var network = options["case"] == Shipped ? MatpowerFile.Ieee57() : MatpowerFile.Read(options["case"]);
        output.WriteLine($"{network}; {options["seeds"]} draws of {options["train"]} samples to learn from and {options["test"]} unseen ones; settings and epochs chosen on others; mean ± standard error over the draws");
        output.WriteLine();
        List<(string, IReadOnlyList<Outcome>)> studies = [];
        foreach (var curvature in new[] { Curvature, 0 })
        {
            var title = curvature > 0 ? "Quadratic costs: smooth decisions" : "Linear costs: decisions at vertices";
            var outcomes = Study(WithCurvature(network, curvature), options);
            Write(title, outcomes, output);
            studies.Add((title, outcomes));
        }

        Directory.CreateDirectory(options["out"]);
        var plot = Path.Combine(options["out"], "learning-costs.png");
        Plots.Write(plot, studies);
        output.WriteLine($"wrote {plot}");
        return 0;
    }

    /// <summary>All methods over all draws. Up to 3.13 Ipopt solves one program at a time; the rest of the work shares the threads.</summary>
    private static Outcome[] Study(Network network, Options options)
    {
        var sizes = new Sizes(options.Number("train"), Math.Max(1, options.Number("test") / 2), options.Number("test"), options.Number("epochs"));
        var draws = new IReadOnlyList<Course>[options.Number("seeds")];
        Parallel.For(0, draws.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Number("threads") }, k =>
            draws[k] = new Training(new Market(network, new IpoptSolver(IpoptOptions.ForNetworks)), sizes, k + 1).Run(Method.All));
        return [.. draws.SelectMany(static draw => draw).GroupBy(static course => course.Method).Select(static courses => new Outcome(courses.Key, [.. courses]))];
    }

    private static void Write(string title, Outcome[] outcomes, TextWriter output)
    {
        output.WriteLine(title);
        var table = new TextTable(1, "learned by", "regret on unseen samples, %", "against two-stage", "gradients that are zero", "median, MW", "largest", "chosen", "s");
        foreach (var outcome in outcomes)
        {
            var (regret, gain, sizes) = (outcome.Regret, outcome.Against(outcomes[0]), outcome.GradientSizes);
            string[] gradients = sizes is [] ? ["", "", "", ""] : [Text($"{100.0 * sizes.Count(static size => size < 0.01) / sizes.Length:F0} %"), Text($"{sizes[sizes.Length / 2]:F2}"), Text($"{sizes[^1]:F0}"), outcome.Chosen];
            table.Add([outcome.Method, Text($"{regret.Mean:F3} ± {regret.Error:F3}"), sizes is [] ? "" : Text($"{gain.Mean:+0.000;-0.000} ± {gain.Error:F3}"), .. gradients, Text($"{outcome.Seconds:F1}")]);
        }

        table.Write(output);
    }

    /// <summary>The network with another quadratic cost of all generators, $/h per MW².</summary>
    private static Network WithCurvature(Network network, double curvature) =>
        new(network.Name, network.BasePower, network.Buses, network.Generators.Select(g => g with { QuadraticCost = curvature }), network.Branches);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Globalization;
using Examples.Common;
using Folding.Highs;

namespace PredictThenOptimize;

/// <summary>
/// Costs are predicted from features, then a program decides with the prediction. Trains a linear predictor in five ways and compares
/// the regret of the decisions as the true costs become less linear.
/// </summary>
internal static class Program
{
    private static readonly int[] Degrees = [1, 2, 4, 6];

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 2 bad usage; 3 HiGHS is missing.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(
        nameof(PredictThenOptimize), arguments, output, options => Compare(options, output),
        ("seeds", "3"), ("train", "200"), ("test", "400"), ("epochs", "5"), ("threads", "2"), ("decision", "both"), ("layer", "relaxed"));

    private static int Compare(Options options, TextWriter output)
    {
        Study[] studies = [.. Study.All.Where(study => options["decision"] == "both" || study.Name.StartsWith(options["decision"], StringComparison.Ordinal))];
        if (studies.Length == 0) return Example.Complain($"--decision {options["decision"]} is none of shortest, knapsack, both");
        if (!Enum.TryParse<Layer>(options["layer"], ignoreCase: true, out var layer) || !Enum.IsDefined(layer)) return Example.Complain($"--layer {options["layer"]} is none of relaxed, cached");
        Compare(options, studies, layer, output);
        return 0;
    }

    private static void Compare(Options options, Study[] studies, Layer layer, TextWriter output)
    {
        var solver = new HighsSolver(HighsOptions.ForSmallIntegerPrograms);
        var sizes = new Sizes(options.Number("train"), options.Number("test"), options.Number("epochs"));
        // A mixed-integer solve takes longer than a path, so the knapsacks are tested on fewer instances.
        Trial[] trials =
        [
            .. from study in studies
               from degree in Degrees
               from seed in Enumerable.Range(1, options.Number("seeds"))
               select new Trial(study, degree, seed, study.FeasibleSet.HasIntegers ? sizes with { Test = Math.Max(1, sizes.Test / 4) } : sizes, layer, solver),
        ];
        var clock = Stopwatch.StartNew();
        var outcomes = new IReadOnlyList<Outcome>[trials.Length];
        Parallel.For(0, trials.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Number("threads") }, k => outcomes[k] = trials[k].Run());

        var results = outcomes.SelectMany(static o => o).ToLookup(static o => (o.Study, o.Degree, o.Method), static o => o.Regret);
        WriteTable(results, output);
        WriteVerdicts(results, output);
        WriteSettings(outcomes.SelectMany(static o => o), output);
        output.WriteLine($"{outcomes.Sum(static o => o.Sum(static outcome => outcome.Unsolved))} of {trials.Sum(static trial => trial.Sizes.Test) * Method.All.Count} tests were left out because the solver failed.");
        output.WriteLine(Text($"{trials.Length} trials in {clock.Elapsed.TotalSeconds:F0} s"));
        var timing = EpochTiming.Measure(solver);
        output.WriteLine(Text($"SPO+ over {EpochTiming.Instances} shortest paths: {timing.OneThread:F0} ms on one thread, {timing.TwoThreads:F0} ms on two: {timing.Ratio:F2} times faster; by processor time ({timing.OneProcessor:F0} ms, {timing.TwoProcessor:F0} ms) {timing.IdleRatio:F2} times on an idle machine"));

        Directory.CreateDirectory(options["out"]);
        var (table, plot) = (Path.Combine(options["out"], "predict-then-optimize.csv"), Path.Combine(options["out"], "predict-then-optimize.png"));
        File.WriteAllLines(table, outcomes.SelectMany(static o => o).Select(static o => Text($"{o.Study.Name},{o.Degree},{o.Seed},{o.Method.Name},{o.Regret:G9},{o.Setting.Name}")).Prepend("study,degree,seed,method,normalised regret,setting"));
        Plots.Write(plot, Degrees, results);
        output.WriteLine($"wrote {table} and {plot}");
    }

    /// <summary>How often validation picked which setting.</summary>
    private static void WriteSettings(IEnumerable<Outcome> outcomes, TextWriter output)
    {
        output.WriteLine("Settings that validation picked, over degrees and seeds:");
        output.WriteLine();
        var table = new TextTable(3, "decision", "method", "settings");
        foreach (var group in outcomes.GroupBy(static o => (o.Study, o.Method)))
        {
            table.Add(group.Key.Study.Name, group.Key.Method.Name, string.Join(", ", group.Key.Method.Settings.Select(setting => $"{setting.Name}: {group.Count(o => o.Setting == setting)}")));
        }

        table.Write(output);
    }

    private static void WriteTable(ILookup<(Study Study, int Degree, Method Method), double> results, TextWriter output)
    {
        output.WriteLine("Normalised regret on test instances in percent: mean and standard error over the seeds.");
        output.WriteLine();
        var table = new TextTable(1, ["decision", "degree", .. Method.All.Select(static method => method.Name)]);
        foreach (var group in results.Select(static g => (g.Key.Study, g.Key.Degree)).Distinct())
        {
            table.Add([group.Study.Name, Text($"{group.Degree}"), .. Method.All.Select(method => Text($"{Percent(results[(group.Study, group.Degree, method)])}"))]);
        }

        table.Write(output);
    }

    /// <summary>Whether decision losses beat two-stage: by standard errors that do not overlap, and by the differences on the same data.</summary>
    private static void WriteVerdicts(ILookup<(Study Study, int Degree, Method Method), double> results, TextWriter output)
    {
        foreach (var (study, degree, method) in results.Select(static g => g.Key).Where(static key => key.Degree >= 4 && key.Method != Method.TwoStage))
        {
            double[] theirs = [.. results[(study, degree, method)]], twoStage = [.. results[(study, degree, Method.TwoStage)]];
            Summary a = Summary.Of(theirs), b = Summary.Of(twoStage);
            var verdict = theirs.Length < 2 ? "has no standard error over one seed" : a.High < b.Low ? "beats two-stage, standard errors apart" : a.Low > b.High ? "is worse than two-stage, standard errors apart" : "cannot be told from two-stage by standard errors";
            output.WriteLine(Text($"{study.Name}, degree {degree}: {method.Name} {verdict}; the difference on the same data is {Percent([.. theirs.Zip(twoStage, static (x, y) => x - y)])}"));
        }

        output.WriteLine();
    }

    private static string Percent(IEnumerable<double> regrets)
    {
        var summary = Summary.Of([.. regrets]);
        return Text($"{100 * summary.Mean:F2} ± {100 * summary.Error:F2}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

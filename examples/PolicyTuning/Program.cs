using System.Diagnostics;
using System.Globalization;
using Examples.Common;
using Folding;
using Folding.Osqp;

namespace PolicyTuning;

/// <summary>
/// Tunes a portfolio policy, itself a quadratic program, by gradients through two years of monthly decisions: exact ones, and LPGD's at some temperatures.
/// </summary>
internal static class Program
{
    private static readonly (string Name, GradientMethod Method)[] Methods =
    [
        ("exact", new Auto()),
        ("average, tau 0.1", Of(LpgdKind.Average, 0.1)),
        ("average, tau 1", Of(LpgdKind.Average, 1)),
        ("average, tau 10", Of(LpgdKind.Average, 10)),
        ("lower, tau 1", Of(LpgdKind.Lower, 1)),
        ("upper, tau 1", Of(LpgdKind.Upper, 1)),
    ];

    public static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Exit codes: 0 done; 2 bad usage; 3 OSQP is missing.</summary>
    public static int Run(string[] arguments, TextWriter output) => Example.Run(
        nameof(PolicyTuning), arguments, output, options => Compare(options, output),
        ("epochs", "30"), ("rollouts", "5"), ("test", "20"), ("months", "24"), ("history", "60"), ("threads", "2"));

    private static int Compare(Options options, TextWriter output)
    {
        var schedule = new Schedule(options.Number("epochs"), options.Number("rollouts"), options.Number("test"), options.Number("months"), options.Number("history"), Rate: 3e-4, options.Number("threads"));
        output.WriteLine($"{Market.Funds.Count} funds, {schedule.Months} months, {schedule.Epochs} epochs of {schedule.Rollouts} rollouts, tested on {schedule.TestRollouts} others. The experiment of the paper has 400 epochs of 10.");
        output.WriteLine($"The policy begins with mean returns estimated from {schedule.History} months: with the market's own there is little to tune.");
        output.WriteLine();

        var table = new TextTable(1, "gradient", "test loss before", "after", "oracle calls", "calls until the exact gradient's best", "seconds");
        var curves = new List<(string Name, IReadOnlyList<Progress> Curve)>();
        foreach (var (name, method) in Methods)
        {
            var clock = Stopwatch.StartNew();
            var curve = Training.Run(new OsqpSolver(), method, schedule);
            curves.Add((name, curve));
            var goal = curves[0].Curve.Min(static p => p.TestLoss);
            var reached = curve.Where(p => p.TestLoss <= goal).Select(static p => Text($"{p.OracleCalls}")).FirstOrDefault("not reached");
            table.Add(name, Percent(curve[0].TestLoss), Percent(curve[^1].TestLoss), Text($"{curve[^1].OracleCalls}"), reached, Text($"{clock.Elapsed.TotalSeconds:F1}"));
        }

        table.Write(output);
        output.WriteLine("Losses in percent a month; a loss of money counts twice.");

        Directory.CreateDirectory(options["out"]);
        var (data, plot) = (Path.Combine(options["out"], "policy-tuning.csv"), Path.Combine(options["out"], "policy-tuning.png"));
        File.WriteAllLines(data, [
            "gradient,epoch,oracle calls,test loss",
            .. from curve in curves from point in curve.Curve select Text($"\"{curve.Name}\",{point.Epoch},{point.OracleCalls},{point.TestLoss:G9}"),
        ]);
        Plots.Write(plot, curves);
        output.WriteLine($"wrote {data} and {plot}");
        return 0;
    }

    private static Lpgd Of(LpgdKind kind, double tau) => new() { Kind = kind, Temperature = Temperature.Fixed(tau) };

    private static string Percent(double loss) => Text($"{100 * loss:F4}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.CommandLine;
using Folding.Problems;

namespace Folding.Cli.Commands;

/// <summary>
/// <c>fold check FILE</c>: the gradient of every solver and method against central differences, against forward mode and
/// against each other. Where a gradient's own report says that it is one of several (a kink, dependent rows, a minimiser
/// that is not unique) a difference is no disagreement.
/// </summary>
internal static class CheckCommand
{
    private const string NotUnique = "not unique";

    private const string Approximate = "approximate";

    public static Command Create(RunContext context)
    {
        var file = Options.File();
        var solver = Options.Solver("Without it: every solver that is found and handles the problem.");
        var tolerance = Options.Number("--tolerance", "T", "Relative error from which a gradient counts as wrong; 1e-6 without it.", static t => t > 0, "a positive number");
        var directions = Options.Count("--directions", "N", "Random directions per block of data.", new GradientCheckOptions().Directions, 1);
        var seed = Options.Seed("Without it: random:1.");
        var set = Options.Set();
        var command = new Command("check", "Compares gradients with central differences and with each other; exit code 1 where they disagree.") { file, solver, tolerance, directions, seed, set };
        var method = MethodOptions.AddTo(command);
        command.SetAction(result => Run(
            context, result.GetRequiredValue(file), result.GetValue(solver), method.WishOf(result), Options.Settings(result.GetValue(set)!), result.GetValue(seed),
            new() { Tolerance = result.GetValue(tolerance) ?? new GradientCheckOptions().Tolerance, Directions = result.GetValue(directions) }));
        return command;
    }

    private static int Run(
        RunContext context, string file, string? wish, GradientMethod? method, IReadOnlyList<KeyValuePair<string, string>> settings, string? seedWord, GradientCheckOptions options)
    {
        var (problem, _) = ProblemFile.Load(file);
        var seed = SeedChoice.Parse(seedWord ?? "random:1", problem);
        var findings = new List<Finding>();
        IReadOnlyList<GradientMethod> methods = method is null ? MethodOptions.Comparable : [method];
        var pairs = Solvers(file, problem, wish, settings).SelectMany(_ => methods, static (choice, method) => (Choice: choice, Method: method)).ToList();
        TerminalProgress.ForEach(context, pairs, static pair => $"{pair.Choice.Name}, {pair.Method.Name}", pair =>
        {
            var layer = pair.Choice.On(problem, pair.Method);
            var pass = layer.Forward(null, context.Cancellation);
            if (pass.Solution.Termination == TerminationStatus.Cancelled) throw new OperationCanceledException(context.Cancellation);
            findings.Add(new(pair.Choice.Name, pass.Backward(seed), layer.Check(seed, options, context.Cancellation)));
        });
        context.Cancellation.ThrowIfCancellationRequested();
        return Report(context, file, findings, options.Tolerance);
    }

    private static List<SolverChoice> Solvers(string file, IProblem problem, string? wish, IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        if (wish is not null) return [SolverChoice.For(file, problem, wish, settings)];
        if (settings.Count > 0) throw new InputException("--set belongs to one solver: name it with --solver.");
        var found = SolverChoice.Names.Where(name => SolverChoice.CanSolve(name, problem) && NativeLibraries.Has(name)).Select(static name => new SolverChoice(name, [])).ToList();
        // Without any library the account of the one that is needed least often is the most useful.
        return found.Count > 0 ? found : [new("highs", [])];
    }

    private static int Report(RunContext context, string file, List<Finding> findings, double tolerance)
    {
        var failed = false;
        var table = new TextTable("solver", "method", "against", "worst error", "kinks", "verdict");
        foreach (var finding in findings)
        {
            var report = finding.Gradient.Report;
            if (report.Trust == TrustLevel.None)
            {
                table.Add(finding.Solver, report.Method, "-", "-", "-", "no gradient");
                context.Say($"{file}: {finding.Solver}: there is no gradient: {string.Join("; ", report.Notes)}.");
                failed |= !IsRightAbout(report, findings.Select(static other => other.Gradient));
                continue;
            }

            foreach (var block in finding.Check.Directions.GroupBy(static d => d.Block))
            {
                var kinks = block.Count(static d => d.Outcome is CheckOutcome.Kink or CheckOutcome.NoSolution);
                var differs = block.Any(static d => d.Outcome == CheckOutcome.Disagrees);
                var verdict = differs && !finding.Gradient.IsUnique ? WhyNot(report) : Verdict(differs, kinks < block.Count());
                table.Add(finding.Solver, report.Method, $"differences in {block.Key}", Words.Size(block.Max(static d => d.Error)), $"{kinks} of {block.Count()}", verdict);
                failed |= differs && finding.Gradient.IsUnique;
            }

            if (!finding.Gradient.IsUnique) context.Say($"{file}: {finding.Solver}: differences need not agree here: {report}.");

            var adjoint = finding.Check.WorstAdjointError;
            var broken = !(adjoint <= Math.Max(tolerance, 1e-8));
            table.Add(finding.Solver, report.Method, "forward mode", Words.Size(adjoint), "-", broken && !finding.Gradient.IsUnique ? WhyNot(report) : Verdict(broken, true));
            failed |= broken && finding.Gradient.IsUnique;
        }

        failed |= Compare(table, findings, tolerance);
        table.Write(context);
        return failed ? ExitCode.Failed : ExitCode.Done;
    }

    /// <summary>Gradients of different solvers and methods, where both are exact; at a kink or at a solution that is not unique they may differ.</summary>
    private static bool Compare(TextTable table, List<Finding> findings, double tolerance)
    {
        var failed = false;
        var first = findings.FirstOrDefault(static f => f.Gradient.Report.Trust > TrustLevel.None);
        foreach (var finding in findings)
        {
            if (first is null || finding == first || finding.Gradient.Report.Trust == TrustLevel.None) continue;
            var error = Distance(first.Gradient, finding.Gradient);
            var comparable = first.Gradient.IsUnique && finding.Gradient.IsUnique;
            var wrong = comparable && !(error <= tolerance);
            table.Add(finding.Solver, finding.Gradient.Report.Method, $"{first.Gradient.Report.Method} by {first.Solver}", Words.Size(error), "-", comparable ? Verdict(wrong, true) : WhyNot(first.Gradient.IsUnique ? finding.Gradient.Report : first.Gradient.Report));
            failed |= wrong;
        }

        return failed;
    }

    /// <summary>
    /// Where the solution is not unique, a method that says there is no derivative is right; where another one has the derivative, one of
    /// them is wrong.
    /// </summary>
    internal static bool IsRightAbout(GradientReport noGradient, IEnumerable<GradientBlocks> all) => noGradient.RankDeficient && !all.Any(static gradient => gradient.IsUnique);

    /// <summary>The largest difference of two gradients over the largest entry of the first.</summary>
    private static double Distance(GradientBlocks first, GradientBlocks second)
    {
        double difference = 0, size = 0;
        foreach (var (a, b) in first.All.SelectMany(static block => block.Values).Zip(second.All.SelectMany(static block => block.Values)))
        {
            difference = Math.Max(difference, Math.Abs(a - b));
            size = Math.Max(size, Math.Abs(a));
        }

        return difference == 0 ? 0 : difference / Math.Max(size, double.Epsilon);
    }

    /// <summary>Why a difference is no disagreement. LPGD's gradients of linear programs are not derivatives, nor mean to be.</summary>
    private static string WhyNot(GradientReport report) => report is { Trust: TrustLevel.Approximate, RankDeficient: false } ? Approximate : NotUnique;

    private static string Verdict(bool wrong, bool compared) => wrong ? "DISAGREES" : compared ? "agrees" : "kink";

    private sealed record Finding(string Solver, GradientBlocks Gradient, GradientCheckResult Check);
}

using System.CommandLine;
using Folding.Cli.Opf;
using Folding.PowerSystems;
using Folding.Problems;

namespace Folding.Cli.Commands;

/// <summary><c>fold opf [CASE.m]</c>: optimal power flow, its prices, and derivatives of what it decides.</summary>
internal static class OpfCommand
{
    public static Command Create(RunContext context)
    {
        var file = new Argument<string?>("CASE") { Description = "A MATPOWER case (.m), or ieee14 or ieee57, which are built in. Without it: ieee14.", Arity = ArgumentArity.ZeroOrOne };
        var formulation = Options.OneOf(new("--formulation")
        {
            Description = "ac, the default: the nonlinear program in polar coordinates. dc: its linear approximation.",
            HelpName = string.Join('|', OpfStudy.Formulations),
        }, OpfStudy.Formulations);
        var solver = Options.Solver("Without it: Ipopt for ac; for dc HiGHS where costs are linear, else OSQP where it is found, else HiGHS.");
        var grad = new Option<bool>("--grad") { Description = "Differentiate the cost with respect to every load, cost coefficient and limit." };
        var output = new Option<string[]>("--output")
        {
            Description = "Differentiate this too: losses, pg:GENERATOR, qg:GENERATOR, vm:BUS, va:BUS, price:BUS, qprice:BUS, flow:BUS-BUS, emissions:F1,F2,... (t/MWh of each generator). May be repeated.",
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = static _ => [],
        };
        var plot = new Option<string?>("--plot") { Description = "Draw the network with its prices and loadings to this PNG file.", HelpName = "PNG" };
        var verbose = new Option<bool>("--verbose") { Description = "Print every bus, generator, branch and parameter." };
        var set = Options.Set();
        var limit = Options.TimeLimit();
        var json = Options.Json("result and gradients");
        var command = new Command("opf", "Solves an optimal power flow and differentiates what it decides.") { file, formulation, solver, grad, output, plot, verbose, set, limit, json };
        var method = MethodOptions.AddTo(command);
        command.SetAction(result => Run(context, result.GetValue(file), new()
        {
            Formulation = result.GetValue(formulation) ?? OpfStudy.Formulations[0],
            Solver = result.GetValue(solver),
            Settings = Options.Settings(result.GetValue(set)!),
            Method = method.Of(result),
            Outputs = [.. result.GetValue(grad) || result.GetValue(output)! is not [] ? ["cost"] : Array.Empty<string>(), .. result.GetValue(output)!.Where(static name => name != "cost")],
            TimeLimit = result.GetValue(limit),
            Verbose = result.GetValue(verbose),
            Json = result.GetValue(json),
            Plot = result.GetValue(plot),
        }));
        return command;
    }

    private static int Run(RunContext context, string? file, OpfRequest wish)
    {
        JsonOutput.Check(wish.Json);
        JsonOutput.Check(wish.Plot, "--plot");
        var (network, read) = Timings.Measure(() => Load(file ?? "ieee14"));
        foreach (var remark in network.Remarks) context.Say($"{network.Name}: {remark}.");
        var study = OpfStudy.Of(network, wish);
        study.CheckOutputs(wish.Outputs);
        var line = SolveLine.On(context);
        var request = new SolveRequest { TimeLimit = wish.TimeLimit is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Progress = line };
        var solution = study.Solve(request, context.Cancellation);
        line?.Clear();
        if (solution.Termination == TerminationStatus.Cancelled) throw new OperationCanceledException(context.Cancellation);
        if (!solution.IsSolved || solution.Dual.IsEmpty)
        {
            if (wish.Json is not null) OpfJson.Write(context, wish.Json, study, solution, null, [], Timings.Of(solution, read));
            context.Say($"{network.Name}: no usable solution: {solution.Termination.ToWord()} ({solution.Native.Text}).");
            return ExitCode.Failed;
        }

        var result = study.Read();
        var (gradients, backward) = Timings.Measure(() => wish.Outputs.Select(study.Gradient).ToArray());
        var timings = Timings.Of(solution, read, wish.Outputs.Count > 0 ? backward : 0);
        if (wish.Plot is not null) NetworkPlot.Write(wish.Plot, result);
        if (wish.Json is not null) OpfJson.Write(context, wish.Json, study, solution, result, gradients, timings);
        if (wish.Json != JsonOutput.StandardOutput) OpfText.Write(context, study, result, gradients, timings, wish.Verbose);
        foreach (var gradient in gradients.Where(static g => g.Report.Trust == TrustLevel.None))
            context.Say($"{network.Name}: there is no gradient of {gradient.Output}: {string.Join("; ", gradient.Report.Notes)}.");
        return gradients.All(static g => g.Report.Trust > TrustLevel.None) ? ExitCode.Done : ExitCode.Failed;
    }

    private static Network Load(string path)
    {
        if (path is "ieee14") return MatpowerFile.Ieee14();
        if (path is "ieee57") return MatpowerFile.Ieee57();
        if (!Path.GetExtension(path).Equals(".m", StringComparison.OrdinalIgnoreCase)) throw new InputException($"{path}: a case is a MATPOWER file, whose extension is .m.");
        if (Directory.Exists(path)) throw new InputException($"{path}: is a folder, not a file.");
        if (!File.Exists(path)) throw new InputException($"{path}: no such file.");
        return MatpowerFile.Read(path);
    }
}

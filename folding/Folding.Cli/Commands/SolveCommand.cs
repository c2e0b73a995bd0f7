using System.CommandLine;
using Folding.Problems;

namespace Folding.Cli.Commands;

/// <summary><c>fold solve FILE</c>: one solve, refined on its active set.</summary>
internal static class SolveCommand
{
    public static Command Create(RunContext context)
    {
        var file = Options.File();
        var solver = Options.Solver("Without it: HiGHS for linear and mixed-integer programs; for quadratic ones OSQP where it is found, else HiGHS.");
        var set = Options.Set();
        var limit = Options.TimeLimit();
        var noRefine = new Option<bool>("--no-refine") { Description = "Keep the solver's own point; by default (x, y) is refined on its active set to machine precision." };
        var verbose = new Option<bool>("--verbose") { Description = "Print x and y whatever their length." };
        var json = Options.Json("the solution");
        var command = new Command("solve", "Solves a problem.") { file, solver, set, limit, noRefine, verbose, json };
        command.SetAction(result => Run(
            context, result.GetRequiredValue(file), result.GetValue(solver), Options.Settings(result.GetValue(set)!), result.GetValue(limit),
            !result.GetValue(noRefine), result.GetValue(verbose), result.GetValue(json)));
        return command;
    }

    private static int Run(
        RunContext context, string file, string? wish, IReadOnlyList<KeyValuePair<string, string>> settings, double? limit, bool refine, bool verbose, string? json)
    {
        JsonOutput.Check(json);
        var (problem, read) = ProblemFile.Load(file);
        var layer = SolverChoice.For(file, problem, wish, settings, context).On(problem, new Auto());
        var line = SolveLine.On(context);
        var request = new SolveRequest { TimeLimit = limit is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Progress = line };
        var solution = refine ? layer.Forward(request, context.Cancellation).Solution : layer.Solve(request, context.Cancellation);
        line?.Clear();
        if (solution.Termination == TerminationStatus.Cancelled) throw new OperationCanceledException(context.Cancellation);

        var timings = Timings.Of(solution, read);
        if (json is not null)
        {
            JsonOutput.Write(context, json, writer =>
            {
                JsonOutput.WriteSolution(writer, solution);
                JsonOutput.WriteGradient(writer, null);
                JsonOutput.WriteTimings(writer, timings);
                JsonOutput.WriteStatistics(writer, solution.Statistics);
            });
        }

        if (json != JsonOutput.StandardOutput) SolutionText.WriteSolution(context.Output, problem, solution, timings, verbose);
        if (solution.IsSolved) return ExitCode.Done;
        context.Say($"{file}: no usable solution: {solution.Termination.ToWord()}.");
        return ExitCode.Failed;
    }
}

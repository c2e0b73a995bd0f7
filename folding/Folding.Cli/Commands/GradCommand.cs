using System.CommandLine;
using Folding.Problems;

namespace Folding.Cli.Commands;

/// <summary><c>fold grad FILE</c>: the gradient of a loss through the solution.</summary>
internal static class GradCommand
{
    public static Command Create(RunContext context)
    {
        var file = Options.File();
        var solver = Options.Solver("Without it: HiGHS for linear and mixed-integer programs; for quadratic ones OSQP where it is found, else HiGHS.");
        var seed = Options.Seed("Without it: ones.");
        var set = Options.Set();
        var limit = Options.TimeLimit();
        var json = Options.Json("solution and gradient");
        var command = new Command("grad", "Solves a problem and differentiates a loss through the solution with respect to its data.") { file, solver, seed, set, limit, json };
        var method = MethodOptions.AddTo(command);
        command.SetAction(result => Run(
            context, result.GetRequiredValue(file), result.GetValue(solver), method.Of(result), Options.Settings(result.GetValue(set)!),
            result.GetValue(limit), result.GetValue(seed), result.GetValue(json)));
        return command;
    }

    private static int Run(
        RunContext context, string file, string? wish, GradientMethod method, IReadOnlyList<KeyValuePair<string, string>> settings, double? limit, string? seedWord, string? json)
    {
        JsonOutput.Check(json);
        var (problem, read) = ProblemFile.Load(file);
        var seed = SeedChoice.Parse(seedWord, problem);
        var layer = SolverChoice.For(file, problem, wish, settings, context).On(problem, method);
        var line = SolveLine.On(context);
        var request = new SolveRequest { TimeLimit = limit is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Progress = line };
        var pass = layer.Forward(request, context.Cancellation);
        line?.Clear();
        if (pass.Solution.Termination == TerminationStatus.Cancelled) throw new OperationCanceledException(context.Cancellation);

        var (gradient, backward) = Timings.Measure(() => pass.Backward(seed));
        var timings = Timings.Of(pass.Solution, read, backward);
        if (json is not null)
        {
            JsonOutput.Write(context, json, writer =>
            {
                JsonOutput.WriteSolution(writer, pass.Solution);
                JsonOutput.WriteGradient(writer, gradient);
                JsonOutput.WriteTimings(writer, timings);
                JsonOutput.WriteStatistics(writer, pass.Solution.Statistics);
            });
        }

        if (json != JsonOutput.StandardOutput)
        {
            SolutionText.WriteSolution(context.Output, problem, pass.Solution, timings, verbose: false);
            if (gradient.Report.Trust > TrustLevel.None) SolutionText.WriteGradient(context, gradient);
        }

        if (gradient.Report.Trust > TrustLevel.None) return ExitCode.Done;
        context.Say($"{file}: there is no gradient: {string.Join("; ", gradient.Report.Notes)}.");
        return ExitCode.Failed;
    }
}

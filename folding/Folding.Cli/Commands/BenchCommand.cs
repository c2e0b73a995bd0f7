using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Folding.Problems;

namespace Folding.Cli.Commands;

/// <summary><c>fold bench FILE...</c>: medians per phase, and errors against references where they lie beside the files.</summary>
internal static class BenchCommand
{
    /// <summary>Repetitions that begin within this time are not measured: the runtime still compiles what they run.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.25);

    public static Command Create(RunContext context)
    {
        var files = new Argument<string[]>("FILE...") { Description = "Problems; NAME.seed.json and NAME.ref.json beside NAME.json are its seed and its reference.", Arity = ArgumentArity.OneOrMore };
        var solver = Options.Solver("Without it: HiGHS for linear programs; for quadratic ones OSQP where it is found, else HiGHS.");
        var repeat = Options.Count("--repeat", "N", "Measured repetitions of each problem, after a quarter of a second that is not measured.", 5, 1);
        var threads = Options.Count("--threads", "N", "Threads that repeat each problem at the same time, each with a solver of its own: shows what they cost each other.", 1, 1);
        var set = Options.Set();
        var json = Options.Json("one line per problem");
        var command = new Command("bench", "Measures reading, set-up, solve, refinement and backward pass; prints medians in milliseconds.") { files, solver, repeat, threads, set, json };
        var method = MethodOptions.AddTo(command);
        command.SetAction(result => Run(
            context, result.GetRequiredValue(files), result.GetValue(solver), method.Of(result), Options.Settings(result.GetValue(set)!), result.GetValue(repeat), result.GetValue(threads), result.GetValue(json)));
        return command;
    }

    private static int Run(RunContext context, string[] files, string? wish, GradientMethod method, IReadOnlyList<KeyValuePair<string, string>> settings, int repeat, int threads, string? json)
    {
        JsonOutput.Check(json);
        var problems = files.Where(static file => !Reference.IsCompanion(file)).ToArray();
        if (problems.Length == 0) throw new InputException($"{files[0]}: seeds and references are no problems; name the problem beside it.");
        var rows = new List<Row>();
        TerminalProgress.ForEach(context, problems, static file => Path.GetFileName(file), file => rows.Add(Measure(context, file, wish, method, settings, repeat, threads)));

        if (json is not null) JsonOutput.Write(context, json, [.. rows.Select(row => new Action<Utf8JsonWriter>(writer => row.WriteJson(writer, repeat, threads)))]);
        if (json != JsonOutput.StandardOutput) WriteText(context, rows);
        return rows.All(static row => row.Gradient.Report.Trust > TrustLevel.None) ? ExitCode.Done : ExitCode.Failed;
    }

    private static Row Measure(
        RunContext context, string file, string? wish, GradientMethod method, IReadOnlyList<KeyValuePair<string, string>> settings, int repeat, int threads)
    {
        var (problem, _) = ProblemFile.Load(file);
        var seed = Reference.SeedFor(file, problem);
        var choice = SolverChoice.For(file, problem, wish, settings);
        var samples = new ConcurrentBag<Timings>();
        var repeating = Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () => Repeat(context, file, choice, method, seed, repeat, samples), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        var (solution, gradient) = Task.WhenAll(repeating).GetAwaiter().GetResult()[0];
        return new(file, problem, solution, gradient, Timings.Median([.. samples]), Reference.ErrorsOf(file, problem, solution, gradient));
    }

    /// <summary>What one thread does.</summary>
    private static (Solution Solution, GradientBlocks Gradient) Repeat(
        RunContext context, string file, SolverChoice choice, GradientMethod method, Seed seed, int repeat, ConcurrentBag<Timings> samples)
    {
        var start = Stopwatch.GetTimestamp();
        var measured = 0;
        while (true)
        {
            var warm = Stopwatch.GetElapsedTime(start) >= WarmUp;
            // Each repetition starts from the file, with no factorization or session left over.
            var (fresh, read) = Timings.Measure(() => ProblemFile.Read(file));
            var pass = choice.On(fresh, method).Forward(null, context.Cancellation);
            context.Cancellation.ThrowIfCancellationRequested();
            if (pass.Solution.Termination == TerminationStatus.Cancelled) throw new OperationCanceledException();
            var (gradient, backward) = Timings.Measure(() => pass.Backward(seed));
            if (!warm) continue;
            samples.Add(Timings.Of(pass.Solution, read, backward));
            if (++measured == repeat) return (pass.Solution, gradient);
        }
    }

    private static void WriteText(RunContext context, List<Row> rows)
    {
        var table = new TextTable(["instance", "n", "m", "solver", "status", .. Timings.Phases.Select(static phase => $"{phase} ms"), "trust", "error of x", "error of gradient"]);
        foreach (var row in rows)
        {
            table.Add([
                Path.GetFileNameWithoutExtension(row.File), Words.Count(row.Problem.VariableCount), Words.Count(row.Problem.ConstraintCount), row.Solution.Solver.Name,
                row.Solution.Termination.ToWord(), .. row.Median.Values.Select(Words.Milliseconds), row.Gradient.Report.TrustWord, Words.Size(row.Errors.X), Words.Size(row.Errors.Gradient),
            ]);
        }

        table.Write(context);
    }

    /// <summary>The result of one problem.</summary>
    private sealed record Row(string File, IProblem Problem, Solution Solution, GradientBlocks Gradient, Timings Median, Reference.Errors Errors)
    {
        public void WriteJson(Utf8JsonWriter writer, int repeat, int threads)
        {
            writer.WriteString("instance", Path.GetFileNameWithoutExtension(File));
            writer.WriteString("file", File);
            writer.WriteNumber("n", Problem.VariableCount);
            writer.WriteNumber("m", Problem.ConstraintCount);
            writer.WriteString("solver", Solution.Solver.Name);
            writer.WriteString("version", Solution.Solver.Version);
            writer.WriteString("termination", Solution.Termination.ToWord());
            JsonOutput.WriteNumber(writer, "objective", Solution.Objective);
            writer.WriteNumber("iterations", Solution.Statistics.Iterations);
            writer.WriteString("refinement", Words.Of(Solution.Statistics.Refinement));
            writer.WriteString("method", Gradient.Report.Method);
            writer.WriteString("trust", Gradient.Report.TrustWord);
            writer.WriteNumber("repeat", repeat);
            writer.WriteNumber("threads", threads);
            JsonOutput.WriteTimings(writer, Median);
            writer.WriteStartObject("errors");
            JsonOutput.WriteNumber(writer, "x", Errors.X);
            JsonOutput.WriteNumber(writer, "q", Errors.Q);
            JsonOutput.WriteNumber(writer, "activeBound", Errors.Bounds);
            writer.WriteEndObject();
        }
    }
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Folding.Problems;

namespace Folding.Cli;

/// <summary>Writes results as JSON: numbers with all their digits, non-finite ones as strings, files whole or not at all.</summary>
internal static class JsonOutput
{
    /// <summary>The word that stands for standard output.</summary>
    public const string StandardOutput = "-";

    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Refuses a place that cannot be written to, before the work begins.</summary>
    /// <exception cref="InputException">The folder does not exist, or the path is a folder.</exception>
    public static void Check(string? path, string option = "--json")
    {
        if (path is null or StandardOutput) return;
        if (Directory.Exists(path)) throw new InputException($"{option} {path}: is a folder, not a file.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new InputException($"{option} {path}: there is no folder {folder}.");
    }

    /// <summary>Writes one document per line to a file, which is replaced only once all are complete, or to standard output.</summary>
    public static void Write(RunContext context, string path, params ReadOnlySpan<Action<Utf8JsonWriter>> documents)
    {
        using var memory = new MemoryStream();
        foreach (var document in documents)
        {
            using (var writer = new Utf8JsonWriter(memory, Format))
            {
                writer.WriteStartObject();
                document(writer);
                writer.WriteEndObject();
            }

            memory.WriteByte((byte)'\n');
        }

        if (path == StandardOutput)
        {
            context.Output.Write(Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length));
            context.Output.Flush();
            return;
        }

        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            using (var stream = File.Create(partial)) memory.WriteTo(stream);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>The fields of a solution.</summary>
    public static void WriteSolution(Utf8JsonWriter writer, Solution solution)
    {
        writer.WriteStartObject("status");
        writer.WriteString("termination", solution.Termination.ToWord());
        writer.WriteString("primal", solution.PrimalStatus.ToWord());
        writer.WriteString("dual", solution.DualStatus.ToWord());
        writer.WriteString("native", solution.Native.Text);
        writer.WriteEndObject();
        writer.WriteStartObject("solver");
        writer.WriteString("name", solution.Solver.Name);
        writer.WriteString("version", solution.Solver.Version);
        writer.WriteEndObject();
        WriteNumber(writer, "objective", solution.Objective);
        ProblemJson.WriteVector(writer, "x", solution.Primal.AsSpan());
        ProblemJson.WriteVector(writer, "y", solution.Dual.AsSpan());
        if (!solution.PrimalRay.IsEmpty) ProblemJson.WriteVector(writer, "primalRay", solution.PrimalRay.AsSpan());
        if (!solution.DualRay.IsEmpty) ProblemJson.WriteVector(writer, "dualRay", solution.DualRay.AsSpan());
        writer.WriteStartObject("residuals");
        WriteNumber(writer, "primal", solution.Residuals?.Primal);
        WriteNumber(writer, "dual", solution.Residuals?.Dual);
        WriteNumber(writer, "gap", solution.Residuals?.Gap);
        writer.WriteEndObject();
    }

    /// <summary>The fields of a gradient; both null without one.</summary>
    public static void WriteGradient(Utf8JsonWriter writer, GradientBlocks? gradient)
    {
        if (gradient is null)
        {
            writer.WriteNull("gradient");
            writer.WriteNull("report");
            return;
        }

        writer.WriteStartObject("gradient");
        ProblemJson.WriteVector(writer, "q", gradient.Q.AsSpan());
        ProblemJson.WriteVector(writer, "l", gradient.Lower.AsSpan());
        ProblemJson.WriteVector(writer, "u", gradient.Upper.AsSpan());
        ProblemJson.WriteMatrix(writer, "P", gradient.P);
        ProblemJson.WriteMatrix(writer, "A", gradient.A);
        writer.WriteEndObject();
        writer.WriteStartObject("report");
        WriteReport(writer, gradient.Report);
        writer.WriteEndObject();
    }

    /// <summary>Milliseconds per phase, and the counts of the solver.</summary>
    public static void WriteTimings(Utf8JsonWriter writer, Timings timings)
    {
        writer.WriteStartObject("milliseconds");
        for (var k = 0; k < Timings.Phases.Count; k++) WriteNumber(writer, Timings.Phases[k], timings.Values[k]);
        writer.WriteEndObject();
    }

    /// <summary>The counts of a solve.</summary>
    public static void WriteStatistics(Utf8JsonWriter writer, SolveStatistics statistics)
    {
        writer.WriteStartObject("statistics");
        writer.WriteNumber("iterations", statistics.Iterations);
        writer.WriteNumber("nodes", statistics.Nodes);
        WriteNumber(writer, "relativeGap", statistics.RelativeGap);
        writer.WriteString("refinement", Words.Of(statistics.Refinement));
        writer.WriteNumber("refinementRounds", statistics.RefinementRounds);
        writer.WriteEndObject();
    }

    /// <summary>A number with all its digits, a non-finite one as a string, a missing one as null.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is not { } number) writer.WriteNull(name);
        else if (double.IsFinite(number)) writer.WriteNumber(name, number);
        else writer.WriteString(name, Words.Exact(number));
    }

    /// <summary>The fields of a report.</summary>
    public static void WriteReport(Utf8JsonWriter writer, GradientReport report)
    {
        writer.WriteString("method", report.Method);
        writer.WriteString("trust", report.TrustWord);
        WriteNumber(writer, "residual", report.Residual);
        writer.WriteNumber("iterations", report.Iterations);
        WriteNumber(writer, "contraction", report.Contraction);
        WriteNumber(writer, "estimatedError", report.EstimatedError);
        writer.WriteNumber("weaklyActive", report.WeaklyActive);
        writer.WriteBoolean("rankDeficient", report.RankDeficient);
        writer.WriteStartArray("rejected");
        foreach (var rejected in report.Rejected)
        {
            writer.WriteStartObject();
            writer.WriteString("method", rejected.Method);
            writer.WriteString("reason", rejected.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteNumber(writer, "regularization", report.Regularization);
        if (report.Temperature is { } temperature) writer.WriteNumber("temperature", temperature);
        writer.WriteStartArray("notes");
        foreach (var note in report.Notes) writer.WriteStringValue(note);
        writer.WriteEndArray();
    }
}

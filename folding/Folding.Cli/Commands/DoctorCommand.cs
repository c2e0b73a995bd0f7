using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Folding.LinearAlgebra;

namespace Folding.Cli.Commands;

/// <summary><c>fold doctor</c>: every native library, found or not, and how to get it. A diagnosis: it succeeds whatever it finds.</summary>
internal static class DoctorCommand
{
    private static readonly string Version = typeof(DoctorCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static Command Create(RunContext context)
    {
        var json = Options.Json("the diagnosis");
        var command = new Command("doctor", "Says which native libraries are found, where, in which version, and how to get the others.") { json };
        command.SetAction(result => Run(context, result.GetValue(json)));
        return command;
    }

    private static int Run(RunContext context, string? json)
    {
        JsonOutput.Check(json);
        var findings = NativeLibraries.All.Select(static entry => Finding.Of(entry)).ToArray();
        if (json is not null) JsonOutput.Write(context, json, writer => WriteJson(writer, findings));
        if (json != JsonOutput.StandardOutput) WriteText(context, findings);
        return ExitCode.Done;
    }

    private static void WriteText(RunContext context, Finding[] findings)
    {
        context.Output.WriteLine($"fold {Version}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.OSDescription}");
        var table = new TextTable("library", "found", "version", "detail", "where");
        foreach (var finding in findings)
            table.Add(finding.Entry.Requirement.Name, finding.Path is null ? "no" : "yes", finding.Version ?? "-", finding.Detail ?? "-", finding.Path is null ? "-" : $"{finding.Path} ({finding.Source})");
        table.Add("dense engine", "yes", Version, NativeLibraries.Describe(DenseBackend.Managed), "part of Folding");
        table.Add("LDL'", "yes", Version, "managed, for KKT systems", "part of Folding");
        table.Add("ADMM", "yes", Version, "managed, quadratic (--solver admm)", "part of Folding");
        table.Write(context);
        foreach (var finding in findings)
        {
            if (finding.Missing is { } account) context.Output.WriteLine($"{Environment.NewLine}{account}");
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, Finding[] findings)
    {
        writer.WriteString("folding", Version);
        writer.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        writer.WriteString("rid", RuntimeInformation.RuntimeIdentifier);
        if (NativeLibraries.DenseInUse() is { } dense)
        {
            writer.WriteStartObject("dense");
            writer.WriteString("name", dense.Name);
            writer.WriteString("version", dense.Version);
            writer.WriteNumber("threads", dense.Threads);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("libraries");
        foreach (var finding in findings)
        {
            var requirement = finding.Entry.Requirement;
            writer.WriteStartObject();
            writer.WriteString("name", requirement.Name);
            writer.WriteString("solver", finding.Entry.Solver);
            writer.WriteBoolean("found", finding.Path is not null);
            writer.WriteString("version", finding.Version);
            writer.WriteString("detail", finding.Detail);
            writer.WriteString("path", finding.Path);
            writer.WriteString("source", finding.Source);
            writer.WriteString("environmentVariable", requirement.EnvironmentVariable);
            writer.WriteString("howToGet", requirement.HowToGet);
            writer.WriteStartArray("tried");
            foreach (var attempt in finding.Attempts)
            {
                writer.WriteStartObject();
                writer.WriteString("source", attempt.Source);
                writer.WriteString("path", attempt.Path);
                writer.WriteString("outcome", attempt.Outcome);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>What is known of one library; <c>Missing</c> is the full account where it was not found.</summary>
    private sealed record Finding(
        NativeLibraryEntry Entry, string? Version, string? Detail, string? Path, string? Source, string? Missing, IReadOnlyList<Natives.ProbeAttempt> Attempts)
    {
        public static Finding Of(NativeLibraryEntry entry)
        {
            var (found, missing) = entry.Find();
            return found is null
                ? new(entry, null, null, null, null, missing!.Message, missing.Attempts)
                : new(entry, entry.Version(), entry.Detail(), found.Path, found.Source, null, found.Attempts);
        }
    }
}

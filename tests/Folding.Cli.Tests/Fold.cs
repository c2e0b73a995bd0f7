using System.Diagnostics;
using System.Text.Json;

namespace Folding.Cli.Tests;

/// <summary>What one command line did.</summary>
internal sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>Standard output as one JSON document.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;
}

/// <summary>Runs the command line, in this process or in one of its own.</summary>
internal static class Fold
{
    /// <summary>In this process: fast.</summary>
    public static Outcome Run(params string[] args) => Run(CancellationToken.None, args);

    /// <summary>In this process, with a token that stands for Ctrl-C.</summary>
    public static Outcome Run(CancellationToken interrupt, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(args, new(output, error, OutputIsTerminal: false, ErrorIsTerminal: false, interrupt));
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Starts the program itself, with an environment variable if wanted.</summary>
    public static Process Start(string[] args, string? variable = null, string? value = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fold.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        if (variable is not null) start.Environment[variable] = value;
        return Process.Start(start)!;
    }

    /// <summary>Skips the running test where a solver's library is missing.</summary>
    public static void Require(string solver) =>
        Assert.SkipUnless(NativeLibraries.Has(solver), $"{solver} was not found: fold doctor tells how to get it");

    /// <summary>The solvers' names, for theories.</summary>
    public static TheoryData<string> Solvers => new(SolverChoice.Names);

    /// <summary>A JSON array of numbers.</summary>
    public static double[] Numbers(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(static e => e.GetDouble())];

    /// <summary>Asserts equal lengths and entries within the tolerance.</summary>
    public static void AssertClose(double[] expected, double[] actual, double tolerance = 1e-9)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], actual[k], tolerance);
    }
}

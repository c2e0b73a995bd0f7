using System.ComponentModel;
using System.Diagnostics;

namespace Folding.Build;

/// <summary>Other programs, run to their end.</summary>
internal static class Command
{
    /// <summary>Whether a program of this name is on the PATH.</summary>
    public static bool Exists(string program) => Find(program) is not null;

    /// <summary>Runs a program on the caller's own streams and returns its exit code.</summary>
    public static int Run(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, program, arguments, capture: false);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs a program, handing each line of its output (errors included) to <paramref name="line"/>.</summary>
    public static int Read(string folder, string program, string[] arguments, Action<string> line)
    {
        using var process = Start(folder, program, arguments, capture: true);
        var gate = new Lock();
        void Received(object sender, DataReceivedEventArgs received)
        {
            if (received.Data is { } text)
                lock (gate)
                    line(text);
        }

        process.OutputDataReceived += Received;
        process.ErrorDataReceived += Received;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return process.ExitCode;
    }

    private static Process Start(string folder, string program, string[] arguments, bool capture)
    {
        var start = new ProcessStartInfo(Find(program) ?? throw new FileNotFoundException($"{program} is not on the PATH."), arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = capture,
            RedirectStandardError = capture,
        };
        return Process.Start(start) ?? throw new Win32Exception($"{program} did not start.");
    }

    private static string? Find(string program)
    {
        if (Path.IsPathFullyQualified(program))
            return File.Exists(program) ? program : null;

        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, program + ending)))
            .FirstOrDefault(File.Exists);
    }
}

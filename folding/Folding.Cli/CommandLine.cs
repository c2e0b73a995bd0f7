using System.CommandLine;
using Folding.Cli.Commands;
using Folding.Natives;

namespace Folding.Cli;

/// <summary>The command line: its commands, and how their outcomes become exit codes.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, RunContext context)
    {
        try
        {
            // No response files: an argument that starts with @ is an argument.
            var parsed = Root(context).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0)
            {
                var command = parsed.CommandResult.Command is RootCommand ? "fold" : $"fold {parsed.CommandResult.Command.Name}";
                context.Say($"{string.Join(" ", parsed.Errors.Select(static e => OneLine(e.Message)))} ({command} --help tells more)");
                return ExitCode.BadInput;
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Output,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (OperationCanceledException)
        {
            context.Say("interrupted.");
            return ExitCode.Interrupted;
        }
        catch (NativeLibraryException missing)
        {
            context.Say(missing.Message);
            return ExitCode.MissingLibrary;
        }
        catch (Exception mistake) when (mistake is InputException or InvalidDataException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            context.Say(OneLine(mistake.Message));
            return ExitCode.BadInput;
        }
        catch (Exception defect)
        {
            context.Say($"{defect.GetType().Name}: {OneLine(defect.Message)} This is a defect of fold; please report it with the command and its input.");
            return ExitCode.Failed;
        }
    }

    private static RootCommand Root(RunContext context) => new("Solves, differentiates and checks optimization problems.")
    {
        DoctorCommand.Create(context),
        SolveCommand.Create(context),
        GradCommand.Create(context),
        CheckCommand.Create(context),
        BenchCommand.Create(context),
        OpfCommand.Create(context),
    };

    /// <summary>A message without line breaks and without the name of a parameter of ours.</summary>
    private static string OneLine(string message)
    {
        var parameter = message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        if (parameter >= 0) message = message[..parameter];
        return string.Join(' ', message.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}

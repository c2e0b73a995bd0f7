using Folding.Natives;

namespace Examples.Common;

/// <summary>How every example starts and ends.</summary>
public static class Example
{
    /// <summary>Runs an example whose only option is the folder of its plots, <c>--out DIR</c>.</summary>
    /// <param name="program">Its name, for the usage.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Where its table goes.</param>
    /// <param name="run">What it does with the folder; gives the exit code.</param>
    public static int Run(string program, string[] arguments, TextWriter output, Func<string, TextWriter, int> run) =>
        Run(program, arguments, output, options => run(options["out"], output));

    /// <summary>Runs an example; 2 where the command line or an input file is not understood, 3 where a native library is missing.</summary>
    /// <param name="program">Its name, for the usage.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Where the account of a missing library goes.</param>
    /// <param name="run">What it does; gives the exit code.</param>
    /// <param name="known">Its options beside <c>--out</c>, with defaults.</param>
    public static int Run(string program, string[] arguments, TextWriter output, Func<Options, int> run, params (string Name, string Default)[] known)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(output);
        if (Options.Read(program, arguments, [("out", "out"), .. known]) is not { } options) return 2;
        try
        {
            return run(options);
        }
        catch (NativeLibraryException missing)
        {
            output.WriteLine(missing.Message);
            return 3;
        }
        catch (Exception bad) when (bad is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            return Complain(bad.Message);
        }
    }

    /// <summary>Says on standard error what is wrong with the command line or an input; 2.</summary>
    public static int Complain(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 2;
    }
}

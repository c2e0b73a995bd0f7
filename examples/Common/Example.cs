namespace Examples.Common;

/// <summary>The command line of an example whose only option is where its plots go.</summary>
public static class Example
{
    /// <summary>Runs the example; 2 where an argument is not understood.</summary>
    /// <param name="arguments">Nothing, or <c>--out DIR</c>.</param>
    /// <param name="output">Where its table goes.</param>
    /// <param name="run">What it does with the folder for its plots; gives the exit code.</param>
    public static int Run(string[] arguments, TextWriter output, Func<string, TextWriter, int> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        switch (arguments)
        {
            case []:
                return run("out", output);
            case ["--out", var folder]:
                return run(folder, output);
            default:
                Console.Error.WriteLine("usage: [--out DIR]");
                return 2;
        }
    }
}

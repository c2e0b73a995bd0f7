using System.Runtime.InteropServices;

namespace Folding.Cli;

/// <summary>
/// Standard output belongs to results. Solvers print there too, which no option of theirs prevents: OSQP at Ctrl-C, HiGHS where a heuristic hands over a point that
/// fails. On Unix their descriptor is turned over to standard error; ours was duplicated when the console was opened and stays.
/// </summary>
internal static partial class StandardOutput
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>Keeps native code from writing to standard output; on Windows it still can. Call before a solver is loaded.</summary>
    /// <returns>The writer for results, and whether a terminal shows them.</returns>
    /// <exception cref="IOException">The descriptor could not be turned over.</exception>
    public static (TextWriter Results, bool IsTerminal) Reserve()
    {
        var (results, isTerminal) = (Console.Out, !Console.IsOutputRedirected);
        if (!OperatingSystem.IsWindows() && Duplicate(Error, Output) < 0 && Marshal.GetLastPInvokeError() is not BadDescriptor and var error)
            throw new IOException($"Standard output could not be kept from native code: {Marshal.GetPInvokeErrorMessage(error)}.");
        return (results, isTerminal);
    }

    /// <summary>EBADF: there is no standard error.</summary>
    private const int BadDescriptor = 9;

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);
}

namespace Folding.Cli;

/// <summary>What the process returns. Scripts depend on these numbers.</summary>
internal static class ExitCode
{
    /// <summary>The work is done.</summary>
    public const int Done = 0;

    /// <summary>No usable solution, no gradient, a check that failed, or a defect of this program.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>A native library is missing.</summary>
    public const int MissingLibrary = 3;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}

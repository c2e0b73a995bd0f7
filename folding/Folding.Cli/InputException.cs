namespace Folding.Cli;

/// <summary>The caller's mistake, in one line that names the file, field or option and the mend. Ends with <see cref="ExitCode.BadInput"/>.</summary>
internal sealed class InputException(string message, Exception? cause = null) : Exception(message, cause);

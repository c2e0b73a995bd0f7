namespace Folding.Natives;

/// <summary>
/// A native library is missing or of the wrong kind. The message lists every place that was tried and what happened
/// there, then how to get the library.
/// </summary>
public sealed class NativeLibraryException : DllNotFoundException
{
    /// <summary>An exception without details.</summary>
    public NativeLibraryException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public NativeLibraryException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    public NativeLibraryException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception that tells what was tried.</summary>
    public NativeLibraryException(NativeLibraryRequirement requirement, IReadOnlyList<ProbeAttempt> attempts)
        : base(Describe(requirement, attempts))
    {
        LibraryName = requirement.Name;
        HowToGet = requirement.HowToGet;
        Attempts = attempts;
    }

    /// <summary>Name of the library, for example <c>Ipopt</c>.</summary>
    public string LibraryName { get; } = "";

    /// <summary>One sentence per system on how to get the library.</summary>
    public string HowToGet { get; } = "";

    /// <summary>The places tried, in order.</summary>
    public IReadOnlyList<ProbeAttempt> Attempts { get; } = [];

    private static string Describe(NativeLibraryRequirement requirement, IReadOnlyList<ProbeAttempt> attempts)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        ArgumentNullException.ThrowIfNull(attempts);
        var lines = attempts.Select(static a => $"  {a.Source}: {a.Path}: {a.Outcome}");
        return string.Join(Environment.NewLine, [$"{requirement.Name} was not found on this system ({System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}). Tried, in order:", .. lines, $"To get it: {requirement.HowToGet}", $"Or set {requirement.EnvironmentVariable} to the path of the library."]);
    }
}

/// <summary>One place where a library was looked for.</summary>
/// <param name="Source">Kind of place: the environment variable, the application's files, a conda or vcpkg prefix, the system loader.</param>
/// <param name="Path">Path or file name tried.</param>
/// <param name="Outcome">What happened.</param>
public sealed record ProbeAttempt(string Source, string Path, string Outcome);

namespace Folding.Natives;

/// <summary>What a binding needs from a native library, and how a person gets it.</summary>
public sealed record NativeLibraryRequirement
{
    /// <summary>Name for people, for example <c>Ipopt</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Environment variable that may hold a path to the library, for example <c>FOLDING_IPOPT_LIBRARY</c>.</summary>
    public required string EnvironmentVariable { get; init; }

    /// <summary>File names on Linux, best first.</summary>
    public required IReadOnlyList<string> LinuxNames { get; init; }

    /// <summary>File names on macOS, best first.</summary>
    public required IReadOnlyList<string> MacNames { get; init; }

    /// <summary>File names on Windows, best first.</summary>
    public required IReadOnlyList<string> WindowsNames { get; init; }

    /// <summary>Functions that a library of the right kind exports.</summary>
    public required IReadOnlyList<string> RequiredSymbols { get; init; }

    /// <summary>One sentence per system on how to get the library.</summary>
    public required string HowToGet { get; init; }

    /// <summary>File names on the system this process runs on.</summary>
    public IReadOnlyList<string> FileNames =>
        OperatingSystem.IsWindows() ? WindowsNames : OperatingSystem.IsMacOS() ? MacNames : LinuxNames;
}

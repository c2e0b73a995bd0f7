using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Folding.Natives;

/// <summary>
/// Finds a native library in a fixed order: the environment variable; the application's own files (output root, then
/// <c>runtimes/&lt;rid&gt;/native</c>); a conda or vcpkg prefix; the system loader under every known name. A library that
/// loads is checked for its symbols, so that one of the wrong kind is refused before the first call. A path given by the
/// environment variable is an order: if it fails, nothing else is tried.
/// </summary>
public static class NativeLibraryLocator
{
    /// <summary>Loads the library or throws.</summary>
    /// <param name="requirement">What is needed.</param>
    /// <param name="check">A further check of the loaded library (index width, version); returns what is wrong, or null.</param>
    /// <exception cref="NativeLibraryException">Nothing suitable was found.</exception>
    public static LocatedLibrary Load(NativeLibraryRequirement requirement, Func<nint, string?>? check = null)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        var attempts = new List<ProbeAttempt>();
        foreach (var (source, path) in Candidates(requirement))
        {
            var outcome = Try(requirement, path, check, out var handle);
            attempts.Add(new(source, path, outcome ?? "loaded"));
            if (outcome is null) return new(requirement, handle, FullPathOf(path), source, attempts);
        }

        throw new NativeLibraryException(requirement, attempts);
    }

    private static IEnumerable<(string Source, string Path)> Candidates(NativeLibraryRequirement requirement)
    {
        if (Environment.GetEnvironmentVariable(requirement.EnvironmentVariable) is { Length: > 0 } ordered)
        {
            yield return (requirement.EnvironmentVariable, ordered);
            yield break;
        }

        foreach (var folder in new[] { AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native") })
        {
            foreach (var name in requirement.FileNames) yield return ("application", Path.Combine(folder, name));
        }

        foreach (var (source, folder) in Prefixes())
        {
            foreach (var name in requirement.FileNames) yield return (source, Path.Combine(folder, name));
        }

        foreach (var name in requirement.FileNames) yield return ("system loader", name);
    }

    private static IEnumerable<(string Source, string Folder)> Prefixes()
    {
        if (Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } conda)
            yield return ("CONDA_PREFIX", OperatingSystem.IsWindows() ? Path.Combine(conda, "Library", "bin") : Path.Combine(conda, "lib"));
        if (Environment.GetEnvironmentVariable("VCPKG_INSTALLED_DIR") is not { Length: > 0 } vcpkg) yield break;
        if (!Directory.Exists(vcpkg))
        {
            yield return ("VCPKG_INSTALLED_DIR", vcpkg);
            yield break;
        }

        foreach (var triplet in Directory.EnumerateDirectories(vcpkg).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(triplet) == "vcpkg") continue;
            yield return ("VCPKG_INSTALLED_DIR", Path.Combine(triplet, OperatingSystem.IsWindows() ? "bin" : "lib"));
        }
    }

    private static string? Try(NativeLibraryRequirement requirement, string path, Func<nint, string?>? check, out nint handle)
    {
        handle = 0;
        if (Path.IsPathRooted(path) && !File.Exists(path)) return "no such file";
        try
        {
            handle = NativeLibrary.Load(path);
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            return OneLine(failure.Message);
        }

        foreach (var symbol in requirement.RequiredSymbols)
        {
            if (NativeLibrary.TryGetExport(handle, symbol, out _)) continue;
            NativeLibrary.Free(handle);
            handle = 0;
            return $"loads, but is not {requirement.Name}: it does not export {symbol}";
        }

        if (check?.Invoke(handle) is not { } complaint) return null;
        NativeLibrary.Free(handle);
        handle = 0;
        return complaint;
    }

    /// <summary>The file behind a name that the system loader resolved; the name itself where that cannot be told.</summary>
    private static string FullPathOf(string path)
    {
        if (Path.IsPathRooted(path)) return path;
        using var process = Process.GetCurrentProcess();
        var stem = Path.GetFileName(path);
        foreach (ProcessModule module in process.Modules)
        {
            if (module.FileName is { } file && Path.GetFileName(file).StartsWith(stem, StringComparison.OrdinalIgnoreCase)) return file;
        }

        return path;
    }

    private static string OneLine(string message)
    {
        // The runtime appends a list of every variation it tried; the first reason is the one that helps.
        var first = message.AsSpan().Trim();
        var end = first.IndexOfAny('\r', '\n');
        if (end >= 0) first = first[..end];
        // Nor does its advice on tools help a person who lacks the file.
        var advice = first.IndexOf(" In order to help diagnose", StringComparison.Ordinal);
        return (advice < 0 ? first : first[..advice]).ToString();
    }
}

/// <summary>A native library that was found, loaded and checked. It stays loaded for the life of the process.</summary>
/// <param name="Requirement">What was asked for.</param>
/// <param name="Handle">The operating system's handle.</param>
/// <param name="Path">The file.</param>
/// <param name="Source">Kind of place where it was found.</param>
/// <param name="Attempts">Every place tried, the successful one last.</param>
public sealed record LocatedLibrary(NativeLibraryRequirement Requirement, nint Handle, string Path, string Source, IReadOnlyList<ProbeAttempt> Attempts);

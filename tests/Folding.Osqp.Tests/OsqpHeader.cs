using Folding.TestData;

namespace Folding.Osqp.Tests;

/// <summary>The installed OSQP header: in the folders of FOLDING_OSQP_INCLUDE, in a conda or vcpkg prefix, or in the system.</summary>
internal static class OsqpHeader
{
    /// <summary>Include folders that hold osqp.h and its generated configuration; skips the running test where there are none.</summary>
    public static string[] Require()
    {
        if (Environment.GetEnvironmentVariable("FOLDING_OSQP_INCLUDE") is { Length: > 0 } named)
        {
            var folders = named.Split(Path.PathSeparator);
            _ = NativeHeader.Require([.. folders.Select(static folder => Path.Combine(folder, "osqp.h"))]);
            return folders;
        }

        var header = NativeHeader.Require([.. Prefixes().Select(static prefix => Path.Combine(prefix, "include", "osqp", "osqp.h"))]);
        return [Path.GetDirectoryName(header)!];
    }

    private static IEnumerable<string> Prefixes()
    {
        if (Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } conda)
            yield return OperatingSystem.IsWindows() ? Path.Combine(conda, "Library") : conda;
        if (Environment.GetEnvironmentVariable("VCPKG_INSTALLED_DIR") is { Length: > 0 } vcpkg && Directory.Exists(vcpkg))
        {
            foreach (var triplet in Directory.EnumerateDirectories(vcpkg).Order(StringComparer.Ordinal)) yield return triplet;
        }

        yield return "/usr/local";
        yield return "/usr";
    }
}

using System.Runtime.InteropServices;

namespace Folding.Build;

/// <summary>A native library and what each package manager calls it.</summary>
/// <param name="Name">As people say it.</param>
/// <param name="Variable">The environment variable that names the file.</param>
/// <param name="Files">File names to try, newest first.</param>
/// <param name="Apt">Package names over the releases of Debian and Ubuntu, newest first; empty: no release has it.</param>
/// <param name="Brew">Homebrew's formula.</param>
internal sealed record NativeLibraryNames(string Name, string Variable, string[] Files, string[] Apt, string Brew)
{
    /// <summary>What is to be found on this machine. HiGHS is not among them: it comes with the NuGet restore.</summary>
    public static NativeLibraryNames[] All { get; } =
    [
        new("Ipopt", "FOLDING_IPOPT_LIBRARY",
            Here(["libipopt.so.3", "libipopt.so.1", "libipopt.so"], ["libipopt.3.dylib", "libipopt.dylib"], ["ipopt-3.dll", "ipopt.dll", "libipopt-3.dll"]),
            ["coinor-libipopt3", "libipopt3", "coinor-libipopt1v5"], "ipopt"),
        new("OpenBLAS", "FOLDING_BLAS_LIBRARY",
            Here(["libmkl_rt.so.2", "libmkl_rt.so.1", "libmkl_rt.so", "libopenblas.so.0", "libopenblas.so"], ["libmkl_rt.2.dylib", "libmkl_rt.1.dylib", "libmkl_rt.dylib", "libopenblas.0.dylib", "libopenblas.dylib"], ["mkl_rt.2.dll", "mkl_rt.1.dll", "mkl_rt.dll", "openblas.dll", "libopenblas.dll"]),
            ["libopenblas0"], "openblas"),
        new("OSQP", "FOLDING_OSQP_LIBRARY",
            Here(["libosqp.so", "libosqp.so.1"], ["libosqp.dylib"], ["osqp.dll", "libosqp.dll"]),
            [], "osqp"),
    ];

    /// <summary>What the environment variable says, or null.</summary>
    public string? Named => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    /// <summary>Where the library is, or null: the variable, a conda or vcpkg prefix, then the system loader.</summary>
    public string? Locate()
    {
        // "managed" is the dense engine's word for doing without a library.
        if (Named is { } named)
            return File.Exists(named) || (Variable == "FOLDING_BLAS_LIBRARY" && named == "managed") ? named : null;

        return Prefixes().SelectMany(_ => Files, Path.Combine).FirstOrDefault(File.Exists) ?? Files.FirstOrDefault(Loads);
    }

    /// <summary>One sentence: what is missing, what follows, and the mend.</summary>
    public string WhyMissing() => Named is { } named
        ? $"{Variable} names {named}, which does not exist."
        : $"{Name} was not found, so what needs it is skipped: get {Sources}, and set {Variable}=PATH unless the loader finds it (native/README.md).";

    private string Sources => Apt.Length > 0
        ? $"{string.Join(" or ", Apt)} from apt, {Brew} from Homebrew or {Brew} from conda-forge"
        : $"lib{Brew} from conda-forge, {Brew} from vcpkg or Homebrew, or a build of your own (apt has no package of it)";

    private static IEnumerable<string> Prefixes()
    {
        if (Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } conda)
            yield return OperatingSystem.IsWindows() ? Path.Combine(conda, "Library", "bin") : Path.Combine(conda, "lib");

        if (Environment.GetEnvironmentVariable("VCPKG_INSTALLED_DIR") is { Length: > 0 } vcpkg && Directory.Exists(vcpkg))
            foreach (var triplet in Directory.EnumerateDirectories(vcpkg).Prepend(vcpkg))
                yield return Path.Combine(triplet, OperatingSystem.IsWindows() ? "bin" : "lib");
    }

    private static bool Loads(string file)
    {
        if (!NativeLibrary.TryLoad(file, out var handle))
            return false;
        NativeLibrary.Free(handle);
        return true;
    }

    private static string[] Here(string[] linux, string[] mac, string[] windows) =>
        OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? mac : linux;
}

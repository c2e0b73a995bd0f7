namespace Folding.Build;

/// <summary>
/// Finds the native libraries and installs what is missing: apt on Debian and Ubuntu, Homebrew on macOS, the manifests of
/// <c>native/manifests</c> through conda or vcpkg elsewhere. Nothing is asked of a package manager when all is found.
/// What cannot be had is said in one sentence each; the build goes on, and what needs the library skips.
/// </summary>
internal static class NativeInstaller
{
    public static int Run(Clone clone, bool verbose)
    {
        var missing = NativeLibraryNames.All.Where(library => library.Locate() is null).ToList();
        var wanted = missing.Where(library => library.Named is null).ToList();
        if (wanted.Count > 0)
        {
            if (OperatingSystem.IsLinux() && Command.Exists("apt-get"))
                new Apt(clone).Install(wanted.Where(library => library.Apt.Length > 0));
            else if (OperatingSystem.IsMacOS() && Command.Exists("brew"))
                InstallWithBrew(clone, wanted);
            else
                InstallFromManifests(clone);
        }

        foreach (var library in NativeLibraryNames.All)
        {
            if (library.Locate() is not { } place)
                Say(library.WhyMissing());
            else if (verbose || missing.Contains(library))
                Say($"{library.Name}: {place}");
        }

        if (verbose)
            Say("HiGHS: comes with the NuGet restore, nothing to install.");
        return 0;
    }

    /// <summary>Messages go to stderr, so that a verb's stdout is its result alone.</summary>
    public static void Say(string sentence) => Console.Error.WriteLine("natives: " + sentence);

    /// <summary>Runs a package manager and shows its output only where it fails.</summary>
    public static bool Quietly(Clone clone, params string[] command)
    {
        var output = new List<string>();
        var code = Command.Read(clone.Root, command[0], command[1..], output.Add);
        if (code == 0)
            return true;

        Say($"'{string.Join(' ', command)}' failed with code {code}:");
        output.TakeLast(15).ToList().ForEach(Console.Error.WriteLine);
        return false;
    }

    private static void InstallWithBrew(Clone clone, List<NativeLibraryNames> wanted)
    {
        foreach (var library in wanted)
            Quietly(clone, "brew", "install", "--quiet", library.Brew);

        // Homebrew's folder is not on the system loader's path: name the file to the programs this one starts.
        var prefix = "";
        Command.Read(clone.Root, "brew", ["--prefix"], line => prefix = line);
        foreach (var library in wanted.Where(library => library.Locate() is null))
        {
            string[] folders = [Path.Combine(prefix, "lib"), Path.Combine(prefix, "opt", library.Brew, "lib")];
            if (folders.SelectMany(_ => library.Files, Path.Combine).FirstOrDefault(File.Exists) is not { } file)
                continue;
            Environment.SetEnvironmentVariable(library.Variable, file);
            Say($"for your own programs: export {library.Variable}={file}");
        }
    }

    private static void InstallFromManifests(Clone clone)
    {
        var environment = clone.Path("native", "manifests", "environment.yml");
        if (Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } prefix)
        {
            if (Command.Exists("conda"))
                Quietly(clone, "conda", "env", "update", "--prefix", prefix, "--file", environment);
            else if (Command.Exists("micromamba"))
                Quietly(clone, "micromamba", "install", "--yes", "--prefix", prefix, "--file", environment);
        }
        else if (Command.Exists("vcpkg"))
        {
            var installed = Environment.GetEnvironmentVariable("VCPKG_INSTALLED_DIR") is { Length: > 0 } named ? named : clone.Path("artifacts", "vcpkg");
            if (!Quietly(clone, "vcpkg", "install", "--x-manifest-root", clone.Path("native", "manifests"), "--x-install-root", installed))
                return;
            Environment.SetEnvironmentVariable("VCPKG_INSTALLED_DIR", installed);
            Say($"for your own programs: set VCPKG_INSTALLED_DIR={installed}");
        }
    }
}

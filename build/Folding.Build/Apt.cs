namespace Folding.Build;

/// <summary>Debian's and Ubuntu's package manager, as root or through a sudo that asks no password.</summary>
internal sealed class Apt(Clone clone)
{
    public void Install(IEnumerable<NativeLibraryNames> libraries)
    {
        var wanted = libraries.ToList();
        if (wanted.Count == 0)
            return;

        string[]? privileged =
            Environment.IsPrivilegedProcess ? [] :
            Command.Exists("sudo") && Succeeds("sudo", "-n", "true") ? ["sudo", "-n"] : null;
        if (privileged is null)
        {
            NativeInstaller.Say($"no right to install packages here; as root: apt-get install {string.Join(' ', wanted.Select(library => Known(library) ?? library.Apt[0]))}");
            return;
        }

        // A fresh container has no package lists, and old lists name files that are gone: refresh them then, and only then.
        if (wanted.Exists(library => Known(library) is null) || !InstallKnown(privileged, wanted, lastTry: false))
        {
            Call(privileged, "update");
            InstallKnown(privileged, wanted, lastTry: true);
        }
    }

    private bool InstallKnown(string[] privileged, List<NativeLibraryNames> wanted, bool lastTry)
    {
        var packages = wanted.Select(Known).OfType<string>().ToArray();
        if (packages.Length == 0)
            return true;
        string[] arguments = ["install", "--yes", "--no-install-recommends", .. packages];
        return lastTry ? Call(privileged, arguments) : Succeeds(Words(privileged, arguments));
    }

    private string? Known(NativeLibraryNames library) => library.Apt.FirstOrDefault(package => Succeeds("apt-cache", "show", package));

    private bool Succeeds(params string[] command) => Command.Read(clone.Root, command[0], command[1..], _ => { }) == 0;

    private bool Call(string[] privileged, params string[] arguments) => NativeInstaller.Quietly(clone, Words(privileged, arguments));

    private static string[] Words(string[] privileged, string[] arguments) =>
        [.. privileged, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", .. arguments];
}

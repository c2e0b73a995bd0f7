using System.Reflection;
using System.Runtime.InteropServices;

namespace Folding.Natives;

/// <summary>
/// Connects the <c>[LibraryImport]</c> declarations of one assembly to the library that the locator finds: found once,
/// checked once, handed to every import. A failure is remembered and thrown again with the same account.
/// </summary>
public sealed class NativeBinding
{
    private readonly string _importName;
    private readonly Lazy<LocatedLibrary> _library;

    private NativeBinding(string importName, NativeLibraryRequirement requirement, Func<nint, string?>? check)
    {
        _importName = importName;
        Requirement = requirement;
        _library = new(() => NativeLibraryLocator.Load(requirement, check));
    }

    /// <summary>What the binding needs.</summary>
    public NativeLibraryRequirement Requirement { get; }

    /// <summary>The library; loads it on first use.</summary>
    /// <exception cref="NativeLibraryException">Nothing suitable was found.</exception>
    public LocatedLibrary Library => _library.Value;

    /// <summary>Registers the resolver. Call once per assembly, from the static constructor of the class that holds the imports.</summary>
    /// <param name="assembly">Assembly with the imports.</param>
    /// <param name="importName">Library name used in the imports.</param>
    /// <param name="requirement">What is needed.</param>
    /// <param name="check">A further check of the loaded library; returns what is wrong, or null.</param>
    public static NativeBinding Register(Assembly assembly, string importName, NativeLibraryRequirement requirement, Func<nint, string?>? check = null)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentNullException.ThrowIfNull(requirement);
        var binding = new NativeBinding(importName, requirement, check);
        NativeLibrary.SetDllImportResolver(assembly, binding.Resolve);
        return binding;
    }

    private nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == _importName ? Library.Handle : 0;
}

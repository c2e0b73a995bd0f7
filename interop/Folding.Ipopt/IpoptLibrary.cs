using System.Runtime.InteropServices;
using Folding.Natives;

namespace Folding.Ipopt;

/// <summary>The Ipopt library of this process: where it is, which version, what it can do.</summary>
public static class IpoptLibrary
{
    private const string OnlySince314 = "GetIpoptCurrentIterate";

    private static readonly NativeBinding Binding = NativeBinding.Register(typeof(IpoptLibrary).Assembly, IpoptNative.LibraryName, Requirement, Prepare);
    private static readonly Lazy<bool> Since314 = new(static () => NativeLibrary.TryGetExport(Binding.Library.Handle, OnlySince314, out _));
    private static readonly Lazy<string> FoundVersion = new(static () => IpoptVersion.Ask() ?? (Since314.Value ? "3.14 or later" : "3.13 or earlier"));

    /// <summary>What is looked for, and how a person gets it.</summary>
    public static NativeLibraryRequirement Requirement => new()
    {
        Name = "Ipopt",
        EnvironmentVariable = "FOLDING_IPOPT_LIBRARY",
        LinuxNames = ["libipopt.so.3", "libipopt.so.1", "libipopt.so"],
        MacNames = ["libipopt.3.dylib", "libipopt.1.dylib", "libipopt.dylib"],
        WindowsNames = ["ipopt-3.dll", "ipopt.dll", "libipopt-3.dll", "libipopt.dll"],
        RequiredSymbols =
        [
            "CreateIpoptProblem", "FreeIpoptProblem", "AddIpoptStrOption", "AddIpoptNumOption", "AddIpoptIntOption",
            "OpenIpoptOutputFile", "SetIpoptProblemScaling", "SetIntermediateCallback", "IpoptSolve",
        ],
        HowToGet = "Linux: apt install coinor-libipopt1v5 (Debian 12) or coinor-libipopt3 (Debian 13); any system: conda install -c conda-forge ipopt, or vcpkg install coin-or-ipopt.",
    };

    /// <summary>The loaded library; loads it on first use.</summary>
    /// <exception cref="NativeLibraryException">Nothing suitable was found.</exception>
    public static LocatedLibrary Library => Binding.Library;

    /// <summary>
    /// The version, for example <c>3.11.9</c>. Ipopt's C interface has no function for it: it is read off the banner of a
    /// one-variable solve, written to a temporary file once per process. Where that cannot be done it is a range told
    /// by the functions the library exports.
    /// </summary>
    /// <exception cref="NativeLibraryException">Nothing suitable was found.</exception>
    public static string Version => FoundVersion.Value;

    /// <summary>
    /// True from Ipopt 3.14 on: several threads may solve at the same time. Older versions crash the process then, so
    /// their solves take turns.
    /// </summary>
    /// <exception cref="NativeLibraryException">Nothing suitable was found.</exception>
    public static bool ParallelSolves => Since314.Value;

    /// <summary>Runs once, when the library has been loaded and before its first call.</summary>
    private static string? Prepare(nint library)
    {
        BlasThreads.LimitToOne(library);
        HeapTrimming.Postpone();
        return null;
    }
}

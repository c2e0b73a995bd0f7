using System.Runtime.InteropServices;
using Folding.Natives;

namespace Folding.LinearAlgebra;

/// <summary>SuiteSparse's UMFPACK in this process: where it is, and its functions for 32-bit indices.</summary>
public static unsafe class UmfpackLibrary
{
    private static readonly Lazy<LocatedLibrary> Found = new(static () => NativeLibraryLocator.Load(Requirement!));
    private static readonly Lazy<UmfpackFunctions> Calls = new(static () => new UmfpackFunctions(Library.Handle));

    /// <summary>What is looked for, and how to get it.</summary>
    public static NativeLibraryRequirement Requirement { get; } = new()
    {
        Name = "UMFPACK",
        EnvironmentVariable = "FOLDING_UMFPACK_LIBRARY",
        LinuxNames = ["libumfpack.so.6", "libumfpack.so.5", "libumfpack.so"],
        MacNames = ["libumfpack.6.dylib", "libumfpack.5.dylib", "libumfpack.dylib"],
        WindowsNames = ["umfpack.dll", "libumfpack.dll"],
        RequiredSymbols = ["umfpack_di_defaults", "umfpack_di_symbolic", "umfpack_di_numeric", "umfpack_di_wsolve", "umfpack_di_free_symbolic", "umfpack_di_free_numeric"],
        HowToGet = "Debian and Ubuntu: libumfpack5 or libumfpack6; macOS: brew install suite-sparse; any system: suitesparse from conda-forge. Optional: the managed LDL' serves without.",
    };

    /// <summary>The loaded library; loads it on first use.</summary>
    /// <exception cref="NativeLibraryException">Nothing suitable was found.</exception>
    public static LocatedLibrary Library => Found.Value;

    /// <summary>The version as the name of the file tells it: the library has no function for it.</summary>
    /// <exception cref="NativeLibraryException">Nothing suitable was found.</exception>
    public static string Version
    {
        get
        {
            var path = Library.Path;
            if (Path.IsPathRooted(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target) path = target.FullName;
            var digits = Path.GetFileName(path).Split('.').Where(static part => part.Length > 0 && part.All(char.IsAsciiDigit));
            return string.Join('.', digits) is { Length: > 0 } version ? version : "unknown";
        }
    }

    internal static UmfpackFunctions Functions => Calls.Value;
}

/// <summary>The functions of UMFPACK that are called, as its header has them.</summary>
internal sealed unsafe class UmfpackFunctions(nint library)
{
    public readonly delegate* unmanaged[Cdecl]<double*, void> Defaults =
        (delegate* unmanaged[Cdecl]<double*, void>)NativeLibrary.GetExport(library, "umfpack_di_defaults");

    public readonly delegate* unmanaged[Cdecl]<int, int, int*, int*, double*, nint*, double*, double*, int> Symbolic =
        (delegate* unmanaged[Cdecl]<int, int, int*, int*, double*, nint*, double*, double*, int>)NativeLibrary.GetExport(library, "umfpack_di_symbolic");

    public readonly delegate* unmanaged[Cdecl]<int*, int*, double*, nint, nint*, double*, double*, int> Numeric =
        (delegate* unmanaged[Cdecl]<int*, int*, double*, nint, nint*, double*, double*, int>)NativeLibrary.GetExport(library, "umfpack_di_numeric");

    public readonly delegate* unmanaged[Cdecl]<int, int*, int*, double*, double*, double*, nint, double*, double*, int*, double*, int> Solve =
        (delegate* unmanaged[Cdecl]<int, int*, int*, double*, double*, double*, nint, double*, double*, int*, double*, int>)NativeLibrary.GetExport(library, "umfpack_di_wsolve");

    public readonly delegate* unmanaged[Cdecl]<nint*, void> FreeSymbolic =
        (delegate* unmanaged[Cdecl]<nint*, void>)NativeLibrary.GetExport(library, "umfpack_di_free_symbolic");

    public readonly delegate* unmanaged[Cdecl]<nint*, void> FreeNumeric =
        (delegate* unmanaged[Cdecl]<nint*, void>)NativeLibrary.GetExport(library, "umfpack_di_free_numeric");
}

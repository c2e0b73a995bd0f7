using System.Runtime.InteropServices;
using Folding.Natives;

namespace Folding.Highs;

/// <summary>The native HiGHS library: what is looked for, what was found, which version it is.</summary>
public static class HighsLibrary
{
    /// <summary>What the binding needs and how to get it.</summary>
    public static NativeLibraryRequirement Requirement { get; } = new()
    {
        Name = "HiGHS",
        EnvironmentVariable = "FOLDING_HIGHS_LIBRARY",
        LinuxNames = ["libhighs.so.1", "libhighs.so"],
        MacNames = ["libhighs.1.dylib", "libhighs.dylib"],
        WindowsNames = ["highs.dll", "libhighs.dll"],
        RequiredSymbols = ["Highs_create", "Highs_destroy", "Highs_passModel", "Highs_setCallback", "Highs_getIis", "Highs_getSizeofHighsInt"],
        HowToGet = "it comes with the Folding.Highs package for Linux, macOS and Windows on x64 and for Linux and macOS on arm64; elsewhere install conda-forge highs or vcpkg highs, version 1.12 or later.",
    };

    /// <summary>The loaded library; loads it on first use.</summary>
    /// <exception cref="NativeLibraryException">Nothing suitable was found.</exception>
    public static LocatedLibrary Location => HighsNative.Binding.Library;

    /// <summary>Version that the library states, for example <c>1.12.0</c>; loads it on first use.</summary>
    /// <exception cref="NativeLibraryException">Nothing suitable was found.</exception>
    public static unsafe string Version
    {
        get
        {
            _ = Location;
            return Marshal.PtrToStringUTF8((nint)HighsNative.Highs_version()) ?? "";
        }
    }

    internal static Folding.Problems.SolverIdentity Identity => new("HiGHS", Version);
}

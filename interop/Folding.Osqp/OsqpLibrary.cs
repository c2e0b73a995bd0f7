using System.Runtime.InteropServices;
using Folding.Natives;
using Folding.Osqp.Native;
using Folding.Problems;

namespace Folding.Osqp;

/// <summary>The OSQP library of this process: found and checked once, on first use.</summary>
public static unsafe class OsqpLibrary
{
    /// <summary>What is needed and how to get it.</summary>
    public static NativeLibraryRequirement Requirement { get; } = new()
    {
        Name = "OSQP",
        EnvironmentVariable = "FOLDING_OSQP_LIBRARY",
        LinuxNames = ["libosqp.so", "libosqp.so.1"],
        MacNames = ["libosqp.dylib"],
        WindowsNames = ["osqp.dll", "libosqp.dll"],
        RequiredSymbols = ["osqp_setup", "osqp_solve", "osqp_cleanup", "osqp_set_default_settings", "osqp_update_data_vec", "osqp_update_data_mat", "osqp_cold_start", "osqp_capabilities"],
        HowToGet = "conda install -c conda-forge libosqp; or vcpkg install osqp; or build https://github.com/osqp/osqp 1.0 with CMake as a shared library.",
    };

    private static readonly NativeBinding Binding = NativeBinding.Register(typeof(OsqpLibrary).Assembly, OsqpNative.Library, Requirement, Prepare);

    private static readonly Lazy<SolverIdentity> Name = new(static () => new("OSQP", Marshal.PtrToStringUTF8((nint)OsqpNative.osqp_version()) ?? ""));

    private static int _indexBits;

    /// <summary>True when the library is there and fits; loads it.</summary>
    public static bool IsAvailable => WhyMissing is null;

    /// <summary>The account of what was looked for, where; null when the library is there.</summary>
    public static string? WhyMissing
    {
        get
        {
            try
            {
                _ = Binding.Library;
                return null;
            }
            catch (NativeLibraryException missing)
            {
                return missing.Message;
            }
        }
    }

    /// <summary>Where the library was found.</summary>
    /// <exception cref="NativeLibraryException">It is missing or of the wrong kind.</exception>
    public static LocatedLibrary Location => Binding.Library;

    /// <summary>Width of its indices, 32 or 64 bits.</summary>
    /// <exception cref="NativeLibraryException">It is missing or of the wrong kind.</exception>
    public static int IndexBits
    {
        get
        {
            _ = Binding.Library;
            return _indexBits;
        }
    }

    /// <summary>Version that the library states, for example <c>1.0.0</c>.</summary>
    /// <exception cref="NativeLibraryException">It is missing or of the wrong kind.</exception>
    public static string Version => Identity.Version;

    /// <summary>Name and version as the library states them.</summary>
    /// <exception cref="NativeLibraryException">It is missing or of the wrong kind.</exception>
    public static SolverIdentity Identity
    {
        get
        {
            // An import that fails to resolve throws an exception without the account; ask for the library first.
            _ = Binding.Library;
            return Name.Value;
        }
    }

    /// <summary>Registers the resolver of the imports; the static field does it.</summary>
    internal static void Bind() => ArgumentNullException.ThrowIfNull(Binding);

    /// <summary>What the library can do.</summary>
    internal static osqp_capabilities_type Capabilities
    {
        get
        {
            _ = Binding.Library;
            return (osqp_capabilities_type)OsqpNative.osqp_capabilities();
        }
    }

    /// <summary>The library's words for an exit code.</summary>
    internal static string ErrorMessage(int code) =>
        code > 0 ? Marshal.PtrToStringUTF8((nint)OsqpNative.osqp_error_message(code)) ?? "" : FormattableString.Invariant($"exit code {code}");

    /// <summary>Runs once, when the library has been loaded and before its first call.</summary>
    private static string? Prepare(nint library)
    {
        HeapTrimming.Postpone();
        (_indexBits, var complaint) = OsqpLayout.Detect(library);
        return complaint;
    }
}

using System.Runtime.InteropServices;
using Folding.Natives;

namespace Folding.LinearAlgebra;

/// <summary>Finds a BLAS and LAPACK with 32-bit integers: MKL, then OpenBLAS. Both export the Fortran names, which are all that is called.</summary>
internal static unsafe class BlasLibrary
{
    public static NativeLibraryRequirement Requirement { get; } = new()
    {
        Name = "BLAS",
        EnvironmentVariable = "FOLDING_BLAS_LIBRARY",
        LinuxNames = ["libmkl_rt.so.2", "libmkl_rt.so.1", "libmkl_rt.so", "libopenblas.so.0", "libopenblas.so"],
        MacNames = ["libmkl_rt.2.dylib", "libmkl_rt.1.dylib", "libmkl_rt.dylib", "libopenblas.0.dylib", "libopenblas.dylib"],
        WindowsNames = ["mkl_rt.2.dll", "mkl_rt.1.dll", "mkl_rt.dll", "openblas.dll", "libopenblas.dll"],
        RequiredSymbols = ["dgemm_", "ddot_", "dpotrf_", "dsytrf_", "dgetrf_"],
        HowToGet = "Debian and Ubuntu: libopenblas0 (MKL: libmkl-rt of the non-free section); macOS: brew install openblas; Windows, Linux, macOS: openblas or mkl from conda-forge. Optional: managed code serves without.",
    };

    /// <exception cref="NativeLibraryException">Nothing suitable was found.</exception>
    public static LocatedLibrary Load() => NativeLibraryLocator.Load(Requirement, Check);

    /// <summary>Makes MKL ready, then tries the width of the library's integers.</summary>
    private static string? Check(nint library)
    {
        MklSetup.Prepare(library);
        var dot = (delegate* unmanaged[Cdecl]<long*, double*, long*, double*, long*, double>)NativeLibrary.GetExport(library, "ddot_");
        // Read as 32 bits the length is one, as 64 bits it is negative and the product of empty vectors zero.
        var length = unchecked((long)0xFFFFFFFF_00000001);
        long step = 1;
        double x = 2, y = 3;
        return dot(&length, &x, &step, &y, &step) == 6 ? null : "loads, but takes 64-bit integers (ILP64); a build with 32-bit integers (LP64) is needed";
    }
}

using System.Runtime.InteropServices;
using Folding.Natives;

namespace Folding.LinearAlgebra;

/// <summary>PARDISO comes with MKL: it is there when the native BLAS is MKL.</summary>
public static class PardisoLibrary
{
    /// <summary>True when the native BLAS has it.</summary>
    public static bool IsAvailable
    {
        get
        {
            try
            {
                return Function != 0;
            }
            catch (NativeLibraryException)
            {
                return false;
            }
        }
    }

    /// <exception cref="NativeLibraryException">There is no native BLAS, or it is not MKL.</exception>
    internal static nint Function
    {
        get
        {
            var library = DenseBackend.Native.Library!;
            return NativeLibrary.TryGetExport(library.Handle, "pardiso", out var function)
                ? function
                : throw new NativeLibraryException($"PARDISO comes with MKL, but the BLAS found is {DenseBackend.Native} ({library.Path}). Set {DenseBackend.Requirement.EnvironmentVariable} to the path of MKL's library mkl_rt.");
        }
    }
}

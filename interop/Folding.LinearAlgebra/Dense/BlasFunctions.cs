using System.Runtime.InteropServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// The functions of BLAS and LAPACK in use, by their Fortran names: every argument by reference, and behind them the hidden length of each
/// character argument, which gfortran's code may rely on and other compilers' ignores.
/// </summary>
internal sealed unsafe class BlasFunctions(nint library)
{
    public readonly delegate* unmanaged[Cdecl]<byte*, byte*, int*, int*, int*, double*, double*, int*, double*, int*, double*, double*, int*, nuint, nuint, void> Gemm =
        (delegate* unmanaged[Cdecl]<byte*, byte*, int*, int*, int*, double*, double*, int*, double*, int*, double*, double*, int*, nuint, nuint, void>)NativeLibrary.GetExport(library, "dgemm_");

    public readonly delegate* unmanaged[Cdecl]<byte*, int*, int*, double*, double*, int*, double*, int*, double*, double*, int*, nuint, void> Gemv =
        (delegate* unmanaged[Cdecl]<byte*, int*, int*, double*, double*, int*, double*, int*, double*, double*, int*, nuint, void>)NativeLibrary.GetExport(library, "dgemv_");

    public readonly delegate* unmanaged[Cdecl]<byte*, byte*, int*, int*, double*, double*, int*, double*, double*, int*, nuint, nuint, void> Syrk =
        (delegate* unmanaged[Cdecl]<byte*, byte*, int*, int*, double*, double*, int*, double*, double*, int*, nuint, nuint, void>)NativeLibrary.GetExport(library, "dsyrk_");

    public readonly delegate* unmanaged[Cdecl]<byte*, int*, double*, double*, int*, double*, int*, double*, double*, int*, nuint, void> Symv =
        (delegate* unmanaged[Cdecl]<byte*, int*, double*, double*, int*, double*, int*, double*, double*, int*, nuint, void>)NativeLibrary.GetExport(library, "dsymv_");

    public readonly delegate* unmanaged[Cdecl]<byte*, byte*, byte*, byte*, int*, int*, double*, double*, int*, double*, int*, nuint, nuint, nuint, nuint, void> Trsm =
        (delegate* unmanaged[Cdecl]<byte*, byte*, byte*, byte*, int*, int*, double*, double*, int*, double*, int*, nuint, nuint, nuint, nuint, void>)NativeLibrary.GetExport(library, "dtrsm_");

    public readonly delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int*, double*, int*, double*, int*, nuint, nuint, nuint, void> Trsv =
        (delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int*, double*, int*, double*, int*, nuint, nuint, nuint, void>)NativeLibrary.GetExport(library, "dtrsv_");

    public readonly delegate* unmanaged[Cdecl]<byte*, int*, double*, int*, int*, nuint, void> Potrf =
        (delegate* unmanaged[Cdecl]<byte*, int*, double*, int*, int*, nuint, void>)NativeLibrary.GetExport(library, "dpotrf_");

    public readonly delegate* unmanaged[Cdecl]<byte*, int*, double*, int*, int*, nuint, void> Potri =
        (delegate* unmanaged[Cdecl]<byte*, int*, double*, int*, int*, nuint, void>)NativeLibrary.GetExport(library, "dpotri_");

    public readonly delegate* unmanaged[Cdecl]<byte*, int*, double*, int*, int*, double*, int*, int*, nuint, void> Sytrf =
        (delegate* unmanaged[Cdecl]<byte*, int*, double*, int*, int*, double*, int*, int*, nuint, void>)NativeLibrary.GetExport(library, "dsytrf_");

    public readonly delegate* unmanaged[Cdecl]<byte*, int*, int*, double*, int*, int*, double*, int*, int*, nuint, void> Sytrs =
        (delegate* unmanaged[Cdecl]<byte*, int*, int*, double*, int*, int*, double*, int*, int*, nuint, void>)NativeLibrary.GetExport(library, "dsytrs_");

    public readonly delegate* unmanaged[Cdecl]<int*, int*, double*, int*, int*, int*, void> Getrf =
        (delegate* unmanaged[Cdecl]<int*, int*, double*, int*, int*, int*, void>)NativeLibrary.GetExport(library, "dgetrf_");

    public readonly delegate* unmanaged[Cdecl]<byte*, int*, int*, double*, int*, int*, double*, int*, int*, nuint, void> Getrs =
        (delegate* unmanaged[Cdecl]<byte*, int*, int*, double*, int*, int*, double*, int*, int*, nuint, void>)NativeLibrary.GetExport(library, "dgetrs_");

    public readonly delegate* unmanaged[Cdecl]<int*, int*, double*, int*, double*, double*, int*, int*, void> Geqrf =
        (delegate* unmanaged[Cdecl]<int*, int*, double*, int*, double*, double*, int*, int*, void>)NativeLibrary.GetExport(library, "dgeqrf_");

    public readonly delegate* unmanaged[Cdecl]<int*, int*, int*, double*, int*, double*, double*, int*, int*, void> Orgqr =
        (delegate* unmanaged[Cdecl]<int*, int*, int*, double*, int*, double*, double*, int*, int*, void>)NativeLibrary.GetExport(library, "dorgqr_");

    public readonly delegate* unmanaged[Cdecl]<byte*, int*, int*, double*, int*, double*, double*, int*, double*, int*, double*, int*, int*, int*, nuint, void> Gesdd =
        (delegate* unmanaged[Cdecl]<byte*, int*, int*, double*, int*, double*, double*, int*, double*, int*, double*, int*, int*, int*, nuint, void>)NativeLibrary.GetExport(library, "dgesdd_");

    public readonly delegate* unmanaged[Cdecl]<byte*, byte*, int*, double*, int*, double*, double*, int*, int*, int*, int*, nuint, nuint, void> Syevd =
        (delegate* unmanaged[Cdecl]<byte*, byte*, int*, double*, int*, double*, double*, int*, int*, int*, int*, nuint, nuint, void>)NativeLibrary.GetExport(library, "dsyevd_");
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Folding.Ipopt;

/// <summary>
/// Ipopt's BLAS works on one thread, as every native of this library does unless told otherwise: on the small dense blocks
/// of a sparse factorization its worker threads spin more than they work, and many solves at once would fight over the
/// cores. Which BLAS an Ipopt comes with is the system's choice; OpenBLAS and MKL are known here, others start no threads
/// or obey the environment. One of the variables <c>OPENBLAS_NUM_THREADS</c>, <c>MKL_NUM_THREADS</c> and
/// <c>OMP_NUM_THREADS</c> is the user's own choice and is left alone.
/// </summary>
internal static unsafe class BlasThreads
{
    private static readonly string[] Variables = ["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"];
    private static readonly string[] Setters = ["openblas_set_num_threads", "MKL_Set_Num_Threads"];

    /// <summary>True when the environment says how many threads there are to be.</summary>
    public static bool ChosenByUser => Variables.Any(static name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });

    /// <summary>Limits the BLAS that a loaded library depends on; nothing happens where it is none of those known.</summary>
    public static void LimitToOne(nint library)
    {
        if (ChosenByUser) return;
        foreach (var setter in Setters)
        {
            if (TryFind(library, setter, out var function)) ((delegate* unmanaged[Cdecl]<int, void>)function)(1);
        }
    }

    /// <summary>Looks for a function in a library and what it depends on.</summary>
    public static bool TryFind(nint library, string name, out nint function)
    {
        // Linux and macOS search the dependencies along with the library; Windows has to be shown them.
        if (NativeLibrary.TryGetExport(library, name, out function)) return true;
        if (!OperatingSystem.IsWindows()) return false;
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (IsBlas(module.ModuleName) && NativeLibrary.TryGetExport(module.BaseAddress, name, out function)) return true;
        }

        return false;
    }

    private static bool IsBlas(string module) =>
        module.Contains("blas", StringComparison.OrdinalIgnoreCase) || module.Contains("mkl_rt", StringComparison.OrdinalIgnoreCase);
}

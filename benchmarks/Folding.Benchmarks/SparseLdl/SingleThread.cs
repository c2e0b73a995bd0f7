using System.Runtime.InteropServices;

namespace Folding.Benchmarks.SparseLdl;

/// <summary>Keeps OpenBLAS to one thread; must run before the first native solver is loaded.</summary>
internal static partial class SingleThread
{
    public static void Enforce()
    {
        if (OperatingSystem.IsLinux()) _ = SetEnvironment("OPENBLAS_NUM_THREADS", "1", 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// The single dynamic library of MKL picks its layers at the first call, and ends the process when one cannot be loaded: its default, Intel's
/// OpenMP, is seldom installed. So the threads are GNU's where that runtime is there, else there are none. The environment variable
/// <c>MKL_THREADING_LAYER</c> is the user's own choice and is left alone.
/// </summary>
internal static unsafe partial class MklSetup
{
    private const int Lp64 = 0, Sequential = 1, Gnu = 3;
    private const int ResolveNow = 2, Global = 0x100; // dlopen's flags on Linux

    public static void Prepare(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "MKL_Set_Threading_Layer", out var setThreading)) return;
        if (NativeLibrary.TryGetExport(library, "MKL_Set_Interface_Layer", out var setInterface))
            _ = ((delegate* unmanaged[Cdecl]<int, int>)setInterface)(Lp64);
        if (Environment.GetEnvironmentVariable("MKL_THREADING_LAYER") is { Length: > 0 }) return;
        _ = ((delegate* unmanaged[Cdecl]<int, int>)setThreading)(HasGnuThreads() ? Gnu : Sequential);
    }

    /// <summary>True with MKL's GNU layer beside it and the runtime loaded; the layer finds its symbols among the global ones only.</summary>
    private static bool HasGnuThreads()
    {
        if (!OperatingSystem.IsLinux()) return false;
        using var process = Process.GetCurrentProcess();
        var folder = process.Modules.Cast<ProcessModule>().Select(static m => m.FileName)
            .Where(static f => Path.GetFileName(f).StartsWith("libmkl_rt.", StringComparison.Ordinal)).Select(Path.GetDirectoryName).FirstOrDefault();
        return folder is not null
            && Directory.EnumerateFiles(folder, "libmkl_gnu_thread.so*").Any()
            && Open("libgomp.so.1", ResolveNow | Global) != 0;
    }

    [LibraryImport("libc.so.6", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string name, int flags);
}

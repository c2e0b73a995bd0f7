using System.Runtime.InteropServices;

namespace Folding.LinearAlgebra;

/// <summary>
/// Asks Linux to back memory with pages of 2 MB. The first touch of each page of 4 KB costs a fault, which is up to a hundred times the price of
/// the arithmetic on it where the machine is virtual, and a factorization that starts on fresh memory then spends most of its time there.
/// </summary>
internal static unsafe partial class HugePages
{
    /// <summary>Bytes of a huge page.</summary>
    public const int Size = 1 << 21;

    /// <summary>MADV_HUGEPAGE.</summary>
    private const int Advice = 14;

    public static long RoundUp(long bytes) => (bytes + Size - 1) & -(long)Size;

    /// <summary>Advice only: where it is refused, and on other systems, the pages are small ones.</summary>
    /// <param name="start">Aligned to <see cref="Size"/>.</param>
    /// <param name="bytes">A multiple of it.</param>
    public static void Advise(void* start, long bytes)
    {
        if (OperatingSystem.IsLinux()) _ = AdviseKernel(start, (nuint)bytes, Advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int AdviseKernel(void* start, nuint length, int advice);
}

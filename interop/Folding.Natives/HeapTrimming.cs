using System.Runtime.InteropServices;

namespace Folding.Natives;

/// <summary>
/// Solvers allocate and free their workspaces in every solve, or in every factorization. With the thresholds glibc starts with, each free gives
/// the pages back to the system and the next allocation fetches them again, page fault by page fault: about half the time
/// of a small solve, more where the machine is virtual. glibc adapts by itself once a block of its own mapping has been freed: from then on it keeps up to twice
/// that block's size. One such block, never touched, is enough; larger memory goes back to the system as before.
/// </summary>
public static unsafe class HeapTrimming
{
    private const nuint BlockSize = 8 << 20;

    /// <summary>Teaches glibc the size of the workspaces to come; other allocators lose nothing by it.</summary>
    public static void Postpone()
    {
        if (OperatingSystem.IsLinux()) NativeMemory.Free(NativeMemory.Alloc(BlockSize));
    }
}

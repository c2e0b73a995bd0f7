using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Folding.Highs;

/// <summary>
/// Owns one native <c>Highs</c> object.
///
/// <c>Highs_destroy</c> first shuts down the task scheduler of the calling thread, even if that thread is inside a run of
/// another instance (a callback that disposes a session), which is a use after free; releases after 1.12 call the function
/// undefined while any instance runs on the thread. So it is called only by a thread that is not inside a run, and never by
/// the finaliser: such instances wait, and the next thread that creates or releases one destroys them.
/// </summary>
internal sealed unsafe class HighsHandle : SafeHandle
{
    private static readonly ConcurrentQueue<nint> Waiting = new();

    public HighsHandle()
        : base(0, ownsHandle: true)
    {
        // The binding loads the library here, where an exception reaches the caller.
        _ = HighsNative.Binding.Library;
        DestroyWaiting();
        SetHandle((nint)HighsNative.Highs_create());
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The native pointer; valid while the owner keeps this handle open.</summary>
    public void* Pointer => (void*)handle;

    /// <summary>Destroys at once; what a session calls when it is released.</summary>
    public void Release()
    {
        Dispose();
        DestroyWaiting();
    }

    protected override bool ReleaseHandle()
    {
        Waiting.Enqueue(handle);
        return true;
    }

    private static void DestroyWaiting()
    {
        if (HighsScheduler.IsRunningOnThisThread) return;
        while (Waiting.TryDequeue(out var highs)) HighsScheduler.Destroy((void*)highs);
    }
}

using Microsoft.Win32.SafeHandles;

namespace Folding.Osqp.Native;

/// <summary>Owns one <c>OSQPSolver*</c>, also one that a failed set-up left half built.</summary>
internal sealed class OsqpHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public OsqpHandle(nint solver)
        : base(ownsHandle: true) => SetHandle(solver);

    protected override bool ReleaseHandle() => OsqpNative.osqp_cleanup(handle) == 0;
}

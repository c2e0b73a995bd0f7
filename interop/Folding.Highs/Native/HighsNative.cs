using System.Runtime.InteropServices;
using Folding.Natives;

namespace Folding.Highs;

/// <summary>
/// The C interface of HiGHS 1.12 as its header declares it: names, argument order and types are the header's, so that one
/// can be read beside the other (ClangSharp.rsp generates them). A test checks every import against the loaded library.
/// </summary>
internal static unsafe partial class HighsNative
{
    private const string Library = "highs";

    static HighsNative()
    {
        Binding = NativeBinding.Register(typeof(HighsNative).Assembly, Library, HighsLibrary.Requirement, Check);
    }

    internal static NativeBinding Binding { get; }

    /// <summary>Refuses a build whose HighsInt has 64 bits: every array would be read wrongly.</summary>
    private static string? Check(nint handle)
    {
        var create = (delegate* unmanaged[Cdecl]<void*>)NativeLibrary.GetExport(handle, nameof(Highs_create));
        var destroy = (delegate* unmanaged[Cdecl]<void*, void>)NativeLibrary.GetExport(handle, nameof(Highs_destroy));
        var size = (delegate* unmanaged[Cdecl]<void*, int>)NativeLibrary.GetExport(handle, nameof(Highs_getSizeofHighsInt));
        var highs = create();
        var bytes = size(highs);
        destroy(highs);
        return bytes == sizeof(int) ? null : $"loads, but was built with {8 * bytes}-bit indices (HIGHSINT64); a build with 32-bit indices, the default, is needed";
    }
}

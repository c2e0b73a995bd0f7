using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Highs;

/// <summary>
/// HiGHS explains a refused call in its log only. This repeats such a call with the log turned on and returns what it says.
/// </summary>
internal static unsafe class HighsComplaint
{
    /// <summary>The lines logged during a call, without HiGHS's own banner.</summary>
    /// <param name="highs">The instance; it must not be inside a run.</param>
    /// <param name="call">The call to listen to.</param>
    public static (int Status, string Text) Listen(void* highs, Func<nint, int> call)
    {
        var lines = new List<string>();
        var handle = GCHandle.Alloc(lines);
        try
        {
            _ = HighsNative.Highs_setCallback(highs, &Collect, (void*)GCHandle.ToIntPtr(handle));
            _ = HighsNative.Highs_startCallback(highs, (int)HighsCallbackType.Logging);
            _ = HighsNative.Highs_setBoolOptionValue(highs, "output_flag", 1);
            var status = call((nint)highs);
            return (status, string.Join(' ', lines.Where(IsComplaint).Select(static l => l.Replace("ERROR:", "", StringComparison.Ordinal).Replace("WARNING:", "", StringComparison.Ordinal).Trim())));
        }
        finally
        {
            _ = HighsNative.Highs_setBoolOptionValue(highs, "output_flag", 0);
            _ = HighsNative.Highs_setCallback(highs, null, null);
            handle.Free();
        }
    }

    private static bool IsComplaint(string line) =>
        line.StartsWith("ERROR", StringComparison.Ordinal) || line.StartsWith("WARNING", StringComparison.Ordinal);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Collect(int type, byte* message, HighsCallbackDataOut* state, HighsCallbackDataIn* answer, void* user)
    {
        if (Marshal.PtrToStringUTF8((nint)message) is not { } text) return;
        var lines = (List<string>)GCHandle.FromIntPtr((nint)user).Target!;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) lines.Add(line);
    }
}

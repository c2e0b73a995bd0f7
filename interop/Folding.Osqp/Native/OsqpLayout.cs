using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Folding.Osqp.Native;

/// <summary>
/// Finds out how a loaded library lays out its settings: it fills a buffer of known bytes with its defaults, and the width
/// of its indices shows in where the numbers land and where it stops writing.
/// </summary>
internal static unsafe class OsqpLayout
{
    private const byte Untouched = 0xA5;
    private const int BufferSize = 1024;

    /// <summary>32 or 64 for a layout this binding knows; otherwise what is wrong.</summary>
    public static (int IndexBits, string? Complaint) Detect(nint library)
    {
        var fill = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(library, "osqp_set_default_settings");
        var buffer = stackalloc byte[BufferSize];
        new Span<byte>(buffer, BufferSize).Fill(Untouched);
        fill(buffer);
        var written = new ReadOnlySpan<byte>(buffer, BufferSize);
        if (Fits<int>(written)) return (32, null);
        if (Fits<long>(written)) return (64, null);
        return (0, HoldsSingle(written)
            ? "is OSQP built for single precision (OSQP_USE_FLOAT=ON); Folding needs double precision"
            : "is OSQP, but its settings are laid out in a way this binding does not know; it knows OSQP 1.0");
    }

    private static bool Fits<TInt>(ReadOnlySpan<byte> buffer)
        where TInt : unmanaged, IBinaryInteger<TInt>
    {
        ref readonly var settings = ref MemoryMarshal.AsRef<OSQPSettings<TInt>>(buffer);
        var size = Unsafe.SizeOf<OSQPSettings<TInt>>();
        return settings.rho is 0.1 && settings.sigma is 1e-6 && settings.alpha is 1.6
            && settings.adaptive_rho_fraction is 0.4 && settings.eps_abs is 1e-3 && settings.eps_dual_inf is 1e-4
            && settings.time_limit is OsqpConstants.OSQP_TIME_LIMIT && settings.delta is 1e-6
            && settings.max_iter == TInt.CreateChecked(4000) && settings.polish_refine_iter == TInt.CreateChecked(3)
            && !buffer[size..].ContainsAnyExcept(Untouched);
    }

    private static bool HoldsSingle(ReadOnlySpan<byte> buffer)
    {
        var first = MemoryMarshal.Cast<byte, float>(buffer).IndexOf(0.1f);
        return first >= 0 && MemoryMarshal.Cast<byte, float>(buffer)[first..].Contains(1.6f);
    }
}

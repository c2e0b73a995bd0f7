using System.Runtime.InteropServices;

namespace Folding.SolverContract;

/// <summary>
/// What native code writes to standard output while an action runs. Descriptor 1 is pointed at a temporary file, so the
/// output of C libraries is seen; managed writers that are already open keep their own duplicate and are not.
/// </summary>
public static partial class NativeOutput
{
    private const int StandardOutput = 1;
    private static readonly Lock OneAtATime = new();

    /// <summary>Whether this system's standard output can be captured.</summary>
    public static bool CanCapture => OperatingSystem.IsLinux();

    /// <summary>Runs the action and returns what native code wrote to standard output meanwhile.</summary>
    public static string During(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (!CanCapture) throw new PlatformNotSupportedException("Standard output is captured on Linux only.");
        // A managed writer opened inside the action would write into the file: open it now.
        _ = Console.Out;
        var path = Path.GetTempFileName();
        try
        {
            lock (OneAtATime)
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                Check(Flush(0));
                var saved = Check(Duplicate(StandardOutput));
                Check(DuplicateOnto((int)file.SafeFileHandle.DangerousGetHandle(), StandardOutput));
                try
                {
                    action();
                }
                finally
                {
                    Check(Flush(0));
                    Check(DuplicateOnto(saved, StandardOutput));
                    Check(Close(saved));
                }
            }

            return File.ReadAllText(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Writes a line to standard output the way native code does.</summary>
    public static void WriteLine(string line) => Check(Puts(line));

    private static int Check(int result) =>
        result < 0 ? throw new IOException($"Redirecting standard output failed: error {Marshal.GetLastPInvokeError()}.") : result;

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int DuplicateOnto(int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fflush", SetLastError = true)]
    private static partial int Flush(nint stream);

    [LibraryImport("libc", EntryPoint = "puts", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Puts(string line);
}

using System.Runtime.InteropServices;

namespace Folding.Cli;

/// <summary>
/// The first Ctrl-C cancels the token, so that solvers stop and files stay whole. What has not stopped a second later, or at
/// a second Ctrl-C, is abandoned: the process ends with <see cref="ExitCode.Interrupted"/>.
/// </summary>
internal sealed partial class Interrupt : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.9);

    private readonly CancellationTokenSource _source = new();
    private readonly Timer _deadline;
    private readonly PosixSignalRegistration _registration;

    public Interrupt()
    {
        _deadline = new(static _ => Abandon());
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _deadline.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (_source.IsCancellationRequested) Abandon();
        _deadline.Change(Grace, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }

    private static void Abandon()
    {
        // A progress bar hides the cursor.
        Console.Error.WriteLine($"{(Console.IsErrorRedirected ? "" : "\e[?25h")}fold: interrupted.");
        // Not Environment.Exit: it would run the destructors of native libraries under the threads that still use them.
        if (OperatingSystem.IsWindows()) TerminateProcess(-1, ExitCode.Interrupted);
        else EndProcess(ExitCode.Interrupted);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndProcess(int code);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateProcess(nint process, uint code);
}

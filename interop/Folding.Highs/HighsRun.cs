using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// The native calls of one solve, made under one set of callbacks: they stop the solver when the token is cancelled or a
/// user's delegate throws, and carry log lines and progress. Only the callbacks that somebody needs are registered. The
/// native side holds a <see cref="GCHandle"/> only while this object lives, within one call of the session.
/// </summary>
internal sealed unsafe class HighsRun : IDisposable
{
    /// <summary>Least time between two progress reports.</summary>
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private readonly void* _highs;
    private readonly SolveRequest _request;
    private readonly CancellationToken _cancellation;
    private readonly int _threads;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly double _secondsAllowed;
    private StringBuilder? _line;
    private GCHandle _self;
    private ExceptionDispatchInfo? _failure;
    private long _lastProgress;

    /// <summary>Registers the callbacks. Call on the thread that solves.</summary>
    /// <param name="highs">The instance; its own option <c>time_limit</c> is infinite between runs.</param>
    /// <param name="request">Log, progress and time limit.</param>
    /// <param name="threads">The option <c>threads</c> of the instance.</param>
    /// <param name="secondsAllowed">The option <c>time_limit</c> the caller's options ask for.</param>
    /// <param name="cancellation">Stops the solver.</param>
    public HighsRun(void* highs, SolveRequest request, int threads, double secondsAllowed, CancellationToken cancellation)
    {
        _highs = highs;
        _request = request;
        _cancellation = cancellation;
        _threads = threads;
        _secondsAllowed = Math.Min(secondsAllowed, request.TimeLimit?.TotalSeconds ?? double.PositiveInfinity);
        if (!NeedsCallbacks) return;
        _self = GCHandle.Alloc(this);
        _ = HighsNative.Highs_setCallback(highs, &OnCallback, (void*)GCHandle.ToIntPtr(_self));
        Start(HighsCallbackType.SimplexInterrupt);
        Start(HighsCallbackType.IpmInterrupt);
        Start(HighsCallbackType.MipInterrupt);
        if (request.Log is null) return;
        Start(HighsCallbackType.Logging);
        _ = HighsNative.Highs_setBoolOptionValue(highs, "output_flag", 1);
    }

    /// <summary>The token given.</summary>
    public CancellationToken Cancellation => _cancellation;

    /// <summary>True when the token was cancelled or the deadline has passed: no further native call is worth starting.</summary>
    public bool Stopped => _cancellation.IsCancellationRequested || SecondsLeft <= 0;

    /// <summary>Seconds left until the deadline; not positive when it has passed.</summary>
    public double SecondsLeft => _secondsAllowed - Stopwatch.GetElapsedTime(_started).TotalSeconds;

    private bool HasDeadline => !double.IsPositiveInfinity(_secondsAllowed);

    private bool NeedsCallbacks => _cancellation.CanBeCanceled || _request.Log is not null || _request.Progress is not null;

    /// <summary>Runs the solver once, with what is left of the time limit.</summary>
    /// <returns>HiGHS's return code.</returns>
    public int Solve() => Guarded(static highs => HighsNative.Highs_run((void*)highs));

    /// <summary>A native call that may solve inside (a ray, ranging, an infeasible subset), under the same callbacks and deadline.</summary>
    public int Guarded(Func<nint, int> call)
    {
        if (HasDeadline)
        {
            // HiGHS compares the limit with a clock that runs on over all solves of an instance.
            _ = HighsNative.Highs_zeroAllClocks(_highs);
            _ = HighsNative.Highs_setDoubleOptionValue(_highs, "time_limit", Math.Max(SecondsLeft, 0));
        }

        HighsScheduler.Enter(_threads);
        try
        {
            return call((nint)_highs);
        }
        finally
        {
            HighsScheduler.Leave();
            _failure?.Throw();
        }
    }

    /// <summary>Takes the callbacks and the deadline away and restores silence.</summary>
    public void Dispose()
    {
        if (HasDeadline) _ = HighsNative.Highs_setDoubleOptionValue(_highs, "time_limit", double.PositiveInfinity);
        if (!_self.IsAllocated) return;
        _ = HighsNative.Highs_setCallback(_highs, null, null);
        if (_request.Log is not null) _ = HighsNative.Highs_setBoolOptionValue(_highs, "output_flag", 0);
        _self.Free();
        if (_line is { Length: > 0 } && _failure is null) _request.Log?.Invoke(_line.ToString());
    }

    private void Start(HighsCallbackType type) => _ = HighsNative.Highs_startCallback(_highs, (int)type);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCallback(int type, byte* message, HighsCallbackDataOut* state, HighsCallbackDataIn* answer, void* user)
    {
        // No exception may cross native frames: it is kept, the solver is stopped, and Guarded throws it again.
        var run = (HighsRun)GCHandle.FromIntPtr((nint)user).Target!;
        try
        {
            if (run._failure is null) run.Receive((HighsCallbackType)type, message, state);
        }
        catch (Exception failure)
        {
            run._failure = ExceptionDispatchInfo.Capture(failure);
        }

        answer->UserInterrupt = run._failure is not null || run._cancellation.IsCancellationRequested ? 1 : 0;
    }

    private void Receive(HighsCallbackType type, byte* message, HighsCallbackDataOut* state)
    {
        if (type == HighsCallbackType.Logging)
        {
            Append(Marshal.PtrToStringUTF8((nint)message) ?? "");
            return;
        }

        if (_request.Progress is not { } progress || Stopwatch.GetElapsedTime(_lastProgress) < ProgressInterval) return;
        _lastProgress = Stopwatch.GetTimestamp();
        progress.Report(type == HighsCallbackType.MipInterrupt
            ? new(state->MipTotalLpIterations, FiniteOrNull(state->MipPrimalBound), null, null, state->MipGap >= 0 ? FiniteOrNull(state->MipGap) : null)
            : new(Math.Max(0, Math.Max(state->SimplexIterationCount, state->IpmIterationCount)), FiniteOrNull(state->ObjectiveFunctionValue), null, null, null));
    }

    /// <summary>HiGHS logs pieces of text; the caller gets whole lines.</summary>
    private void Append(string text)
    {
        _line ??= new();
        foreach (var character in text)
        {
            if (character == '\n')
            {
                var line = _line.ToString();
                _line.Clear();
                _request.Log!(line);
            }
            else
            {
                _line.Append(character);
            }
        }
    }

    private static double? FiniteOrNull(double value) => double.IsFinite(value) ? value : null;
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using Folding.Problems;

namespace Folding.Highs;

/// <summary>What the sessions of both problem classes share: the native instance, its options, one run and its statistics.</summary>
/// <typeparam name="TProblem">The problem class.</typeparam>
public abstract unsafe class HighsSession<TProblem> : SolverSession<TProblem>
    where TProblem : class, IProblem
{
    private readonly HighsHandle _handle;
    private readonly double _secondsAllowed;
    private protected readonly HighsOptions Options;

    private protected HighsSession(TProblem problem, HighsOptions options, Action<nint> pass)
        : base(problem)
    {
        var start = Stopwatch.GetTimestamp();
        Options = options;
        _handle = new HighsHandle();
        try
        {
            HighsOptionWriter.Apply(Highs, options);
            double seconds;
            _ = HighsNative.Highs_getDoubleOptionValue(Highs, "time_limit", &seconds);
            _secondsAllowed = seconds;
            // Runs bring their deadlines.
            _ = HighsNative.Highs_setDoubleOptionValue(Highs, "time_limit", double.PositiveInfinity);
            pass((nint)Highs);
        }
        catch
        {
            _handle.Release();
            throw;
        }

        SetupTime = Stopwatch.GetElapsedTime(start);
    }

    private protected void* Highs => _handle.Pointer;

    /// <inheritdoc/>
    protected override Solution SolveNative(SolveRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Problem.VariableCount == 0) return SolveWithoutVariables();
        if (cancellation.IsCancellationRequested) return Without(TerminationStatus.Cancelled, 0, "cancelled before the solve began");
        using var run = NewRun(request, cancellation);
        return Solve(run, request);
    }

    /// <inheritdoc/>
    protected override void ReleaseNative() => _handle.Release();

    private protected HighsRun NewRun(SolveRequest request, CancellationToken cancellation) =>
        new(Highs, request, Options.Threads, _secondsAllowed, cancellation);

    private protected abstract Solution Solve(HighsRun run, SolveRequest request);

    /// <summary>The outcome of a problem without variables, which HiGHS does not look at.</summary>
    private protected abstract Solution SolveWithoutVariables();

    private protected static HighsModelStatus ModelStatus(void* highs) => (HighsModelStatus)HighsNative.Highs_getModelStatus(highs);

    /// <summary>A solution without a point.</summary>
    private protected static Solution Without(TerminationStatus status, int code, string text) => new()
    {
        Termination = status,
        PrimalStatus = PointStatus.None,
        DualStatus = PointStatus.None,
        Solver = HighsLibrary.Identity,
        Native = new(code, text),
    };

    /// <summary>A count or a status from the last run; 0 also where HiGHS says −1, for not known.</summary>
    private protected int IntInfo(string name)
    {
        int value;
        return HighsNative.Highs_getIntInfoValue(Highs, name, &value) == HighsStatus.Ok ? Math.Max(value, 0) : 0;
    }

    private protected long LongInfo(string name)
    {
        long value;
        return HighsNative.Highs_getInt64InfoValue(Highs, name, &value) == HighsStatus.Ok ? Math.Max(value, 0) : 0;
    }

    private protected double DoubleInfo(string name)
    {
        double value;
        return HighsNative.Highs_getDoubleInfoValue(Highs, name, &value) == HighsStatus.Ok ? value : double.NaN;
    }

    /// <summary>True where a block differs; equal objects are not compared entry by entry.</summary>
    private protected static bool Differs(System.Collections.Immutable.ImmutableArray<double> a, System.Collections.Immutable.ImmutableArray<double> b) =>
        a != b && !a.AsSpan().SequenceEqual(b.AsSpan());

    /// <summary>True where the values of a matrix differ.</summary>
    private protected static bool Differs(CscMatrix a, CscMatrix b) => !ReferenceEquals(a, b) && !a.Values.SequenceEqual(b.Values);

    /// <summary>y from HiGHS's duals, in place: the two conventions differ in sign (math: c + Qx − A'row_dual − col_dual = 0).</summary>
    private protected static void Negate(Span<double> duals)
    {
        // Subtracting from zero keeps a zero positive.
        for (var i = 0; i < duals.Length; i++) duals[i] = 0 - duals[i];
    }

    private protected static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value)) return false;
        }

        return true;
    }

    private protected static System.Collections.Immutable.ImmutableArray<double> Adopt(double[] values) => ImmutableCollectionsMarshal.AsImmutableArray(values);
}

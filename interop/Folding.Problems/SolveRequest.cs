namespace Folding.Problems;

/// <summary>What one solve may be told beyond the problem and the solver's options.</summary>
public sealed record SolveRequest
{
    /// <summary>The request that asks for nothing.</summary>
    public static SolveRequest Default { get; } = new();

    /// <summary>Where to start; null to start as the solver does on its own.</summary>
    public WarmStart? WarmStart { get; init; }

    /// <summary>Wall-clock limit; when it passes the solve ends with <see cref="TerminationStatus.TimeLimit"/>. Must be positive.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// Offered (x, y) whenever an iterative solver has reached a tolerance that is still looser than its options ask for; true ends the solve
    /// there as optimal. For a caller that can do better from a rough point than the solver can, for example by solving on the active
    /// set. Called on the thread that solves; the spans are valid during the call. Solvers that end with an active set, or whose last
    /// iterations are cheap, do not ask.
    /// </summary>
    public AcceptPoint? Accept { get; init; }

    /// <summary>Receives the solver's log line by line, on the thread that solves. Null for silence; natives never write to stdout.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Receives the state of a running solve, on a thread the solver chooses, at most about ten times a second.</summary>
    public IProgress<SolveProgress>? Progress { get; init; }
}

/// <summary>Whether a rough primal-dual point is good enough.</summary>
/// <param name="primal">x, length n.</param>
/// <param name="dual">y, length of the dual point.</param>
public delegate bool AcceptPoint(ReadOnlySpan<double> primal, ReadOnlySpan<double> dual);

/// <summary>State of a running solve.</summary>
/// <param name="Iterations">Iterations so far.</param>
/// <param name="Objective">Current or incumbent objective; null where unknown.</param>
/// <param name="PrimalResidual">Current primal residual; null where unknown.</param>
/// <param name="DualResidual">Current dual residual; null where unknown.</param>
/// <param name="RelativeGap">Current MIP gap; null where there is none.</param>
public readonly record struct SolveProgress(long Iterations, double? Objective, double? PrimalResidual, double? DualResidual, double? RelativeGap);

using System.Collections.Immutable;

namespace Folding.Problems;

/// <summary>
/// The outcome of one solve. A failure is a status here, never an exception. Vectors are empty where the solver has none.
/// One sign convention for every solver: <c>Px + q + A'y = 0</c>, y &gt; 0 at an upper bound, y &lt; 0 at a lower bound.
/// </summary>
public sealed record Solution
{
    private static readonly SolveStatistics NothingCounted = new();
    private static readonly Lazy<KktResiduals?> NoResiduals = new((KktResiduals?)null);

    private readonly Lazy<KktResiduals?> _residuals = NoResiduals;

    /// <summary>Why the solver stopped.</summary>
    public required TerminationStatus Termination { get; init; }

    /// <summary>What <see cref="Primal"/> is.</summary>
    public required PointStatus PrimalStatus { get; init; }

    /// <summary>What <see cref="Dual"/> is.</summary>
    public required PointStatus DualStatus { get; init; }

    /// <summary>Which solver, which version.</summary>
    public required SolverIdentity Solver { get; init; }

    /// <summary>The solver's own code and text.</summary>
    public required NativeStatus Native { get; init; }

    /// <summary>x, length n; empty where there is none.</summary>
    public ImmutableArray<double> Primal { get; init; } = [];

    /// <summary>y, length <see cref="IProblem.DualCount"/>; empty where there is none (a MIP has none).</summary>
    public ImmutableArray<double> Dual { get; init; } = [];

    /// <summary>
    /// A direction d along which the objective falls without limit (Pd = 0, q'd &lt; 0, Ad in the recession cone of [l, u]),
    /// length n; empty unless <see cref="PrimalStatus"/> is a certificate.
    /// </summary>
    public ImmutableArray<double> PrimalRay { get; init; } = [];

    /// <summary>
    /// Farkas multipliers that prove infeasibility (A'y = 0, u'y+ − l'y− &lt; 0), length <see cref="IProblem.DualCount"/>;
    /// empty unless <see cref="DualStatus"/> is a certificate.
    /// </summary>
    public ImmutableArray<double> DualRay { get; init; } = [];

    /// <summary>Objective at <see cref="Primal"/>, computed by us; null where there is no point.</summary>
    public double? Objective { get; init; }

    /// <summary>Residuals at (x, y), computed by us; null where there is no point.</summary>
    public KktResiduals? Residuals
    {
        get => _residuals.Value;
        init => _residuals = new(value);
    }

    /// <summary>Computes <see cref="Residuals"/> when they are first asked for: of a small program they cost as much as reading the solution.</summary>
    internal Func<KktResiduals?> ResidualsOnDemand
    {
        init => _residuals = new(value);
    }

    /// <summary>Counts and times.</summary>
    public SolveStatistics Statistics { get; init; } = NothingCounted;

    /// <summary>What a next solve of a problem of the same structure can start from; null where there is nothing.</summary>
    public WarmStart? WarmStart { get; init; }

    /// <summary>True when <see cref="Termination"/> is optimal, almost optimal or locally optimal.</summary>
    public bool IsSolved => Termination.IsSolved();

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Solver}: {Termination.ToWord()}{(Objective is { } f ? FormattableString.Invariant($", objective {f:G10}") : "")}{(Residuals is { } r ? $", {r}" : "")}");
}

/// <summary>Name and version of a solver.</summary>
/// <param name="Name">For example <c>HiGHS</c>.</param>
/// <param name="Version">As the library states it, for example <c>1.12.0</c>; where it states none, what could be established.</param>
public sealed record SolverIdentity(string Name, string Version)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";
}

/// <summary>A solver's own status.</summary>
/// <param name="Code">Its numeric code.</param>
/// <param name="Text">Its words.</param>
public sealed record NativeStatus(int Code, string Text);

/// <summary>Counts and times of one solve.</summary>
public sealed record SolveStatistics
{
    /// <summary>Iterations of the main algorithm (ADMM, interior point, simplex, active set).</summary>
    public long Iterations { get; init; }

    /// <summary>Branch-and-bound nodes; 0 for a continuous problem.</summary>
    public long Nodes { get; init; }

    /// <summary>Relative gap between incumbent and bound of a MIP; null for a continuous problem.</summary>
    public double? RelativeGap { get; init; }

    /// <summary>Creating the native model; zero when a session re-solves.</summary>
    public TimeSpan SetupTime { get; init; }

    /// <summary>Passing new data into an open session.</summary>
    public TimeSpan UpdateTime { get; init; }

    /// <summary>The native solve call.</summary>
    public TimeSpan SolveTime { get; init; }

    /// <summary>Copying the result out of native memory.</summary>
    public TimeSpan CopyTime { get; init; }

    /// <summary>Whether an active-set refinement ran after the solver, and how it ended.</summary>
    public RefinementOutcome Refinement { get; init; }

    /// <summary>Active sets tried by the refinement.</summary>
    public int RefinementRounds { get; init; }

    /// <summary>Time of the refinement; its factorization is reused by the backward pass.</summary>
    public TimeSpan RefinementTime { get; init; }
}

/// <summary>How an active-set refinement of a solution ended.</summary>
public enum RefinementOutcome
{
    /// <summary>No refinement was asked for, or there was no point to refine.</summary>
    NotRun,

    /// <summary>An active set was found whose solution satisfies all signs and bounds: (x, y) is optimal to machine precision.</summary>
    Certified,

    /// <summary>No active set could be certified; the solver's own (x, y) was kept.</summary>
    NotCertified,
}

using System.Collections.Immutable;

namespace Folding.Osqp;

/// <summary>
/// Settings of OSQP. The properties are the ones a caller meets; <see cref="Named"/> sets any other by its native name.
/// Values are checked when a session is opened. Log, time limit and warm start belong to the request of each solve.
/// </summary>
public sealed record OsqpOptions
{
    /// <summary>
    /// Gradient grade, the default: tolerances tight enough to tell active rows from inactive ones, polishing, and
    /// deterministic adaptation of the penalty (by iterations, never by time).
    /// </summary>
    public static OsqpOptions ForGradients { get; } = new();

    /// <summary>OSQP's own defaults: tolerances 1e-3, 4000 iterations, no polishing.</summary>
    public static OsqpOptions Native { get; } = new()
    {
        AbsoluteTolerance = 1e-3,
        RelativeTolerance = 1e-3,
        PrimalInfeasibilityTolerance = 1e-4,
        DualInfeasibilityTolerance = 1e-4,
        MaxIterations = 4000,
        Polish = false,
        PolishRefinements = 3,
    };

    /// <summary>Absolute tolerance of the residuals, at least 0 (native <c>eps_abs</c>).</summary>
    public double AbsoluteTolerance { get; init; } = 1e-9;

    /// <summary>Relative tolerance of the residuals, at least 0 (native <c>eps_rel</c>). Not both tolerances may be 0.</summary>
    public double RelativeTolerance { get; init; } = 1e-9;

    /// <summary>Tolerance of a certificate of infeasibility, positive (native <c>eps_prim_inf</c>).</summary>
    public double PrimalInfeasibilityTolerance { get; init; } = 1e-7;

    /// <summary>Tolerance of an unbounded direction, positive (native <c>eps_dual_inf</c>).</summary>
    public double DualInfeasibilityTolerance { get; init; } = 1e-7;

    /// <summary>Most iterations of one solve, positive (native <c>max_iter</c>).</summary>
    public int MaxIterations { get; init; } = 100_000;

    /// <summary>Iterations between two tests of termination; 0 tests only at the end (native <c>check_termination</c>).</summary>
    public int TerminationInterval { get; init; } = 25;

    /// <summary>Whether termination also asks for a small duality gap (native <c>check_dualgap</c>).</summary>
    public bool CheckDualityGap { get; init; } = true;

    /// <summary>Iterations of the equilibration of the data; 0 for none (native <c>scaling</c>).</summary>
    public int ScalingIterations { get; init; } = 10;

    /// <summary>Whether a solved problem is polished: one linear solve on the active rows (native <c>polishing</c>).</summary>
    public bool Polish { get; init; } = true;

    /// <summary>Regularisation of the polishing system, positive (native <c>delta</c>).</summary>
    public double PolishRegularization { get; init; } = 1e-6;

    /// <summary>Steps of iterative refinement of the polishing system, at least 0 (native <c>polish_refine_iter</c>).</summary>
    public int PolishRefinements { get; init; } = 10;

    /// <summary>First penalty of the constraints, positive (native <c>rho</c>).</summary>
    public double Penalty { get; init; } = 0.1;

    /// <summary>Penalty of the variables, positive (native <c>sigma</c>).</summary>
    public double Regularization { get; init; } = 1e-6;

    /// <summary>Over-relaxation, strictly between 0 and 2 (native <c>alpha</c>).</summary>
    public double Relaxation { get; init; } = 1.6;

    /// <summary>How the penalty adapts (native <c>adaptive_rho</c>).</summary>
    public PenaltyAdaptation Adaptation { get; init; } = PenaltyAdaptation.Iterations;

    /// <summary>Iterations between two adaptations of the penalty; 0 lets OSQP choose (native <c>adaptive_rho_interval</c>).</summary>
    public int AdaptationInterval { get; init; } = 50;

    /// <summary>Change of the penalty, as a factor, that is worth a new factorization, at least 1 (native <c>adaptive_rho_tolerance</c>).</summary>
    public double AdaptationTolerance { get; init; } = 5;

    /// <summary>Further settings by their native names, for example <c>cg_max_iter</c>; they win over the properties.</summary>
    public ImmutableSortedDictionary<string, string> Named { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The options with one more named setting.</summary>
    public OsqpOptions With(string name, string value) => this with { Named = Named.SetItem(name, value) };
}

/// <summary>When OSQP adapts its penalty.</summary>
public enum PenaltyAdaptation
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>After a fixed number of iterations: deterministic.</summary>
    Iterations = 1,

    /// <summary>After a share of the set-up time: differs from run to run.</summary>
    Time = 2,

    /// <summary>When the error of the optimality conditions has fallen enough: deterministic in a fresh session.</summary>
    KktError = 3,
}

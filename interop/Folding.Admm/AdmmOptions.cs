namespace Folding.Admm;

/// <summary>Settings of <see cref="AdmmSolver"/>; checked when a session is opened. Log, time limit and warm start belong to the request of each solve.</summary>
public sealed record AdmmOptions
{
    /// <summary>Gradient grade, the default: tolerances tight enough to tell active rows from inactive ones, polishing.</summary>
    public static AdmmOptions ForGradients { get; } = new();

    /// <summary>Absolute tolerance of the residuals, at least 0 (<c>eps_abs</c>).</summary>
    public double AbsoluteTolerance { get; init; } = 1e-9;

    /// <summary>Relative tolerance of the residuals, at least 0 (<c>eps_rel</c>). Not both tolerances may be 0.</summary>
    public double RelativeTolerance { get; init; } = 1e-9;

    /// <summary>Tolerance of a certificate of infeasibility, positive (<c>eps_prim_inf</c>).</summary>
    public double PrimalInfeasibilityTolerance { get; init; } = 1e-7;

    /// <summary>Tolerance of an unbounded direction, positive (<c>eps_dual_inf</c>).</summary>
    public double DualInfeasibilityTolerance { get; init; } = 1e-7;

    /// <summary>Most iterations of one solve, positive (<c>max_iter</c>).</summary>
    public int MaxIterations { get; init; } = 100_000;

    /// <summary>Iterations between two tests of termination, positive (<c>check_termination</c>).</summary>
    public int TerminationInterval { get; init; } = 25;

    /// <summary>Rounds of the equilibration of the data; 0 for none (<c>scaling</c>).</summary>
    public int ScalingIterations { get; init; } = 10;

    /// <summary>Whether a solved problem is polished by linear solves on the active rows (<c>polishing</c>).</summary>
    public bool Polish { get; init; } = true;

    /// <summary>First penalty ρ of the rows, positive (<c>rho</c>); an equality has a thousand times as much.</summary>
    public double Penalty { get; init; } = 0.1;

    /// <summary>Penalty σ of the variables, positive (<c>sigma</c>).</summary>
    public double Regularization { get; init; } = 1e-6;

    /// <summary>Over-relaxation α, strictly between 0 and 2 (<c>alpha</c>).</summary>
    public double Relaxation { get; init; } = 1.6;

    /// <summary>Tests of termination before the first adaptation of the penalty, twice as many after each change; 0 for none (<c>adaptive_rho</c>).</summary>
    public int AdaptationInterval { get; init; } = 2;

    /// <summary>Change of the penalty, as a factor, that is worth a new factorization, at least 1 (<c>adaptive_rho_tolerance</c>).</summary>
    public double AdaptationTolerance { get; init; } = 5;

    /// <summary>How the linear systems are solved (<c>linear_system</c>).</summary>
    public AdmmLinearSystem LinearSystem { get; init; }

    /// <summary>The options with one of them set by its short name, the one in parentheses above.</summary>
    /// <exception cref="ArgumentException">There is no such option, or the text is no value for it.</exception>
    public AdmmOptions With(string name, string value) => AdmmSettings.Set(this, name, value);
}

/// <summary>How <see cref="AdmmSolver"/> solves its linear systems.</summary>
public enum AdmmLinearSystem
{
    /// <summary>By the density of P and A.</summary>
    Auto,

    /// <summary>Sparse LDL' factors of a quasi-definite system.</summary>
    Sparse,

    /// <summary>Dense Cholesky factors.</summary>
    Dense,
}

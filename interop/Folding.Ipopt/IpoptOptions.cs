using System.Collections.Immutable;

namespace Folding.Ipopt;

/// <summary>
/// Options of Ipopt. The common ones are typed; every other one goes through <see cref="Named"/>. A null leaves Ipopt's
/// own default. There are no hidden inputs: <c>ipopt.opt</c> in the working directory is not read.
/// </summary>
public sealed record IpoptOptions
{
    /// <summary>The preset for differentiation, which is the default: exact Hessian, tight tolerances.</summary>
    public static IpoptOptions ForGradients { get; } = new();

    /// <summary>
    /// The preset for large sparse networks, such as optimal power flow: MUMPS orders by minimum degree and reserves little, linear solves are refined only
    /// where they need it, and the tolerance is one that networks of thousands of nodes allow. Takes about half the time of the default there, and more
    /// than the default on grids and other meshes.
    /// </summary>
    public static IpoptOptions ForNetworks { get; } = new()
    {
        Tolerance = 1e-8,
        MumpsOrdering = Ipopt.MumpsOrdering.MinimumDegree,
        MumpsReserve = 20,
        MinimumRefinementSteps = 0,
    };

    /// <summary>The same as <see cref="ForGradients"/>.</summary>
    public static IpoptOptions Default => ForGradients;

    /// <summary><c>tol</c>: relative tolerance of the scaled optimality conditions.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary><c>acceptable_tol</c>: a point this good for fifteen iterations in a row ends the solve with <see cref="Problems.TerminationStatus.AlmostOptimal"/>.</summary>
    public double AcceptableTolerance { get; init; } = 1e-8;

    /// <summary><c>constr_viol_tol</c>: absolute bound on the unscaled constraint violation.</summary>
    public double ConstraintViolationTolerance { get; init; } = 1e-8;

    /// <summary><c>dual_inf_tol</c>: absolute bound on the unscaled gradient of the Lagrangian.</summary>
    public double DualInfeasibilityTolerance { get; init; } = 1e-6;

    /// <summary><c>compl_inf_tol</c>: absolute bound on the unscaled complementarity.</summary>
    public double ComplementarityTolerance { get; init; } = 1e-6;

    /// <summary><c>max_iter</c>.</summary>
    public int MaxIterations { get; init; } = 3000;

    /// <summary><c>linear_solver</c>: for example <c>mumps</c>, <c>ma27</c>, <c>ma57</c>, <c>pardiso</c>; null for the library's own default.</summary>
    public string? LinearSolver { get; init; }

    /// <summary><c>hsllib</c>: path of the HSL library that holds ma27, ma57 and their kin. Needs Ipopt 3.14.</summary>
    public string? HslLibraryPath { get; init; }

    /// <summary><c>mumps_pivot_order</c>: how MUMPS orders the unknowns; null for its own choice. No option of an Ipopt without MUMPS, which it does not concern.</summary>
    public MumpsOrdering? MumpsOrdering { get; init; }

    /// <summary><c>mumps_mem_percent</c>: workspace that MUMPS takes beyond its estimate, percent (Ipopt's default is 1000); it takes more where that is too little. No option of an Ipopt without MUMPS.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? MumpsReserve
    {
        get;
        init
        {
            if (value is { } percent) ArgumentOutOfRangeException.ThrowIfNegative(percent, nameof(MumpsReserve));
            field = value;
        }
    }

    /// <summary><c>min_refinement_steps</c>: steps of iterative refinement of every linear solve, whatever its residual; more follow where that is large.</summary>
    public int? MinimumRefinementSteps { get; init; }

    /// <summary><c>mu_strategy</c>: how the barrier parameter goes down.</summary>
    public BarrierStrategy? BarrierStrategy { get; init; }

    /// <summary><c>mu_target</c>: solve the barrier problem of this parameter instead of the limit 0; a smoothed solution.</summary>
    public double? MuTarget { get; init; }

    /// <summary>Where the Hessian comes from. A problem without a Hessian pattern always uses a limited-memory approximation.</summary>
    public HessianSource Hessian { get; init; } = HessianSource.Exact;

    /// <summary><c>bound_relax_factor</c>: bounds are relaxed by this fraction of their size (at least of 1) before the solve, and solutions are off by as much; from Ipopt 3.14 on by no more than <c>constr_viol_tol</c>.</summary>
    public double BoundRelaxFactor { get; init; }

    /// <summary><c>fixed_variable_treatment</c>: what happens to variables with equal bounds.</summary>
    public FixedVariableTreatment FixedVariables { get; init; } = FixedVariableTreatment.MakeParameter;

    /// <summary>How a solve starts from a <see cref="Problems.WarmStart"/>.</summary>
    public IpoptWarmStart WarmStart { get; init; } = new();

    /// <summary>A file that receives Ipopt's own log; null for none. Sessions that solve at the same time need files of their own.</summary>
    public string? OutputFile { get; init; }

    /// <summary>Detail of <see cref="OutputFile"/>, 0 to 12; 5 is a line per iteration.</summary>
    public int OutputFileLevel { get; init; } = 5;

    /// <summary>
    /// Any other option by its name in Ipopt's documentation; applied last. Values are text: whole numbers, numbers with
    /// a point (invariant culture) or words.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Named { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>How a warm start is used: how far the given point and multipliers are pushed inside, and where the barrier begins.</summary>
public sealed record IpoptWarmStart
{
    /// <summary><c>warm_start_bound_push</c>, <c>warm_start_bound_frac</c> and the same for slacks: distance kept from bounds.</summary>
    public double BoundPush { get; init; } = 1e-9;

    /// <summary><c>warm_start_mult_bound_push</c>: smallest initial bound multiplier.</summary>
    public double MultiplierPush { get; init; } = 1e-9;

    /// <summary><c>mu_init</c>: initial barrier parameter of a warm-started solve.</summary>
    public double InitialBarrier { get; init; } = 1e-6;
}

/// <summary>How MUMPS orders the unknowns; the values are MUMPS's own.</summary>
public enum MumpsOrdering
{
    /// <summary>Approximate minimum degree: fast, and as good as any on networks.</summary>
    MinimumDegree = 0,

    /// <summary>Approximate minimum fill.</summary>
    MinimumFill = 2,

    /// <summary>SCOTCH, where MUMPS has it.</summary>
    Scotch = 3,

    /// <summary>PORD.</summary>
    Pord = 4,

    /// <summary>METIS, where MUMPS has it.</summary>
    Metis = 5,

    /// <summary>Minimum degree that expects dense rows.</summary>
    QuasiDense = 6,

    /// <summary>MUMPS chooses by size and kind of the matrix.</summary>
    Automatic = 7,
}

/// <summary>How the barrier parameter goes down.</summary>
public enum BarrierStrategy
{
    /// <summary>Fiacco-McCormick: solve each barrier problem, then reduce.</summary>
    Monotone,

    /// <summary>Chosen anew in every iteration.</summary>
    Adaptive,
}

/// <summary>Where the Hessian of the Lagrangian comes from.</summary>
public enum HessianSource
{
    /// <summary>The problem's own.</summary>
    Exact,

    /// <summary>A limited-memory quasi-Newton approximation.</summary>
    LimitedMemory,
}

/// <summary>What happens to variables with equal bounds.</summary>
public enum FixedVariableTreatment
{
    /// <summary>They become constants; their multipliers are recovered from stationarity afterwards.</summary>
    MakeParameter,

    /// <summary>They stay variables under an equality constraint.</summary>
    MakeConstraint,

    /// <summary>Their bounds are relaxed a little.</summary>
    RelaxBounds,
}

namespace Folding.Problems;

/// <summary>Why a solver stopped.</summary>
public enum TerminationStatus
{
    /// <summary>Solve was not called, or the solver returned before it began.</summary>
    NotSolved,

    /// <summary>Solved to the requested tolerance; globally optimal for convex problems.</summary>
    Optimal,

    /// <summary>Solved to a looser tolerance than requested; usable with care.</summary>
    AlmostOptimal,

    /// <summary>A local solution of a problem not known to be convex.</summary>
    LocallyOptimal,

    /// <summary>No point satisfies the constraints.</summary>
    Infeasible,

    /// <summary>A local solver found no feasible point near its path; the problem may still have one.</summary>
    LocallyInfeasible,

    /// <summary>The objective falls without limit over the feasible set.</summary>
    Unbounded,

    /// <summary>Infeasible or unbounded; the solver did not tell which.</summary>
    InfeasibleOrUnbounded,

    /// <summary>The iteration limit was reached.</summary>
    IterationLimit,

    /// <summary>The time limit was reached.</summary>
    TimeLimit,

    /// <summary>A limit on nodes, solutions or the objective was reached.</summary>
    OtherLimit,

    /// <summary>The caller's cancellation token or the session's disposal stopped the solve.</summary>
    Cancelled,

    /// <summary>The quadratic form is not positive semidefinite and this solver needs it to be.</summary>
    NonConvex,

    /// <summary>The solver gave up for numerical reasons.</summary>
    NumericalError,
}

/// <summary>What a returned primal or dual vector is.</summary>
public enum PointStatus
{
    /// <summary>No vector was returned.</summary>
    None,

    /// <summary>Feasible within the solver's tolerance.</summary>
    Feasible,

    /// <summary>Feasible within a looser tolerance.</summary>
    NearlyFeasible,

    /// <summary>The last iterate; not feasible, or not known to be.</summary>
    Infeasible,

    /// <summary>No point, but a certificate: <see cref="Solution.PrimalRay"/> or <see cref="Solution.DualRay"/>.</summary>
    Certificate,
}

/// <summary>Questions asked of a <see cref="TerminationStatus"/>.</summary>
public static class TerminationStatusExtensions
{
    /// <summary>True when a solution was found: optimal, almost optimal or locally optimal.</summary>
    public static bool IsSolved(this TerminationStatus status) =>
        status is TerminationStatus.Optimal or TerminationStatus.AlmostOptimal or TerminationStatus.LocallyOptimal;

    /// <summary>The status in the words of the command line's JSON contract: camel case, for example <c>optimal</c>.</summary>
    public static string ToWord(this TerminationStatus status) => CamelCase(status.ToString());

    /// <summary>The status in the words of the command line's JSON contract: camel case, for example <c>feasible</c>.</summary>
    public static string ToWord(this PointStatus status) => CamelCase(status.ToString());

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

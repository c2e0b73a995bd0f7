using Folding.Problems;

namespace Folding.Ipopt;

/// <summary>Ipopt's return codes in its own words and in ours.</summary>
internal static class IpoptStatus
{
    /// <summary>Ipopt's words for a code.</summary>
    public static string Text(ApplicationReturnStatus status) => status.ToString().Replace('_', ' ');

    /// <summary>
    /// Our termination for a code. For a convex program a local answer is a global one: a local solution is optimal, and
    /// a point where the violation of the constraints cannot be reduced any further proves that they contradict.
    /// </summary>
    /// <param name="status">The code.</param>
    /// <param name="convex">True when the problem is known to be convex.</param>
    public static TerminationStatus Termination(ApplicationReturnStatus status, bool convex) => status switch
    {
        ApplicationReturnStatus.Solve_Succeeded => convex ? TerminationStatus.Optimal : TerminationStatus.LocallyOptimal,
        ApplicationReturnStatus.Feasible_Point_Found => convex ? TerminationStatus.Optimal : TerminationStatus.LocallyOptimal,
        ApplicationReturnStatus.Solved_To_Acceptable_Level => TerminationStatus.AlmostOptimal,
        ApplicationReturnStatus.Infeasible_Problem_Detected => convex ? TerminationStatus.Infeasible : TerminationStatus.LocallyInfeasible,
        ApplicationReturnStatus.Diverging_Iterates => TerminationStatus.Unbounded,
        ApplicationReturnStatus.User_Requested_Stop => TerminationStatus.Cancelled,
        ApplicationReturnStatus.Maximum_Iterations_Exceeded => TerminationStatus.IterationLimit,
        ApplicationReturnStatus.Maximum_CpuTime_Exceeded => TerminationStatus.TimeLimit,
        ApplicationReturnStatus.Maximum_WallTime_Exceeded => TerminationStatus.TimeLimit,
        _ => TerminationStatus.NumericalError,
    };

    /// <summary>
    /// A second look by the residuals we computed. Ipopt gives up with several codes at points that are solved; those are
    /// <see cref="TerminationStatus.AlmostOptimal"/>. Infeasibility needs a violation to show. A "solution" that violates
    /// a row does so because the row was left out as a combination of others, which it therefore contradicts.
    /// </summary>
    public static TerminationStatus Judge(ApplicationReturnStatus status, TerminationStatus termination, KktResiduals residuals, IpoptOptions options) => status switch
    {
        ApplicationReturnStatus.Search_Direction_Becomes_Too_Small or ApplicationReturnStatus.Restoration_Failed or ApplicationReturnStatus.Error_In_Step_Computation
            when residuals.Dual is not null && residuals.WorstRelative <= options.AcceptableTolerance => TerminationStatus.AlmostOptimal,
        ApplicationReturnStatus.Infeasible_Problem_Detected
            when residuals.Primal <= options.ConstraintViolationTolerance => TerminationStatus.NumericalError,
        ApplicationReturnStatus.Solve_Succeeded or ApplicationReturnStatus.Solved_To_Acceptable_Level
            when residuals.RelativePrimal > options.ConstraintViolationTolerance => TerminationStatus.Infeasible,
        _ => termination,
    };
}

using Folding.Osqp.Native;
using Folding.Problems;

namespace Folding.Osqp;

/// <summary>OSQP's status in the words of <see cref="Solution"/>.</summary>
internal static class OsqpStatus
{
    /// <summary>The three statuses. Those of infeasible and unbounded problems hold only where the certificate proves it.</summary>
    public static (TerminationStatus Termination, PointStatus Primal, PointStatus Dual) Translate(osqp_status_type status) => status switch
    {
        osqp_status_type.OSQP_SOLVED => (TerminationStatus.Optimal, PointStatus.Feasible, PointStatus.Feasible),
        osqp_status_type.OSQP_SOLVED_INACCURATE => (TerminationStatus.AlmostOptimal, PointStatus.NearlyFeasible, PointStatus.NearlyFeasible),
        osqp_status_type.OSQP_PRIMAL_INFEASIBLE or osqp_status_type.OSQP_PRIMAL_INFEASIBLE_INACCURATE => (TerminationStatus.Infeasible, PointStatus.None, PointStatus.Certificate),
        osqp_status_type.OSQP_DUAL_INFEASIBLE or osqp_status_type.OSQP_DUAL_INFEASIBLE_INACCURATE => (TerminationStatus.Unbounded, PointStatus.Certificate, PointStatus.None),
        osqp_status_type.OSQP_MAX_ITER_REACHED => (TerminationStatus.IterationLimit, PointStatus.Infeasible, PointStatus.Infeasible),
        osqp_status_type.OSQP_TIME_LIMIT_REACHED => (TerminationStatus.TimeLimit, PointStatus.Infeasible, PointStatus.Infeasible),
        osqp_status_type.OSQP_SIGINT => (TerminationStatus.Cancelled, PointStatus.Infeasible, PointStatus.Infeasible),
        osqp_status_type.OSQP_NON_CVX => (TerminationStatus.NonConvex, PointStatus.None, PointStatus.None),
        _ => (TerminationStatus.NotSolved, PointStatus.None, PointStatus.None),
    };

    /// <summary>OSQP's words for a status.</summary>
    public static string Text(osqp_status_type status) => status switch
    {
        osqp_status_type.OSQP_SOLVED => "solved",
        osqp_status_type.OSQP_SOLVED_INACCURATE => "solved inaccurate",
        osqp_status_type.OSQP_PRIMAL_INFEASIBLE => "primal infeasible",
        osqp_status_type.OSQP_PRIMAL_INFEASIBLE_INACCURATE => "primal infeasible inaccurate",
        osqp_status_type.OSQP_DUAL_INFEASIBLE => "dual infeasible",
        osqp_status_type.OSQP_DUAL_INFEASIBLE_INACCURATE => "dual infeasible inaccurate",
        osqp_status_type.OSQP_MAX_ITER_REACHED => "maximum iterations reached",
        osqp_status_type.OSQP_TIME_LIMIT_REACHED => "run time limit reached",
        osqp_status_type.OSQP_NON_CVX => "problem non convex",
        osqp_status_type.OSQP_SIGINT => "interrupted",
        osqp_status_type.OSQP_UNSOLVED => "unsolved",
        _ => "unknown",
    };
}

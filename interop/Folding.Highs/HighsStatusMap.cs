using Folding.Problems;

namespace Folding.Highs;

/// <summary>HiGHS's model status in the vocabulary of <see cref="TerminationStatus"/>.</summary>
internal static class HighsStatusMap
{
    public static TerminationStatus ToTermination(HighsModelStatus status) => status switch
    {
        HighsModelStatus.Optimal => TerminationStatus.Optimal,
        HighsModelStatus.ModelEmpty => TerminationStatus.Optimal,
        HighsModelStatus.Infeasible => TerminationStatus.Infeasible,
        HighsModelStatus.Unbounded => TerminationStatus.Unbounded,
        HighsModelStatus.UnboundedOrInfeasible => TerminationStatus.InfeasibleOrUnbounded,
        HighsModelStatus.TimeLimit => TerminationStatus.TimeLimit,
        HighsModelStatus.IterationLimit => TerminationStatus.IterationLimit,
        HighsModelStatus.ObjectiveBound or HighsModelStatus.ObjectiveTarget or HighsModelStatus.SolutionLimit => TerminationStatus.OtherLimit,
        HighsModelStatus.Interrupt => TerminationStatus.Cancelled,
        HighsModelStatus.NotSet => TerminationStatus.NotSolved,
        _ => TerminationStatus.NumericalError,
    };

    /// <summary>What the solver says of a point, as a status of ours.</summary>
    public static PointStatus ToPoint(int solutionStatus, bool optimal) => (HighsPointStatus)solutionStatus switch
    {
        HighsPointStatus.Feasible => PointStatus.Feasible,
        HighsPointStatus.Infeasible => optimal ? PointStatus.NearlyFeasible : PointStatus.Infeasible,
        _ => PointStatus.None,
    };

    /// <summary>HiGHS's own words for its status.</summary>
    public static string Text(HighsModelStatus status) => status switch
    {
        HighsModelStatus.NotSet => "Not Set",
        HighsModelStatus.LoadError => "Load error",
        HighsModelStatus.ModelError => "Model error",
        HighsModelStatus.PresolveError => "Presolve error",
        HighsModelStatus.SolveError => "Solve error",
        HighsModelStatus.PostsolveError => "Postsolve error",
        HighsModelStatus.ModelEmpty => "Empty",
        HighsModelStatus.Optimal => "Optimal",
        HighsModelStatus.Infeasible => "Infeasible",
        HighsModelStatus.UnboundedOrInfeasible => "Primal infeasible or unbounded",
        HighsModelStatus.Unbounded => "Unbounded",
        HighsModelStatus.ObjectiveBound => "Bound on objective reached",
        HighsModelStatus.ObjectiveTarget => "Target for objective reached",
        HighsModelStatus.TimeLimit => "Time limit reached",
        HighsModelStatus.IterationLimit => "Iteration limit reached",
        HighsModelStatus.SolutionLimit => "Solution limit reached",
        HighsModelStatus.Interrupt => "Interrupted by user",
        _ => "Unknown",
    };
}

using Folding.Problems;

namespace Folding.SolverContract;

/// <summary>A problem and what is known about it. Every number is exact, or correct to the last digits of a double.</summary>
/// <param name="Name">Name in test reports and exclusions: lower case with underscores.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Termination">How a solver must end.</param>
public sealed record ContractCase<TProblem>(string Name, TProblem Problem, TerminationStatus Termination = TerminationStatus.Optimal)
    where TProblem : class, IProblem
{
    /// <summary>x; null where it is not unique or does not exist.</summary>
    public double[]? X { get; init; }

    /// <summary>y; null where it is not unique or does not exist.</summary>
    public double[]? Y { get; init; }

    /// <summary>Objective, constant included; null without a solution.</summary>
    public double? Objective { get; init; }

    /// <summary>One optimal x where it is not unique, to prove the objective; a solver may return any other.</summary>
    public double[]? SomeX { get; init; }

    /// <summary>One optimal y where it is not unique, to prove the objective; a solver may return any other.</summary>
    public double[]? SomeY { get; init; }

    /// <summary>A proof that the problem is infeasible; a solver may return any other.</summary>
    public double[]? DualRay { get; init; }

    /// <summary>A proof that the problem is unbounded; a solver may return any other.</summary>
    public double[]? PrimalRay { get; init; }

    /// <summary>Errors of x are measured against this; the larger of 1 and |x| unless the case is about small numbers.</summary>
    public double XScale { get => field > 0 ? field : Largest(X); init; }

    /// <summary>Errors of y are measured against this; the larger of 1 and |y| unless the case is about small numbers.</summary>
    public double YScale { get => field > 0 ? field : Largest(Y); init; }

    /// <summary>Whether the problem has an optimal solution.</summary>
    public bool HasSolution => Termination.IsSolved();

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static double Largest(double[]? values) => values is null or [] ? 1 : Math.Max(1, values.Max(Math.Abs));
}

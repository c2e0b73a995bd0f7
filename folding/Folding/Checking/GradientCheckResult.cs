using System.Collections.Immutable;

namespace Folding;

/// <summary>How one direction of a gradient check ended.</summary>
public enum CheckOutcome
{
    /// <summary>Gradient and central difference agree.</summary>
    Agrees,

    /// <summary>They do not.</summary>
    Disagrees,

    /// <summary>The active set changes within the smallest step: a central difference says nothing about a one-sided derivative.</summary>
    Kink,

    /// <summary>A perturbed problem has no solution, so there is no central difference.</summary>
    NoSolution,
}

/// <summary>One direction of a gradient check.</summary>
/// <param name="Block">Block of data that was moved: <c>P</c>, <c>q</c>, <c>A</c>, <c>bounds</c>.</param>
/// <param name="Gradient">Inner product of the gradient with the direction.</param>
/// <param name="FiniteDifference">Central difference of the loss, Richardson-extrapolated; null where there is none.</param>
/// <param name="Error">Relative disagreement of the two; null where there is no difference.</param>
/// <param name="AdjointError">Relative violation of ⟨g_x, dx⟩ + ⟨g_y, dy⟩ = ⟨gradient, direction⟩ between reverse and forward mode.</param>
/// <param name="Step">Step of the difference.</param>
/// <param name="Outcome">The verdict.</param>
public sealed record DirectionCheck(string Block, double Gradient, double? FiniteDifference, double? Error, double AdjointError, double Step, CheckOutcome Outcome);

/// <summary>Outcome of a gradient check.</summary>
/// <param name="Report">The gradient's own report.</param>
/// <param name="Directions">Every direction that was probed.</param>
public sealed record GradientCheckResult(GradientReport Report, ImmutableArray<DirectionCheck> Directions)
{
    /// <summary>Largest relative error over the directions that have a central difference; null where none has.</summary>
    public double? WorstError => Directions.Max(static d => d.Error);

    /// <summary>Largest violation of the adjoint identity.</summary>
    public double WorstAdjointError => Directions.Length == 0 ? 0 : Directions.Max(static d => d.AdjointError);

    /// <summary>True when no direction disagrees, at least one agrees, and reverse and forward mode satisfy the adjoint identity.</summary>
    public bool Passed => !Directions.Any(static d => d.Outcome == CheckOutcome.Disagrees)
        && Directions.Any(static d => d.Outcome == CheckOutcome.Agrees) && WorstAdjointError <= 1e-8;
}

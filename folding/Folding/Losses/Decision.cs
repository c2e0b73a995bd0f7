using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>What an oracle decides for a cost.</summary>
/// <param name="Termination">How the solve ended.</param>
/// <param name="X">The decision, length n; empty where there is none.</param>
/// <param name="Value">c'x, without the program's constant; 0 where there is no decision.</param>
public sealed record Decision(TerminationStatus Termination, ImmutableArray<double> X, double Value)
{
    /// <summary>Whether there is a decision.</summary>
    public bool IsSolved => Termination.IsSolved();
}

/// <summary>A true cost and the best decision for it: what a prediction is held against.</summary>
/// <param name="Cost">c, length n.</param>
/// <param name="X">x*(c).</param>
/// <param name="Value">z*(c) = c'x*(c).</param>
public sealed record DecisionTarget(ImmutableArray<double> Cost, ImmutableArray<double> X, double Value);

/// <summary>A decision loss at one prediction.</summary>
/// <param name="Value">The loss; 0 where a solve found no decision.</param>
/// <param name="Gradient">dLoss/dĉ, length n; zero where a solve found no decision.</param>
/// <param name="Termination">Optimal, or how the first solve ended that found no decision.</param>
public sealed record LossValue(double Value, ImmutableArray<double> Gradient, TerminationStatus Termination)
{
    /// <summary>Whether every solve found its decision.</summary>
    public bool IsDefined => Termination.IsSolved();

    internal static LossValue Of(double value, double[] gradient) => new(value, QuadraticData.Frozen(gradient), TerminationStatus.Optimal);

    internal static LossValue Undefined(Decision failed, int variableCount) => new(0, QuadraticData.Frozen(new double[variableCount]), failed.Termination);
}

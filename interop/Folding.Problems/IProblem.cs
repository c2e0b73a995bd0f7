namespace Folding.Problems;

/// <summary>What every optimization problem has. Problems are immutable; everything is a minimisation.</summary>
public interface IProblem
{
    /// <summary>Number of variables n: the length of a primal point.</summary>
    int VariableCount { get; }

    /// <summary>Number of rows m (constraints other than variable bounds).</summary>
    int ConstraintCount { get; }

    /// <summary>
    /// Length of a dual point: m for a <see cref="QuadraticProgram"/>; m + n for problems with variable bounds, whose
    /// bound multipliers follow the row multipliers as if the bounds were rows of an identity block.
    /// </summary>
    int DualCount { get; }

    /// <summary>Objective at a point, constant included.</summary>
    /// <param name="primal">A point of length <see cref="VariableCount"/>.</param>
    double ObjectiveAt(ReadOnlySpan<double> primal);

    /// <summary>Residuals of the Karush-Kuhn-Tucker conditions, computed in the same way for every solver.</summary>
    /// <param name="primal">A point of length <see cref="VariableCount"/>.</param>
    /// <param name="dual">Multipliers of length <see cref="DualCount"/> in the sign convention of <see cref="Solution.Dual"/>; empty where there are none.</param>
    KktResiduals ResidualsAt(ReadOnlySpan<double> primal, ReadOnlySpan<double> dual);
}

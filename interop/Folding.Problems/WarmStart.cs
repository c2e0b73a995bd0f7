using System.Collections.Immutable;

namespace Folding.Problems;

/// <summary>
/// A starting point taken from a <see cref="Solution"/> or made by hand. A solver uses what it can and ignores the rest:
/// OSQP x and y, HiGHS the basis (or x for a MIP), Ipopt x and the multipliers.
/// </summary>
public sealed record WarmStart
{
    /// <summary>x, length n; empty for none.</summary>
    public ImmutableArray<double> Primal { get; init; } = [];

    /// <summary>y, length <see cref="IProblem.DualCount"/>, in the sign convention of <see cref="Solution.Dual"/>; empty for none.</summary>
    public ImmutableArray<double> Dual { get; init; } = [];

    /// <summary>Simplex basis; null for none.</summary>
    public Basis? Basis { get; init; }
}

/// <summary>A simplex basis.</summary>
/// <param name="Columns">Status of each variable, length n.</param>
/// <param name="Rows">Status of each row, length m.</param>
public sealed record Basis(ImmutableArray<BasisStatus> Columns, ImmutableArray<BasisStatus> Rows);

/// <summary>Status of a variable or row in a simplex basis.</summary>
public enum BasisStatus
{
    /// <summary>Nonbasic at its lower bound (or fixed).</summary>
    AtLower,

    /// <summary>Basic.</summary>
    Basic,

    /// <summary>Nonbasic at its upper bound.</summary>
    AtUpper,

    /// <summary>Nonbasic, free, at zero.</summary>
    Zero,

    /// <summary>Nonbasic, bound not stated.</summary>
    Nonbasic,
}

namespace Folding.LinearAlgebra;

/// <summary>
/// Changes made to the diagonal during an LDL' factorization. The default changes nothing.
/// The factor then belongs to <c>K + diag(signs) Shift + E</c>, where E is diagonal and nonzero only at replaced pivots;
/// <see cref="IterativeRefinement"/> recovers the solution of <c>K x = b</c>.
/// </summary>
public readonly record struct LdlRegularization
{
    /// <summary>Static regularisation: <c>sign * Shift</c> is added to every diagonal entry; needs signs. Zero adds nothing.</summary>
    public double Shift { get; init; }

    /// <summary>
    /// Dynamic regularisation: a pivot of magnitude at most this is replaced by <c>sign * PivotReplacement</c>. Where the sign is
    /// unknown the pivot keeps its own (plus for zero).
    /// </summary>
    public double MinimumPivot { get; init; }

    /// <summary>
    /// Magnitude that replaces a pivot which is too small or has the wrong sign. Zero switches dynamic regularisation off.
    /// </summary>
    public double PivotReplacement { get; init; }

    /// <summary>
    /// A pivot of smaller magnitude, or of the wrong sign where signs are given, ends the factorization with <see cref="LdlOutcome.RefusedPivot"/>:
    /// what gets through needs no regularisation. Zero refuses none; excludes <see cref="PivotReplacement"/>.
    /// </summary>
    public double SmallestPivot { get; init; }

    internal void Validate(bool signsGiven, string name)
    {
        Check(Shift, nameof(Shift), name);
        Check(MinimumPivot, nameof(MinimumPivot), name);
        Check(PivotReplacement, nameof(PivotReplacement), name);
        Check(SmallestPivot, nameof(SmallestPivot), name);
        if (SmallestPivot > 0 && PivotReplacement > 0)
            throw new ArgumentException($"{nameof(SmallestPivot)} is {SmallestPivot:R} and {nameof(PivotReplacement)} is {PivotReplacement:R}; a small pivot can be refused or replaced, not both.", name);
        if (MinimumPivot > 0 && PivotReplacement == 0)
            throw new ArgumentException($"{nameof(MinimumPivot)} is {MinimumPivot:R} but {nameof(PivotReplacement)} is 0; say what replaces a small pivot.", name);
        if (Shift > 0 && !signsGiven)
            throw new ArgumentException($"{nameof(Shift)} is {Shift:R} but no signs are given; give +1 or -1 for every row.", name);
    }

    private static void Check(double value, string property, string name)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentException($"{property} is {value:R}; it must be finite and not negative.", name);
    }
}

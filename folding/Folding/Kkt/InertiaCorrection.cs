using Folding.LinearAlgebra;

namespace Folding;

/// <summary>
/// Factors the KKT matrix of a program that need not be convex,
/// <code>
/// [ W  A' ]
/// [ A  0  ],     inertia (variables, rows, 0) at a strict local minimiser with independent rows (Gould 1985)
/// </code>
/// without asking any single pivot for its sign. A static shift ±δ keeps the pivots away from zero; iterative refinement removes it. Where
/// the inertia is another one, ξI is added to W, ξ growing until it is right (Wächter and Biegler 2006, section 3.1): that changes the
/// matrix, and the caller has to say so.
/// </summary>
internal static class InertiaCorrection
{
    /// <summary>With a small shift rounding may turn the sign of a pivot of dependent rows; a hundred times more of it tells that from curvature.</summary>
    private const double LargerShift = 100;

    private const double FirstCurvature = 1e-4;
    private const double Growth = 8;
    private const double MostCurvature = 1e12;

    /// <summary>Factors an equilibrated matrix.</summary>
    /// <param name="factor">Its pattern holds the diagonal of W.</param>
    /// <param name="values">Values of the upper triangle; ξ is added to them.</param>
    /// <param name="signs">+1 for variables, −1 for rows.</param>
    /// <param name="variables">Order of W.</param>
    /// <param name="shift">δ to begin with.</param>
    /// <returns>What was added; null where nothing helps because entries overflow.</returns>
    public static AddedDiagonal? Factor(LdlFactor factor, double[] values, ReadOnlySpan<sbyte> signs, int variables, double shift)
    {
        if (HasRightInertia(factor, values, signs, variables, shift)) return new(shift, 0);
        shift *= LargerShift;
        if (HasRightInertia(factor, values, signs, variables, shift)) return new(shift, 0);
        var added = 0.0;
        for (var curvature = FirstCurvature; curvature <= MostCurvature; curvature *= Growth)
        {
            AddToDiagonal(factor.Symbolic.Pattern.ColumnPointers, values, variables, curvature - added);
            added = curvature;
            if (HasRightInertia(factor, values, signs, variables, shift)) return new(shift, curvature);
        }

        return null;
    }

    private static bool HasRightInertia(LdlFactor factor, double[] values, ReadOnlySpan<sbyte> signs, int variables, double shift) =>
        factor.Factor(values, signs, new LdlRegularization { Shift = shift }) == LdlOutcome.Factored && factor.Inertia.Positive == variables;

    private static void AddToDiagonal(ReadOnlySpan<int> columnPointers, double[] values, int variables, double curvature)
    {
        // The diagonal entry is the last of its column.
        for (var j = 0; j < variables; j++) values[columnPointers[j + 1] - 1] += curvature;
    }
}

/// <summary>What was added to the diagonal of an equilibrated KKT matrix.</summary>
/// <param name="Shift">±δ, whose effect refinement removes.</param>
/// <param name="Curvature">ξ on the variables, which stays; 0 where the inertia was right.</param>
internal readonly record struct AddedDiagonal(double Shift, double Curvature);

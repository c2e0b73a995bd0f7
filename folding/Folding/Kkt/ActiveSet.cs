using Folding.Problems;

namespace Folding;

/// <summary>Which bound of a row l ≤ a'x ≤ u binds.</summary>
public enum RowActivity : byte
{
    /// <summary>Neither.</summary>
    Inactive,

    /// <summary>The lower bound.</summary>
    Lower,

    /// <summary>The upper bound.</summary>
    Upper,

    /// <summary>Both: an equality row.</summary>
    Equality,
}

/// <summary>
/// Guesses the active set of a quadratic program from an inexact primal-dual point: a row is at its lower bound iff its
/// slack is smaller than its multiplier, <c>(a'x − l)/|a| &lt; −y|a|</c>, and likewise at its upper bound (the rule of
/// OSQP's polishing, Stellato et al. 2020, section 4, with rows normalised so that scaling a row changes nothing).
/// </summary>
public static class ActiveSet
{
    /// <summary>Relative width of [l, u] below which a row counts as an equality.</summary>
    private const double EqualityWidth = 1e-10;

    /// <summary>Slack and multiplier below this, relative to the row's scale, make an active or inactive row <em>weakly</em> so.</summary>
    private const double WeaknessTolerance = 1e-6;

    /// <summary>True for a row whose bounds coincide.</summary>
    public static bool IsEquality(double lower, double upper) =>
        double.IsFinite(upper) && upper - lower <= EqualityWidth * Math.Max(1, Math.Abs(upper));

    /// <summary>The active set at (x, y).</summary>
    /// <param name="problem">The program.</param>
    /// <param name="x">Primal point, length n.</param>
    /// <param name="y">Multipliers, length m.</param>
    /// <param name="normalizeRows">False to compare slack and multiplier as they stand.</param>
    /// <returns>One entry per row.</returns>
    public static RowActivity[] Identify(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool normalizeRows = true)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var rowValues = new double[problem.ConstraintCount];
        problem.A.Multiply(x, rowValues);
        var squares = SquaredRowNorms(problem.A);
        if (!normalizeRows) Array.Fill(squares, 1);
        var activity = new RowActivity[problem.ConstraintCount];
        for (var i = 0; i < activity.Length; i++)
        {
            double l = problem.Lower[i], u = problem.Upper[i], force = y[i] * squares[i];
            if (IsEquality(l, u)) activity[i] = RowActivity.Equality;
            else if (rowValues[i] - l < -force) activity[i] = RowActivity.Lower;
            else if (u - rowValues[i] < force) activity[i] = RowActivity.Upper;
        }

        return activity;
    }

    /// <summary>
    /// Rows that are neither clearly active nor clearly inactive: an inequality whose slack to a bound and whose
    /// multiplier are both small relative to their scales. The solution map has a kink there.
    /// </summary>
    internal static List<int> WeakRows(QuadraticProgram problem, ReadOnlySpan<double> rowValues, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var weak = new List<int>();
        var squares = SquaredRowNorms(problem.A);
        var lengthOfX = Vectors.MaxNorm(x);
        var force = Vectors.MaxNorm(problem.Q.AsSpan());
        for (var i = 0; i < rowValues.Length; i++) force = Math.Max(force, Math.Abs(y[i]) * Math.Sqrt(squares[i]));
        for (var i = 0; i < rowValues.Length; i++)
        {
            double l = problem.Lower[i], u = problem.Upper[i], norm = Math.Sqrt(squares[i]);
            if (IsEquality(l, u) || norm == 0) continue;
            var slack = Math.Min(Math.Abs(rowValues[i] - l), Math.Abs(u - rowValues[i]));
            if (slack <= WeaknessTolerance * norm * Math.Max(1, lengthOfX) && Math.Abs(y[i]) * norm <= WeaknessTolerance * force) weak.Add(i);
        }

        return weak;
    }

    /// <summary>Euclidean norm of each row of A.</summary>
    internal static double[] RowNorms(CscMatrix a)
    {
        var norms = SquaredRowNorms(a);
        for (var i = 0; i < norms.Length; i++) norms[i] = Math.Sqrt(norms[i]);
        return norms;
    }

    private static double[] SquaredRowNorms(CscMatrix a)
    {
        var squares = new double[a.Rows];
        var rows = a.Pattern.RowIndices;
        var values = a.Values;
        for (var k = 0; k < values.Length; k++) squares[rows[k]] += values[k] * values[k];
        return squares;
    }
}

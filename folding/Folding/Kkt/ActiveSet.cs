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

    /// <summary>
    /// Slack and multiplier below this, relative to the terms they are made of, make an active or inactive row
    /// <em>weakly</em> so. A kink that close is inside the step of any finite difference and of any training.
    /// </summary>
    private const double WeaknessTolerance = 1e-6;

    /// <summary>
    /// Below this, relative to the largest terms of the whole problem, a slack or a multiplier may be rounding: those of a
    /// refined point are wrong by about 1e-16 times the condition of the KKT matrix. Not less than what the refinement leaves undecided.
    /// </summary>
    private const double RoundingTolerance = 1e-8;

    /// <summary>What x is measured against where all of it is about zero.</summary>
    internal const double SmallestScale = 1e-3;

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
    /// multiplier are both small. The solution map has a kink there. The slack is measured against |a_ij x_j| and the bound,
    /// the multiplier's force a_ij y_i against the other terms of stationarity in x_j, so that the units of rows and variables
    /// decide nothing as long as rounding does not.
    /// </summary>
    internal static List<int> WeakRows(QuadraticPoint point)
    {
        var (problem, x, y) = (point.Problem, point.X, point.Y);
        double[] rowValues = point.RowValues, norms = point.RowNorms;
        double largestX = Vectors.MaxNorm(x), largestForce = Vectors.MaxNorm(problem.Q.AsSpan());
        for (var i = 0; i < norms.Length; i++)
        {
            var force = Math.Abs(y[i]) * norms[i];
            if (force > largestForce) largestForce = force;
        }

        var candidates = NotClearlyDecided(problem, rowValues, y, norms, largestX, largestForce, LargestEntry(problem.P, point.Convex));
        if (candidates.Count == 0) return candidates;
        var (terms, forceShare) = Terms(problem, x, y);
        var weak = new List<int>();
        foreach (var i in candidates)
        {
            var touches = Slack(problem, i, rowValues[i]) <= Math.Max(WeaknessTolerance * terms[i], RoundingTolerance * norms[i] * Math.Max(largestX, SmallestScale));
            var pushes = forceShare[i] > WeaknessTolerance && Math.Abs(y[i]) * norms[i] > RoundingTolerance * largestForce;
            if (touches && !pushes) weak.Add(i);
        }

        return weak;
    }

    /// <summary>
    /// The rows that bounds on the terms leave open: |a_ij x_j| ≤ |a_i| max|x|, |a_ij y_i| ≤ |a_i| |y_i|, and a force has at least the share
    /// |y_i| |a_i| / √(entries of the row) of the largest term there can be. Mostly none, and then nobody looks at single terms.
    /// </summary>
    private static List<int> NotClearlyDecided(
        QuadraticProgram problem, ReadOnlySpan<double> rowValues, ReadOnlySpan<double> y, ReadOnlySpan<double> norms, double largestX, double largestForce, double largestCurvature)
    {
        var largestTerm = Math.Max(largestForce, largestCurvature * largestX);
        int[]? entries = null;
        var open = new List<int>();
        for (var i = 0; i < rowValues.Length; i++)
        {
            if (norms[i] == 0 || IsEquality(problem.Lower[i], problem.Upper[i])) continue;
            if (Slack(problem, i, rowValues[i]) > WeaknessTolerance * norms[i] * Math.Max(largestX, SmallestScale)) continue;
            var force = Math.Abs(y[i]) * norms[i];
            if (force > RoundingTolerance * largestForce)
            {
                // No row has more entries than there are variables; mostly that is enough to know.
                if (force > WeaknessTolerance * largestTerm * Math.Sqrt(problem.VariableCount)) continue;
                if (force > WeaknessTolerance * largestTerm * Math.Sqrt((entries ??= RowCounts(problem.A.Pattern))[i])) continue;
            }

            open.Add(i);
        }

        return open;
    }

    /// <summary>Of a positive semidefinite matrix the largest entry stands on the diagonal.</summary>
    private static double LargestEntry(CscMatrix p, bool isSemidefinite)
    {
        if (!isSemidefinite) return Vectors.MaxNorm(p.Values);
        var pointers = p.Pattern.ColumnPointers;
        var largest = 0.0;
        for (var j = 0; j < p.Columns; j++)
        {
            if (pointers[j + 1] > pointers[j]) largest = Math.Max(largest, Math.Abs(p.Values[pointers[j + 1] - 1]));
        }

        return largest;
    }

    private static int[] RowCounts(SparsityPattern pattern)
    {
        var counts = new int[pattern.Rows];
        foreach (var row in pattern.RowIndices) counts[row]++;
        return counts;
    }

    private static double Slack(QuadraticProgram problem, int row, double value) =>
        Math.Min(Math.Abs(value - problem.Lower[row]), Math.Abs(problem.Upper[row] - value));

    /// <summary>Per row: the largest |a_ij x_j|, and the largest share of |a_ij y_i| in the terms |q_j|, |P_jk x_k|, |a_kj y_k| of stationarity in one x_j.</summary>
    private static (double[] RowTerms, double[] ForceShare) Terms(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double[] rowTerms = new double[problem.ConstraintCount], share = new double[problem.ConstraintCount], columnTerms = new double[problem.VariableCount];
        ReadOnlySpan<int> pStarts = problem.P.Pattern.ColumnPointers, pRows = problem.P.Pattern.RowIndices, aStarts = problem.A.Pattern.ColumnPointers, aRows = problem.A.Pattern.RowIndices;
        ReadOnlySpan<double> p = problem.P.Values, a = problem.A.Values;
        for (var j = 0; j < x.Length; j++)
        {
            columnTerms[j] = Math.Max(columnTerms[j], Math.Abs(problem.Q[j]));
            for (var k = pStarts[j]; k < pStarts[j + 1]; k++)
            {
                var (i, entry) = (pRows[k], Math.Abs(p[k]));
                columnTerms[j] = Math.Max(columnTerms[j], entry * Math.Abs(x[i]));
                columnTerms[i] = Math.Max(columnTerms[i], entry * Math.Abs(x[j]));
            }

            for (var k = aStarts[j]; k < aStarts[j + 1]; k++)
            {
                var (i, entry) = (aRows[k], Math.Abs(a[k]));
                rowTerms[i] = Math.Max(rowTerms[i], entry * Math.Abs(x[j]));
                columnTerms[j] = Math.Max(columnTerms[j], entry * Math.Abs(y[i]));
            }
        }

        for (var j = 0; j < x.Length; j++)
        {
            if (columnTerms[j] == 0) continue;
            for (var k = aStarts[j]; k < aStarts[j + 1]; k++) share[aRows[k]] = Math.Max(share[aRows[k]], Math.Abs(a[k] * y[aRows[k]]) / columnTerms[j]);
        }

        return (rowTerms, share);
    }

    /// <summary>y with zeros on inactive rows.</summary>
    internal static double[] Multipliers(RowActivity[] activity, ReadOnlySpan<double> y)
    {
        var active = y.ToArray();
        for (var i = 0; i < active.Length; i++)
        {
            if (activity[i] == RowActivity.Inactive) active[i] = 0;
        }

        return active;
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

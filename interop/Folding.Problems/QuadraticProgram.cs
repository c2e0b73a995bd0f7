using System.Collections.Immutable;

namespace Folding.Problems;

/// <summary>
/// The convex quadratic program in OSQP's form, the canonical form of this library:
/// <code>minimise 1/2 x'Px + q'x + constant   subject to   l ≤ Ax ≤ u</code>
/// with P symmetric positive semidefinite, given by its upper triangle. Infinite bounds are IEEE infinities; an equality
/// row has l = u. Stationarity reads <c>Px + q + A'y = 0</c>; y &gt; 0 at an upper bound, y &lt; 0 at a lower bound.
/// </summary>
public sealed class QuadraticProgram : IProblem
{
    /// <summary>Validates and copies the vectors; the matrices are shared, being immutable.</summary>
    /// <param name="p">Upper triangle of P, n x n. Convexity is not checked here.</param>
    /// <param name="q">Linear cost, length n.</param>
    /// <param name="a">Constraint matrix, m x n.</param>
    /// <param name="lower">Lower bounds of the rows, length m, -∞ allowed.</param>
    /// <param name="upper">Upper bounds of the rows, length m, +∞ allowed.</param>
    /// <param name="constant">Added to the objective.</param>
    /// <exception cref="ArgumentException">A size, a NaN, an infinite entry, an entry of P below the diagonal or l &gt; u; the message names it.</exception>
    public QuadraticProgram(
        CscMatrix p, ReadOnlySpan<double> q, CscMatrix a, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, double constant = 0)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(a);
        P = CheckedP(p, q.Length);
        Q = Guard.Finite(q, p.Columns, nameof(q));
        A = CheckedA(a, q.Length);
        (Lower, Upper) = Guard.Bounds(lower, upper, a.Rows, nameof(lower), nameof(upper), "row");
        Constant = double.IsFinite(constant) ? constant : throw new ArgumentException($"The objective constant is {constant}; it must be finite.", nameof(constant));
    }

    private QuadraticProgram(CscMatrix p, ImmutableArray<double> q, CscMatrix a, ImmutableArray<double> lower, ImmutableArray<double> upper, double constant)
    {
        P = p;
        Q = q;
        A = a;
        Lower = lower;
        Upper = upper;
        Constant = constant;
    }

    /// <summary>Upper triangle of the symmetric n x n matrix P.</summary>
    public CscMatrix P { get; }

    /// <summary>Linear cost q, length n.</summary>
    public ImmutableArray<double> Q { get; }

    /// <summary>Constraint matrix A, m x n.</summary>
    public CscMatrix A { get; }

    /// <summary>Lower bounds l of Ax, length m.</summary>
    public ImmutableArray<double> Lower { get; }

    /// <summary>Upper bounds u of Ax, length m.</summary>
    public ImmutableArray<double> Upper { get; }

    /// <summary>Constant of the objective.</summary>
    public double Constant { get; }

    /// <inheritdoc/>
    public int VariableCount => Q.Length;

    /// <inheritdoc/>
    public int ConstraintCount => Lower.Length;

    /// <inheritdoc/>
    public int DualCount => Lower.Length;

    /// <summary>The same problem with another linear cost; everything else is shared.</summary>
    public QuadraticProgram WithLinearCost(ReadOnlySpan<double> q) =>
        new(P, Guard.Finite(q, VariableCount, nameof(q)), A, Lower, Upper, Constant);

    /// <summary>The same problem with other bounds; everything else is shared.</summary>
    public QuadraticProgram WithBounds(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        var (l, u) = Guard.Bounds(lower, upper, ConstraintCount, nameof(lower), nameof(upper), "row");
        return new(P, Q, A, l, u, Constant);
    }

    /// <summary>The same problem with another P of the same size; everything else is shared.</summary>
    public QuadraticProgram WithP(CscMatrix p)
    {
        ArgumentNullException.ThrowIfNull(p);
        return new(CheckedP(p, VariableCount), Q, A, Lower, Upper, Constant);
    }

    /// <summary>The same problem with another A of the same size; everything else is shared.</summary>
    public QuadraticProgram WithA(CscMatrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        Guard.Size(a, ConstraintCount, VariableCount, nameof(a));
        return new(P, Q, CheckedA(a, VariableCount), Lower, Upper, Constant);
    }

    /// <summary>True when both problems have equal sizes and equal patterns of P and A, so that a session can go from one to the other.</summary>
    public bool HasStructureOf(QuadraticProgram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return P.Pattern.Equals(other.P.Pattern) && A.Pattern.Equals(other.A.Pattern);
    }

    /// <inheritdoc/>
    public double ObjectiveAt(ReadOnlySpan<double> primal)
    {
        Guard.Length(primal.Length, VariableCount, nameof(primal));
        var sum = Constant + 0.5 * P.QuadraticForm(primal);
        for (var j = 0; j < primal.Length; j++) sum += Q[j] * primal[j];
        return sum;
    }

    /// <inheritdoc/>
    public KktResiduals ResidualsAt(ReadOnlySpan<double> primal, ReadOnlySpan<double> dual) => KktResiduals.Of(this, primal, dual);

    /// <inheritdoc/>
    public override string ToString() => $"quadratic program, n = {VariableCount}, m = {ConstraintCount}, nnz(P) = {P.Pattern.Count}, nnz(A) = {A.Pattern.Count}";

    private static CscMatrix CheckedP(CscMatrix p, int n)
    {
        Guard.Size(p, n, n, nameof(p));
        if (!p.Pattern.IsUpperTriangular)
        {
            var (row, column, _) = p.Entries().First(static e => e.Row > e.Column);
            throw new ArgumentException($"P stores entry ({row}, {column}) below the diagonal; give the upper triangle only (the lower one is implied by symmetry).", nameof(p));
        }

        Guard.Finite(p, nameof(p));
        return p;
    }

    private static CscMatrix CheckedA(CscMatrix a, int n)
    {
        Guard.Size(a, a.Rows, n, nameof(a));
        Guard.Finite(a, nameof(a));
        return a;
    }
}

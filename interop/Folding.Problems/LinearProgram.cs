using System.Collections.Immutable;

namespace Folding.Problems;

/// <summary>
/// A linear program, with integrality a mixed-integer linear program:
/// <code>minimise c'x + constant   subject to   rowLower ≤ Ax ≤ rowUpper,  columnLower ≤ x ≤ columnUpper,  x_j integer for j in J</code>
/// A dual point has length m + n: row multipliers, then bound multipliers, in the sign convention of the equivalent
/// <see cref="QuadraticProgram"/> with A = [A; I] (stationarity <c>c + A'y_rows + y_bounds = 0</c>, positive at an upper bound).
/// </summary>
public sealed class LinearProgram : IProblem
{
    /// <summary>Validates and copies the vectors; the matrix is shared, being immutable.</summary>
    /// <param name="cost">c, length n.</param>
    /// <param name="a">A, m x n.</param>
    /// <param name="rowLower">Lower bounds of the rows, length m.</param>
    /// <param name="rowUpper">Upper bounds of the rows, length m.</param>
    /// <param name="columnLower">Lower bounds of the variables, length n.</param>
    /// <param name="columnUpper">Upper bounds of the variables, length n.</param>
    /// <param name="integerColumns">Indices of the integer variables, strictly increasing; empty for an LP.</param>
    /// <param name="constant">Added to the objective.</param>
    /// <exception cref="ArgumentException">A size, a NaN, an infinite entry, a lower bound above its upper bound or a bad index; the message names it.</exception>
    public LinearProgram(
        ReadOnlySpan<double> cost, CscMatrix a, ReadOnlySpan<double> rowLower, ReadOnlySpan<double> rowUpper,
        ReadOnlySpan<double> columnLower, ReadOnlySpan<double> columnUpper, ReadOnlySpan<int> integerColumns = default, double constant = 0)
    {
        ArgumentNullException.ThrowIfNull(a);
        Guard.Size(a, a.Rows, cost.Length, nameof(a));
        Guard.Finite(a, nameof(a));
        A = a;
        Cost = Guard.Finite(cost, cost.Length, nameof(cost));
        (RowLower, RowUpper) = Guard.Bounds(rowLower, rowUpper, a.Rows, nameof(rowLower), nameof(rowUpper), "row");
        (ColumnLower, ColumnUpper) = Guard.Bounds(columnLower, columnUpper, cost.Length, nameof(columnLower), nameof(columnUpper), "variable");
        var previous = -1;
        foreach (var j in integerColumns)
        {
            if (j <= previous || j >= cost.Length)
                throw new ArgumentException($"Integer column {j} follows {previous}; the indices must increase strictly within 0..{cost.Length - 1}.", nameof(integerColumns));
            previous = j;
        }

        IntegerColumns = [.. integerColumns];
        Constant = double.IsFinite(constant) ? constant : throw new ArgumentException($"The objective constant is {constant}; it must be finite.", nameof(constant));
    }

    private LinearProgram(LinearProgram like)
    {
        A = like.A;
        Cost = like.Cost;
        (RowLower, RowUpper, ColumnLower, ColumnUpper) = (like.RowLower, like.RowUpper, like.ColumnLower, like.ColumnUpper);
        IntegerColumns = like.IntegerColumns;
        Constant = like.Constant;
    }

    /// <summary>Cost c, length n.</summary>
    public ImmutableArray<double> Cost { get; private init; }

    /// <summary>Constraint matrix A, m x n.</summary>
    public CscMatrix A { get; private init; }

    /// <summary>Lower bounds of Ax, length m.</summary>
    public ImmutableArray<double> RowLower { get; private init; }

    /// <summary>Upper bounds of Ax, length m.</summary>
    public ImmutableArray<double> RowUpper { get; private init; }

    /// <summary>Lower bounds of x, length n.</summary>
    public ImmutableArray<double> ColumnLower { get; private init; }

    /// <summary>Upper bounds of x, length n.</summary>
    public ImmutableArray<double> ColumnUpper { get; private init; }

    /// <summary>Indices of the variables that must be integer, increasing.</summary>
    public ImmutableArray<int> IntegerColumns { get; private init; }

    /// <summary>Constant of the objective.</summary>
    public double Constant { get; }

    /// <summary>True when some variable must be integer.</summary>
    public bool HasIntegers => !IntegerColumns.IsEmpty;

    /// <inheritdoc/>
    public int VariableCount => Cost.Length;

    /// <inheritdoc/>
    public int ConstraintCount => RowLower.Length;

    /// <inheritdoc/>
    public int DualCount => RowLower.Length + Cost.Length;

    /// <summary>The same problem with another cost; everything else is shared.</summary>
    public LinearProgram WithCost(ReadOnlySpan<double> cost) => new(this) { Cost = Guard.Finite(cost, VariableCount, nameof(cost)) };

    /// <summary>The linear relaxation: the same problem without integrality.</summary>
    public LinearProgram WithoutIntegrality() => HasIntegers ? new(this) { IntegerColumns = [] } : this;

    /// <summary>The same problem with other row and variable bounds; everything else is shared.</summary>
    public LinearProgram WithBounds(ReadOnlySpan<double> rowLower, ReadOnlySpan<double> rowUpper, ReadOnlySpan<double> columnLower, ReadOnlySpan<double> columnUpper)
    {
        var rows = Guard.Bounds(rowLower, rowUpper, ConstraintCount, nameof(rowLower), nameof(rowUpper), "row");
        var columns = Guard.Bounds(columnLower, columnUpper, VariableCount, nameof(columnLower), nameof(columnUpper), "variable");
        return new(this) { RowLower = rows.Lower, RowUpper = rows.Upper, ColumnLower = columns.Lower, ColumnUpper = columns.Upper };
    }

    /// <summary>The same problem with another A of the same size; everything else is shared.</summary>
    public LinearProgram WithA(CscMatrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        Guard.Size(a, ConstraintCount, VariableCount, nameof(a));
        Guard.Finite(a, nameof(a));
        return new(this) { A = a };
    }

    /// <summary>True when both problems have equal sizes, patterns and integer columns, so that a session can go from one to the other.</summary>
    public bool HasStructureOf(LinearProgram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return A.Pattern.Equals(other.A.Pattern) && IntegerColumns.AsSpan().SequenceEqual(other.IntegerColumns.AsSpan());
    }

    /// <summary>
    /// The relaxation as a quadratic program with P = 0 and rows [A; I]; its multipliers have the same length and sign as
    /// this problem's (math: l = [rowLower; columnLower], u = [rowUpper; columnUpper]).
    /// </summary>
    public QuadraticProgram ToQuadratic() => new(
        CscMatrix.Zero(VariableCount, VariableCount), Cost.AsSpan(), CscMatrix.Stack(A, CscMatrix.Identity(VariableCount)),
        [.. RowLower, .. ColumnLower], [.. RowUpper, .. ColumnUpper], Constant);

    /// <inheritdoc/>
    public double ObjectiveAt(ReadOnlySpan<double> primal)
    {
        Guard.Length(primal.Length, VariableCount, nameof(primal));
        double sum = Constant;
        for (var j = 0; j < primal.Length; j++) sum += Cost[j] * primal[j];
        return sum;
    }

    /// <inheritdoc/>
    public KktResiduals ResidualsAt(ReadOnlySpan<double> primal, ReadOnlySpan<double> dual) => KktResiduals.Of(this, primal, dual);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(HasIntegers ? "mixed-integer linear program" : "linear program")}, n = {VariableCount}, m = {ConstraintCount}, nnz(A) = {A.Pattern.Count}" +
        (HasIntegers ? $", {IntegerColumns.Length} integer" : "");
}

using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>A tangent or gradient in the data space of a <see cref="LinearProgram"/>, on the same pattern.</summary>
public sealed class LinearData
{
    private readonly SparsityPattern? _pattern;
    private readonly QuadraticData? _stacked;
    private readonly SaddleDifference? _difference;
    private readonly LinearProgram? _problem;
    private CscMatrix? _a;
    private BoundBlocks? _bounds;

    /// <summary>Copies the blocks of a tangent.</summary>
    /// <param name="problem">The problem whose pattern the blocks share.</param>
    /// <param name="cost">Length n; empty for zero.</param>
    /// <param name="a">One number per stored entry of A; empty for zero.</param>
    /// <param name="rowLower">Length m; empty for zero.</param>
    /// <param name="rowUpper">Length m; empty for zero.</param>
    /// <param name="columnLower">Length n; empty for zero.</param>
    /// <param name="columnUpper">Length n; empty for zero.</param>
    /// <exception cref="ArgumentException">A length is wrong or an entry is not finite; the message names it.</exception>
    public LinearData(
        LinearProgram problem, ReadOnlySpan<double> cost = default, ReadOnlySpan<double> a = default, ReadOnlySpan<double> rowLower = default,
        ReadOnlySpan<double> rowUpper = default, ReadOnlySpan<double> columnLower = default, ReadOnlySpan<double> columnUpper = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        int n = problem.VariableCount, m = problem.ConstraintCount;
        Cost = Block(cost, n, "c");
        var pattern = problem.A.Pattern;
        _a = CscMatrix.Adopt(pattern, [.. Block(a, pattern.Count, "A")]);
        _bounds = new(
            Block(rowLower, m, "row lower bound"), Block(rowUpper, m, "row upper bound"),
            Block(columnLower, n, "column lower bound"), Block(columnUpper, n, "column upper bound"));
    }

    /// <summary>A gradient of which the blocks other than the cost are worked out when they are first asked for: most losses train the cost alone.</summary>
    internal LinearData(LinearProgram problem, SaddleDifference difference)
    {
        (_problem, _difference) = (problem, difference);
        Cost = QuadraticData.Frozen(difference.Cost);
    }

    private LinearData(LinearProgram problem, QuadraticData stacked)
    {
        var m = problem.ConstraintCount;
        _pattern = problem.A.Pattern;
        _stacked = stacked;
        Cost = stacked.Q;
        _bounds = new(stacked.Lower[..m], stacked.Upper[..m], stacked.Lower[m..], stacked.Upper[m..]);
    }

    /// <summary>Length n.</summary>
    public ImmutableArray<double> Cost { get; }

    /// <summary>On the pattern of A. A gradient multiplies it out when it is first asked for.</summary>
    public CscMatrix A => _a ??= _difference?.Products(SparsityPattern.Empty(Cost.Length, Cost.Length), _problem!.A.Pattern).OfA() ?? WithoutIdentity(_pattern!, _stacked!.A);

    /// <summary>Length m.</summary>
    public ImmutableArray<double> RowLower => Bounds.RowLower;

    /// <summary>Length m.</summary>
    public ImmutableArray<double> RowUpper => Bounds.RowUpper;

    /// <summary>Length n.</summary>
    public ImmutableArray<double> ColumnLower => Bounds.ColumnLower;

    /// <summary>Length n.</summary>
    public ImmutableArray<double> ColumnUpper => Bounds.ColumnUpper;

    private BoundBlocks Bounds => _bounds ??= BoundBlocks.Of(_problem!, _difference!);

    /// <summary>All zeros on the pattern of a problem.</summary>
    public static LinearData Zero(LinearProgram problem) => new(problem);

    /// <summary>The pairing of a gradient with a tangent.</summary>
    public double Inner(LinearData other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Vectors.Dot(Cost.AsSpan(), other.Cost.AsSpan()) + Vectors.Dot(A.Values, other.A.Values)
            + Vectors.Dot(RowLower.AsSpan(), other.RowLower.AsSpan()) + Vectors.Dot(RowUpper.AsSpan(), other.RowUpper.AsSpan())
            + Vectors.Dot(ColumnLower.AsSpan(), other.ColumnLower.AsSpan()) + Vectors.Dot(ColumnUpper.AsSpan(), other.ColumnUpper.AsSpan());
    }

    /// <summary>The problem moved by <paramref name="step"/> along this tangent.</summary>
    /// <exception cref="ArgumentException">The moved data are no problem.</exception>
    public LinearProgram Move(LinearProgram problem, double step)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new(
            Vectors.Sum(problem.Cost.AsSpan(), step, Cost.AsSpan()), problem.A.WithValues(Vectors.Sum(problem.A.Values, step, A.Values)),
            Vectors.Sum(problem.RowLower.AsSpan(), step, RowLower.AsSpan()), Vectors.Sum(problem.RowUpper.AsSpan(), step, RowUpper.AsSpan()),
            Vectors.Sum(problem.ColumnLower.AsSpan(), step, ColumnLower.AsSpan()), Vectors.Sum(problem.ColumnUpper.AsSpan(), step, ColumnUpper.AsSpan()),
            problem.IntegerColumns.AsSpan(), problem.Constant);
    }

    /// <summary>False where an entry overflowed.</summary>
    internal bool IsFinite => _stacked?.IsFinite ?? _difference?.IsFinite ?? double.IsFinite(Inner(this));

    /// <summary>Splits data of the equivalent quadratic program (rows [A; I]) back into this shape; the identity block is no datum.</summary>
    internal static LinearData FromQuadratic(LinearProgram problem, QuadraticData data) => new(problem, data);

    private static CscMatrix WithoutIdentity(SparsityPattern pattern, CscMatrix stacked)
    {
        var values = new double[pattern.Count];
        var next = 0;
        for (var j = 0; j < pattern.Columns; j++)
        {
            // Column j of [A; I] holds A's entries and then the identity's one.
            var start = stacked.Pattern.ColumnPointers[j];
            var end = stacked.Pattern.ColumnPointers[j + 1] - 1;
            for (var k = start; k < end; k++) values[next++] = stacked.Values[k];
        }

        return CscMatrix.Adopt(pattern, values);
    }

    /// <summary>The same tangent for the equivalent quadratic program.</summary>
    internal QuadraticData ToQuadratic(QuadraticProgram quadratic)
    {
        var values = new double[quadratic.A.Pattern.Count];
        var next = 0;
        for (var j = 0; j < quadratic.VariableCount; j++)
        {
            var start = quadratic.A.Pattern.ColumnPointers[j];
            var end = quadratic.A.Pattern.ColumnPointers[j + 1] - 1;
            for (var k = start; k < end; k++) values[k] = A.Values[next++];
        }

        return new(quadratic, q: Cost.AsSpan(), a: values, lower: [.. RowLower, .. ColumnLower], upper: [.. RowUpper, .. ColumnUpper]);
    }

    private static ImmutableArray<double> Block(ReadOnlySpan<double> values, int length, string name)
    {
        if (values.IsEmpty) return QuadraticData.Frozen(new double[length]);
        Vectors.RequireFinite(values, length, name);
        return [.. values];
    }

    private sealed record BoundBlocks(ImmutableArray<double> RowLower, ImmutableArray<double> RowUpper, ImmutableArray<double> ColumnLower, ImmutableArray<double> ColumnUpper)
    {
        public static BoundBlocks Of(LinearProgram problem, SaddleDifference difference)
        {
            var rows = difference.Bounds(problem.RowLower.AsSpan(), problem.RowUpper.AsSpan());
            var columns = difference.Bounds(problem.ColumnLower.AsSpan(), problem.ColumnUpper.AsSpan(), first: problem.ConstraintCount);
            return new(QuadraticData.Frozen(rows.Lower), QuadraticData.Frozen(rows.Upper), QuadraticData.Frozen(columns.Lower), QuadraticData.Frozen(columns.Upper));
        }
    }
}

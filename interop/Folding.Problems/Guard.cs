using System.Collections.Immutable;

namespace Folding.Problems;

/// <summary>Validation of problem data with messages that name the place and the value.</summary>
internal static class Guard
{
    public static ImmutableArray<double> Finite(ReadOnlySpan<double> values, int expectedLength, string name)
    {
        Length(values.Length, expectedLength, name);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"{name}[{i}] is {values[i]}; every entry must be finite.", name);
        }

        return [.. values];
    }

    public static void Finite(CscMatrix matrix, string name)
    {
        if (FirstNotFinite(matrix.Values) < 0) return;
        var (row, column, value) = matrix.Entries().First(static e => !double.IsFinite(e.Value));
        throw new ArgumentException($"{name}({row}, {column}) is {value}; every entry must be finite.", name);
    }

    public static void Length(int actual, int expected, string name)
    {
        if (actual != expected)
            throw new ArgumentException($"{name} has length {actual}; expected {expected}.", name);
    }

    public static void Size(CscMatrix matrix, int rows, int columns, string name)
    {
        if (matrix.Rows != rows || matrix.Columns != columns)
            throw new ArgumentException($"{name} is {matrix.Rows} x {matrix.Columns}; expected {rows} x {columns}.", name);
    }

    /// <summary>Checks l ≤ u, no NaN, no lower bound +∞, no upper bound −∞.</summary>
    public static (ImmutableArray<double> Lower, ImmutableArray<double> Upper) Bounds(
        ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, int expectedLength, string lowerName, string upperName, string what)
    {
        Length(lower.Length, expectedLength, lowerName);
        Length(upper.Length, expectedLength, upperName);
        for (var i = 0; i < lower.Length; i++)
        {
            double l = lower[i], u = upper[i];
            if (double.IsNaN(l)) throw new ArgumentException($"{lowerName}[{i}] is NaN; use a number or -Infinity.", lowerName);
            if (double.IsNaN(u)) throw new ArgumentException($"{upperName}[{i}] is NaN; use a number or Infinity.", upperName);
            if (double.IsPositiveInfinity(l)) throw new ArgumentException($"{lowerName}[{i}] is +Infinity; no point satisfies {what} {i}.", lowerName);
            if (double.IsNegativeInfinity(u)) throw new ArgumentException($"{upperName}[{i}] is -Infinity; no point satisfies {what} {i}.", upperName);
            if (l > u) throw new ArgumentException($"{lowerName}[{i}] = {l:R} exceeds {upperName}[{i}] = {u:R}; the bounds of {what} {i} contradict each other.", lowerName);
        }

        return ([.. lower], [.. upper]);
    }

    private static int FirstNotFinite(ReadOnlySpan<double> values)
    {
        for (var k = 0; k < values.Length; k++)
        {
            if (!double.IsFinite(values[k])) return k;
        }

        return -1;
    }
}

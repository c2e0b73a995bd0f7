using Folding.Problems;

namespace Folding.Highs;

/// <summary>
/// Units in which HiGHS sees a quadratic program: its active-set method, unlike its others, does not scale, and stops on
/// absolute tolerances. With powers of two D &gt; 0 (variables), E &gt; 0 (rows), τ (all variables) and σ (objective), x = τ D x̂ and
/// <code>P̂ = στ² D P D,  q̂ = στ D q,  Â = E A D,  l̂ = E l / τ,  û = E u / τ,  y = E ŷ / (στ).</code>
/// D and E balance [P A'; A 0] (Ruiz, RAL-TR-2001-034). Where all bounds are small, τ brings the largest to 1; where all entries
/// of P̂ and q̂ are, σ does. Neither scales down, which would push what is small beneath the tolerances. Powers of two: no
/// rounding.
/// </summary>
internal sealed class QuadraticScaling
{
    private const int Passes = 4;

    /// <summary>Where the largest entries of all rows and columns are within this factor of 1 there is nothing to balance.</summary>
    private const double Moderate = 32;

    /// <summary>Exponents stay within this, so that no product of them overflows.</summary>
    private const int Largest = 100;

    private readonly int[] _columns;
    private readonly int[] _rows;
    private readonly int _objective;

    /// <summary>Finds the units of a program.</summary>
    public QuadraticScaling(QuadraticProgram problem)
    {
        var (columns, rows) = Balance(problem);
        var size = 0.0;
        for (var i = 0; i < rows.Length; i++) size = Math.Max(size, Math.ScaleB(Math.Max(Finite(problem.Lower[i]), Finite(problem.Upper[i])), rows[i]));
        var unit = Math.Min(Exponent(size), 0);
        for (var j = 0; j < columns.Length; j++) columns[j] = Within(columns[j] + unit);
        for (var i = 0; i < rows.Length; i++) rows[i] = Within(rows[i] - unit);
        _columns = columns;
        _rows = rows;

        size = 0;
        foreach (var (i, j, value) in problem.P.Entries()) size = Math.Max(size, Math.ScaleB(Math.Abs(value), columns[i] + columns[j]));
        for (var j = 0; j < columns.Length; j++) size = Math.Max(size, Math.ScaleB(Math.Abs(problem.Q[j]), columns[j]));
        _objective = Math.Max(-Exponent(size), 0);
    }

    /// <summary>The program in these units.</summary>
    public QuadraticProgram Apply(QuadraticProgram problem)
    {
        var p = problem.P.Values.ToArray();
        ForEach(problem.P.Pattern, (k, i, j) => p[k] = Math.ScaleB(p[k], _objective + _columns[i] + _columns[j]));
        var a = problem.A.Values.ToArray();
        ForEach(problem.A.Pattern, (k, i, j) => a[k] = Math.ScaleB(a[k], _rows[i] + _columns[j]));
        var q = problem.Q.Select((value, j) => Math.ScaleB(value, _objective + _columns[j])).ToArray();
        var lower = problem.Lower.Select((value, i) => Math.ScaleB(value, _rows[i])).ToArray();
        var upper = problem.Upper.Select((value, i) => Math.ScaleB(value, _rows[i])).ToArray();
        return new(CscMatrix.Adopt(problem.P.Pattern, p), q, CscMatrix.Adopt(problem.A.Pattern, a), lower, upper, Math.ScaleB(problem.Constant, _objective));
    }

    /// <summary>x from x̂, in place.</summary>
    public void RestorePrimal(Span<double> x)
    {
        for (var j = 0; j < x.Length; j++) x[j] = Math.ScaleB(x[j], _columns[j]);
    }

    /// <summary>y from ŷ, in place.</summary>
    public void RestoreDual(Span<double> y)
    {
        for (var i = 0; i < y.Length; i++) y[i] = Math.ScaleB(y[i], _rows[i] - _objective);
    }

    /// <summary>True where the units are the same.</summary>
    public bool Equals(QuadraticScaling other) =>
        _objective == other._objective && _columns.AsSpan().SequenceEqual(other._columns) && _rows.AsSpan().SequenceEqual(other._rows);

    /// <summary>Exponents of D and E: each pass divides every row and column of [P A'; A 0] by the root of its largest entry.</summary>
    private static (int[] Columns, int[] Rows) Balance(QuadraticProgram problem)
    {
        var d = new double[problem.VariableCount];
        var e = new double[problem.ConstraintCount];
        Array.Fill(d, 1);
        Array.Fill(e, 1);
        double[] column = new double[d.Length], row = new double[e.Length];
        for (var pass = 0; pass < Passes; pass++)
        {
            Array.Clear(column);
            Array.Clear(row);
            var (p, a) = (problem.P, problem.A);
            ForEach(p.Pattern, (k, i, j) =>
            {
                var size = Math.Abs(p.Values[k]) * d[i] * d[j];
                column[i] = Math.Max(column[i], size);
                column[j] = Math.Max(column[j], size);
            });
            ForEach(a.Pattern, (k, i, j) =>
            {
                var size = Math.Abs(a.Values[k]) * e[i] * d[j];
                row[i] = Math.Max(row[i], size);
                column[j] = Math.Max(column[j], size);
            });
            if (pass == 0 && AreModerate(column) && AreModerate(row)) break;
            Divide(d, column);
            Divide(e, row);
        }

        return (Array.ConvertAll(d, Exponent), Array.ConvertAll(e, Exponent));
    }

    private static bool AreModerate(double[] sizes) => Array.TrueForAll(sizes, static size => size is 0 or (>= 1 / Moderate and <= Moderate));

    private static void Divide(double[] factors, double[] sizes)
    {
        for (var i = 0; i < factors.Length; i++)
        {
            if (sizes[i] > 0) factors[i] = Math.Clamp(factors[i] / Math.Sqrt(sizes[i]), 1e-30, 1e30);
        }
    }

    private static void ForEach(SparsityPattern pattern, Action<int, int, int> visit)
    {
        for (var j = 0; j < pattern.Columns; j++)
        {
            for (var k = pattern.ColumnPointers[j]; k < pattern.ColumnPointers[j + 1]; k++) visit(k, pattern.RowIndices[k], j);
        }
    }

    /// <summary>The nearest power of two's exponent; 0 for 0.</summary>
    private static int Exponent(double size) => size > 0 ? Within((int)Math.Round(Math.Log2(size))) : 0;

    private static int Within(int exponent) => Math.Clamp(exponent, -Largest, Largest);

    private static double Finite(double bound) => double.IsFinite(bound) ? Math.Abs(bound) : 0;
}

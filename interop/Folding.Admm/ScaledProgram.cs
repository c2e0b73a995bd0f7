using Folding.Problems;

namespace Folding.Admm;

/// <summary>
/// A quadratic program in units in which its rows and columns are of equal size (Ruiz 2001, as in OSQP):
/// <code>P̄ = c D P D,   q̄ = c D q,   Ā = E A D,   l̄ = E l,   ū = E u;    x = D x̄,   y = E ȳ / c</code>
/// D and E are found by repeatedly dividing every row and column of [P A'; A 0] by the root of its largest entry, c from the largest cost.
/// </summary>
internal sealed class ScaledProgram
{
    /// <summary>Rows and columns smaller than this are left alone.</summary>
    private const double Smallest = 1e-4;

    private ScaledProgram(CscMatrix p, CscMatrix a, double[] variables, double[] rows, double cost)
    {
        P = p;
        A = a;
        Variables = variables;
        Rows = rows;
        Cost = cost;
        Q = new double[variables.Length];
        Lower = new double[rows.Length];
        Upper = new double[rows.Length];
    }

    public CscMatrix P { get; }

    public CscMatrix A { get; }

    /// <summary>D.</summary>
    public double[] Variables { get; }

    /// <summary>E.</summary>
    public double[] Rows { get; }

    /// <summary>c.</summary>
    public double Cost { get; }

    public double[] Q { get; }

    public double[] Lower { get; }

    public double[] Upper { get; }

    public static ScaledProgram Of(QuadraticProgram problem, int rounds)
    {
        double[] d = Ones(problem.VariableCount), e = Ones(problem.ConstraintCount);
        double[] p = problem.P.Values.ToArray(), a = problem.A.Values.ToArray();
        double[] columnSizes = new double[d.Length], rowSizes = new double[e.Length];
        for (var round = 0; round < rounds; round++)
        {
            LargestEntries(problem, p, a, columnSizes, rowSizes);
            for (var j = 0; j < d.Length; j++) d[j] *= columnSizes[j] = Factor(columnSizes[j]);
            for (var i = 0; i < e.Length; i++) e[i] *= rowSizes[i] = Factor(rowSizes[i]);
            Multiply(problem.P.Pattern, p, columnSizes, columnSizes);
            Multiply(problem.A.Pattern, a, rowSizes, columnSizes);
        }

        var cost = 1.0;
        if (rounds > 0)
        {
            LargestEntries(problem, p, [], columnSizes, rowSizes);
            var largest = columnSizes.Length == 0 ? 0 : columnSizes.Average();
            for (var j = 0; j < d.Length; j++) largest = Math.Max(largest, Math.Abs(d[j] * problem.Q[j]));
            if (largest > 0) cost = 1 / largest;
            for (var k = 0; k < p.Length; k++) p[k] *= cost;
        }

        var scaled = new ScaledProgram(CscMatrix.Adopt(problem.P.Pattern, p), CscMatrix.Adopt(problem.A.Pattern, a), d, e, cost);
        scaled.SetVectors(problem);
        return scaled;
    }

    /// <summary>Takes q, l and u from a problem with the same matrices; the units stay.</summary>
    public void SetVectors(QuadraticProgram problem)
    {
        for (var j = 0; j < Q.Length; j++) Q[j] = Cost * Variables[j] * problem.Q[j];
        for (var i = 0; i < Rows.Length; i++)
        {
            Lower[i] = Rows[i] * problem.Lower[i];
            Upper[i] = Rows[i] * problem.Upper[i];
        }
    }

    /// <summary>x = D x̄.</summary>
    public double[] UnscaledPrimal(ReadOnlySpan<double> x)
    {
        var unscaled = new double[x.Length];
        for (var j = 0; j < unscaled.Length; j++) unscaled[j] = Variables[j] * x[j];
        return unscaled;
    }

    /// <summary>y = E ȳ / c.</summary>
    public double[] UnscaledDual(ReadOnlySpan<double> y)
    {
        var unscaled = new double[y.Length];
        for (var i = 0; i < unscaled.Length; i++) unscaled[i] = Rows[i] * y[i] / Cost;
        return unscaled;
    }

    private static double Factor(double size) => size < Smallest ? 1 : 1 / Math.Sqrt(size);

    private static void LargestEntries(QuadraticProgram problem, double[] p, double[] a, double[] columns, double[] rows)
    {
        Array.Clear(columns);
        Array.Clear(rows);
        ReadOnlySpan<int> starts = problem.P.Pattern.ColumnPointers, indices = problem.P.Pattern.RowIndices;
        for (var j = 0; j < columns.Length; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++)
            {
                var size = Math.Abs(p[k]);
                columns[j] = Math.Max(columns[j], size);
                columns[indices[k]] = Math.Max(columns[indices[k]], size);
            }
        }

        if (a.Length == 0) return;
        starts = problem.A.Pattern.ColumnPointers;
        indices = problem.A.Pattern.RowIndices;
        for (var j = 0; j < columns.Length; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++)
            {
                var size = Math.Abs(a[k]);
                columns[j] = Math.Max(columns[j], size);
                rows[indices[k]] = Math.Max(rows[indices[k]], size);
            }
        }
    }

    private static void Multiply(SparsityPattern pattern, double[] values, double[] rows, double[] columns)
    {
        ReadOnlySpan<int> starts = pattern.ColumnPointers, indices = pattern.RowIndices;
        for (var j = 0; j < columns.Length; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++) values[k] *= rows[indices[k]] * columns[j];
        }
    }

    private static double[] Ones(int length)
    {
        var ones = new double[length];
        Array.Fill(ones, 1);
        return ones;
    }
}

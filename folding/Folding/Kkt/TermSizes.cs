using System.Runtime.CompilerServices;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The largest terms that cancel in the optimality conditions at a point, which is what rounding is relative to. The largest
/// |P_ij x_j| over i is |x_j| times the largest |P_ij|, so one pass over the matrices serves any number of points.
/// </summary>
internal sealed class TermSizes
{
    private readonly double[] _quadratic; // largest |P_ij| of each variable, both triangles
    private readonly double[] _columns;   // largest |a_ij| of each column
    private readonly double[] _rows;      // largest |a_ij| of each row
    private readonly double _linear;

    public TermSizes(QuadraticProgram problem)
    {
        _quadratic = new double[problem.VariableCount];
        _columns = new double[problem.VariableCount];
        _rows = new double[problem.ConstraintCount];
        _linear = Vectors.MaxNorm(problem.Q.AsSpan());
        Collect(problem.P, _quadratic, _quadratic);
        Collect(problem.A, _rows, _columns);
    }

    /// <summary>The largest of |P_ij x_j|, |q_j| and |a_ij y_i|, and the largest |a_ij x_j|; 1 where all are zero.</summary>
    public (double Stationarity, double Feasibility) At(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double stationarity = _linear, feasibility = 0;
        for (var j = 0; j < x.Length; j++)
        {
            var size = Math.Abs(x[j]);
            stationarity = Math.Max(stationarity, _quadratic[j] * size);
            feasibility = Math.Max(feasibility, _columns[j] * size);
        }

        for (var i = 0; i < y.Length; i++) stationarity = Math.Max(stationarity, _rows[i] * Math.Abs(y[i]));

        // Where every term is zero so is every residual, except for a bound that is not: then 1 makes it count.
        return (stationarity == 0 ? 1 : stationarity, feasibility == 0 ? 1 : feasibility);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Collect(CscMatrix matrix, double[] byRow, double[] byColumn)
    {
        var pointers = matrix.Pattern.ColumnPointers;
        for (var j = 0; j < matrix.Columns; j++)
        {
            var rows = matrix.Pattern.RowIndices[pointers[j]..pointers[j + 1]];
            var values = matrix.Values.Slice(pointers[j], rows.Length);
            double largest = 0;
            for (var k = 0; k < rows.Length; k++)
            {
                var size = Math.Abs(values[k]);
                if (size > largest) largest = size;
                ref var ofRow = ref byRow[rows[k]];
                if (size > ofRow) ofRow = size;
            }

            if (largest > byColumn[j]) byColumn[j] = largest;
        }
    }
}

using Folding.Problems;

namespace Folding.Highs;

/// <summary>Takes the model out of a native instance, as a minimisation.</summary>
internal static unsafe class HighsModelReader
{
    /// <exception cref="InvalidDataException">Semi-continuous variables, or integer variables with a quadratic objective.</exception>
    public static IProblem Read(void* highs)
    {
        int n = HighsNative.Highs_getNumCol(highs), m = HighsNative.Highs_getNumRow(highs);
        int entries = HighsNative.Highs_getNumNz(highs), hessianEntries = HighsNative.Highs_getHessianNumNz(highs);
        double[] cost = new double[n], columnLower = new double[n], columnUpper = new double[n], rowLower = new double[m], rowUpper = new double[m];
        int[] starts = new int[n + 1], rows = new int[entries], hessianStarts = new int[n + 1], hessianRows = new int[hessianEntries], kinds = new int[n];
        double[] values = new double[entries], hessianValues = new double[hessianEntries];
        int columns, rowCount, nonzeros, hessianNonzeros = 0, sense;
        double constant;
        fixed (double* c = cost, cl = columnLower, cu = columnUpper, rl = rowLower, ru = rowUpper, v = values, hv = hessianValues)
        fixed (int* s = starts, r = rows, hs = hessianStarts, hr = hessianRows, k = kinds)
        {
            if (HighsNative.Highs_getModel(
                    highs, HighsConstants.ColumnWise, HighsConstants.HessianTriangular, &columns, &rowCount, &nonzeros, &hessianNonzeros, &sense,
                    &constant, c, cl, cu, rl, ru, s, r, v, hs, hr, hv, k) == HighsStatus.Error)
                throw new InvalidDataException("HiGHS does not give the model back.");
        }

        starts[n] = entries;
        hessianStarts[n] = hessianEntries;
        if (sense == HighsConstants.Maximize)
        {
            Negate(cost);
            Negate(hessianValues);
            constant = 0 - constant;
        }

        var integers = IntegerColumns(kinds);
        var a = CscMatrix.FromTriplets(m, n, Triplets(starts, rows, values));
        if (hessianEntries == 0) return new LinearProgram(cost, a, rowLower, rowUpper, columnLower, columnUpper, integers, constant);
        if (integers.Length > 0)
            throw new InvalidDataException($"a quadratic objective with {integers.Length} integer variables is not handled; make the objective linear or relax the variables.");

        // HiGHS stores the lower triangle and a zero for each missing diagonal entry.
        var p = CscMatrix.FromTriplets(n, n, Triplets(hessianStarts, hessianRows, hessianValues)
            .Where(static t => t.Value != 0).Select(static t => (t.Column, t.Row, t.Value)));
        var bounded = Enumerable.Range(0, n).Where(j => double.IsFinite(columnLower[j]) || double.IsFinite(columnUpper[j])).ToArray();
        var bounds = CscMatrix.FromTriplets(bounded.Length, n, bounded.Select(static (j, i) => (i, j, 1.0)));
        return new QuadraticProgram(
            p, cost, CscMatrix.Stack(a, bounds),
            [.. rowLower, .. bounded.Select(j => columnLower[j])], [.. rowUpper, .. bounded.Select(j => columnUpper[j])], constant);
    }

    private static int[] IntegerColumns(int[] kinds)
    {
        for (var j = 0; j < kinds.Length; j++)
        {
            if ((HighsVariableType)kinds[j] is HighsVariableType.SemiContinuous or HighsVariableType.SemiInteger)
                throw new InvalidDataException($"variable {j} is semi-continuous, which is not handled; model it with a binary variable.");
        }

        return [.. Enumerable.Range(0, kinds.Length).Where(j => kinds[j] != (int)HighsVariableType.Continuous)];
    }

    private static IEnumerable<(int Row, int Column, double Value)> Triplets(int[] starts, int[] rows, double[] values)
    {
        for (var j = 0; j + 1 < starts.Length; j++)
        {
            for (var k = starts[j]; k < starts[j + 1]; k++) yield return (rows[k], j, values[k]);
        }
    }

    private static void Negate(double[] values)
    {
        for (var i = 0; i < values.Length; i++) values[i] = 0 - values[i];
    }
}

using Folding.Problems;

namespace Folding;

/// <summary>
/// The gradient of the optimal value (envelope theorem): the partial derivatives of the Lagrangian
/// <c>L = 1/2 x'Px + q'x + y'Ax − u'y+ + l'y−</c>, that is dP = xx'/2, dq = x, dA = yx', du = −y+, dl = y−.
/// </summary>
internal static class ValueGradients
{
    public static QuadraticData Of(QuadraticProgram problem, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var p = new double[problem.P.Pattern.Count];
        var a = new double[problem.A.Pattern.Count];
        for (var j = 0; j < problem.VariableCount; j++)
        {
            for (var k = problem.P.Pattern.ColumnPointers[j]; k < problem.P.Pattern.ColumnPointers[j + 1]; k++)
            {
                var i = problem.P.Pattern.RowIndices[k];
                // A stored off-diagonal entry stands for two of the full matrix.
                p[k] = (i == j ? 0.5 : 1) * x[i] * x[j];
            }

            for (var k = problem.A.Pattern.ColumnPointers[j]; k < problem.A.Pattern.ColumnPointers[j + 1]; k++)
                a[k] = y[problem.A.Pattern.RowIndices[k]] * x[j];
        }

        double[] lower = new double[y.Length], upper = new double[y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            if (y[i] > 0 && double.IsFinite(problem.Upper[i])) upper[i] = -y[i];
            if (y[i] < 0 && double.IsFinite(problem.Lower[i])) lower[i] = -y[i];
        }

        return new(CscMatrix.Adopt(problem.P.Pattern, p), [.. x], CscMatrix.Adopt(problem.A.Pattern, a), QuadraticData.Frozen(lower), QuadraticData.Frozen(upper));
    }
}

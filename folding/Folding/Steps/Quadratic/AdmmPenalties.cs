using Folding.Problems;

namespace Folding;

/// <summary>Penalties ρ of the ADMM step, one per row, in units of curvature per squared norm of the row.</summary>
internal static class AdmmPenalties
{
    /// <summary>How much stiffer than the curvature an active row is, and how much softer an inactive one.</summary>
    private const double Contrast = 1e4;

    /// <summary>Mean diagonal entry of P; 1 for a linear program.</summary>
    public static double Curvature(QuadraticProgram problem)
    {
        var p = problem.P;
        double sum = 0;
        var count = 0;
        for (var j = 0; j < p.Columns; j++)
        {
            var end = p.Pattern.ColumnPointers[j + 1];
            if (end == p.Pattern.ColumnPointers[j] || p.Pattern.RowIndices[end - 1] != j || p.Values[end - 1] <= 0) continue;
            sum += p.Values[end - 1];
            count++;
        }

        return count == 0 ? 1 : sum / count;
    }

    public static double[] Uniform(QuadraticProgram problem, double rho)
    {
        var penalties = new double[problem.ConstraintCount];
        Array.Fill(penalties, rho);
        return penalties;
    }

    /// <summary>Stiff where the solution rests on the row, soft elsewhere.</summary>
    public static double[] ByActivity(QuadraticPoint point, double curvature, double contrast = Contrast)
    {
        var activity = point.Activity;
        var penalties = (double[])point.RowNorms.Clone();
        for (var i = 0; i < penalties.Length; i++)
        {
            var perRow = curvature / (penalties[i] > 0 ? penalties[i] * penalties[i] : 1);
            penalties[i] = activity[i] == RowActivity.Inactive ? perRow / contrast : perRow * contrast;
        }

        return penalties;
    }

    /// <summary>The same contrast and less, and one penalty for all rows.</summary>
    public static IEnumerable<double[]> Candidates(QuadraticPoint point, double curvature)
    {
        foreach (var contrast in (double[])[1e2, 1e3, 1e4, 1e5]) yield return ByActivity(point, curvature, contrast);
        foreach (var scale in (double[])[0.1, 1, 10]) yield return ByActivity(point, scale * curvature, contrast: 1);
    }
}

namespace Folding.Problems;

/// <summary>
/// How far a ray is from proving infeasibility or unboundedness, relative to its size; at most a small tolerance for a
/// certificate that proves what it says, <see cref="double.PositiveInfinity"/> for one that proves nothing.
/// </summary>
public static class CertificateCheck
{
    /// <summary>
    /// Farkas: A'y = 0 and u'y+ − l'y− &lt; 0, with y pointing only at finite bounds. Returns |A'y| (and entries at
    /// infinite bounds) over the size of the negative support value.
    /// </summary>
    public static double Infeasibility(QuadraticProgram problem, ReadOnlySpan<double> dualRay)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Guard.Length(dualRay.Length, problem.ConstraintCount, nameof(dualRay));
        var error = 0.0;
        var support = 0.0;
        for (var i = 0; i < dualRay.Length; i++)
        {
            if (dualRay[i] == 0) continue;
            var bound = dualRay[i] > 0 ? problem.Upper[i] : problem.Lower[i];
            if (double.IsFinite(bound)) support += bound * dualRay[i];
            else error = Math.Max(error, Math.Abs(dualRay[i]));
        }

        var product = new double[problem.VariableCount];
        problem.A.AddTransposedMultiply(dualRay, product);
        foreach (var value in product) error = Math.Max(error, Math.Abs(value));
        return support < 0 && double.IsFinite(error) ? error / -support : double.PositiveInfinity;
    }

    /// <summary>Farkas multipliers of the relaxation of a linear program, length m + n.</summary>
    public static double Infeasibility(LinearProgram problem, ReadOnlySpan<double> dualRay)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Infeasibility(problem.ToQuadratic(), dualRay);
    }

    /// <summary>
    /// Unboundedness: Pd = 0, q'd &lt; 0, (Ad)_i ≤ 0 where u_i is finite and ≥ 0 where l_i is. Returns the largest violation over |q'd|.
    /// </summary>
    public static double Unboundedness(QuadraticProgram problem, ReadOnlySpan<double> primalRay)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Guard.Length(primalRay.Length, problem.VariableCount, nameof(primalRay));
        var pd = new double[problem.VariableCount];
        problem.P.MultiplySymmetric(primalRay, pd);
        var ad = new double[problem.ConstraintCount];
        problem.A.Multiply(primalRay, ad);
        double error = 0, slope = 0;
        for (var j = 0; j < pd.Length; j++)
        {
            error = Math.Max(error, Math.Abs(pd[j]));
            slope += problem.Q[j] * primalRay[j];
        }

        for (var i = 0; i < ad.Length; i++)
        {
            if (double.IsFinite(problem.Upper[i])) error = Math.Max(error, ad[i]);
            if (double.IsFinite(problem.Lower[i])) error = Math.Max(error, -ad[i]);
        }

        return slope < 0 && double.IsFinite(error) ? error / -slope : double.PositiveInfinity;
    }

    /// <summary>An unbounded direction of the relaxation of a linear program, length n.</summary>
    public static double Unboundedness(LinearProgram problem, ReadOnlySpan<double> primalRay)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Unboundedness(problem.ToQuadratic(), primalRay);
    }
}

using Folding.Problems;

namespace Folding.Admm;

/// <summary>How far (x, z, y) is from optimal, in the units of the problem.</summary>
/// <param name="Primal">Largest |Ax − z|.</param>
/// <param name="PrimalScale">Largest of |Ax| and |z|.</param>
/// <param name="Dual">Largest |Px + q + A'y|.</param>
/// <param name="DualScale">Largest of |Px|, |q| and |A'y|.</param>
/// <param name="Gap">|x'Px + q'x + u'y⁺ − l'y⁻|.</param>
/// <param name="GapScale">Largest of its terms.</param>
internal readonly record struct AdmmResiduals(double Primal, double PrimalScale, double Dual, double DualScale, double Gap, double GapScale)
{
    public double RelativePrimal => Primal / Math.Max(PrimalScale, 1e-10);

    public double RelativeDual => Dual / Math.Max(DualScale, 1e-10);

    public bool IsFinite => double.IsFinite(Primal + Dual + Gap);

    /// <summary>Whether all three are within eps_abs + eps_rel times their scale, both times a factor.</summary>
    public bool AreWithin(AdmmOptions options, double loosening) =>
        Primal <= loosening * (options.AbsoluteTolerance + (options.RelativeTolerance * PrimalScale))
        && Dual <= loosening * (options.AbsoluteTolerance + (options.RelativeTolerance * DualScale))
        && Gap <= loosening * (options.AbsoluteTolerance + (options.RelativeTolerance * GapScale));

    public static AdmmResiduals Of(AdmmIteration at)
    {
        var program = at.Program;
        double[] px = new double[at.X.Length], aty = new double[at.X.Length], ax = new double[at.Z.Length];
        program.P.MultiplySymmetric(at.X, px);
        program.A.AddTransposedMultiply(at.Y, aty);
        program.A.Multiply(at.X, ax);
        double primal = 0, primalScale = 0, dual = 0, dualScale = 0, quadratic = 0, linear = 0, support = 0;
        for (var i = 0; i < ax.Length; i++)
        {
            var unit = 1 / program.Rows[i];
            primal = Largest(primal, unit * (ax[i] - at.Z[i]));
            primalScale = Math.Max(primalScale, unit * Math.Max(Math.Abs(ax[i]), Math.Abs(at.Z[i])));
            // y is exactly zero where z is off its bounds, and points at a finite one elsewhere, up to rounding.
            var bound = at.Y[i] > 0 ? program.Upper[i] : program.Lower[i];
            if (at.Y[i] != 0 && double.IsFinite(bound)) support += bound * at.Y[i];
        }

        for (var j = 0; j < px.Length; j++)
        {
            var unit = 1 / (program.Cost * program.Variables[j]);
            dual = Largest(dual, unit * (px[j] + program.Q[j] + aty[j]));
            dualScale = Math.Max(dualScale, unit * Math.Max(Math.Abs(px[j]), Math.Max(Math.Abs(program.Q[j]), Math.Abs(aty[j]))));
            quadratic += px[j] * at.X[j];
            linear += program.Q[j] * at.X[j];
        }

        var gap = Math.Abs(quadratic + linear + support) / program.Cost;
        var gapScale = Math.Max(Math.Abs(quadratic), Math.Max(Math.Abs(linear), Math.Abs(support))) / program.Cost;
        return new(primal, primalScale, dual, dualScale, gap, gapScale);
    }

    // A NaN must surface, not be skipped by a comparison.
    private static double Largest(double largest, double value) => double.IsNaN(value) ? double.NaN : Math.Max(largest, Math.Abs(value));
}

using Folding.Problems;

namespace Folding.Admm;

/// <summary>
/// Proofs that a problem has no solution: the differences of successive iterates converge to them (Banjac, Goulart, Stellato, Boyd 2019).
/// A difference counts once <see cref="CertificateCheck"/> accepts it.
/// </summary>
internal static class AdmmCertificates
{
    /// <summary>Differences below this, in the units of the iteration, are the rounding of a converged iterate.</summary>
    private const double SmallestDifference = 1e-10;

    /// <summary>Farkas multipliers from y⁺ − y; null where they prove nothing yet.</summary>
    public static double[]? Infeasibility(QuadraticProgram problem, AdmmIteration at, double tolerance)
    {
        if (Difference(at.Y, at.PreviousY) is not { } difference) return null;
        var ray = at.Program.UnscaledDual(difference);
        for (var i = 0; i < ray.Length; i++)
        {
            if ((ray[i] > 0 && double.IsPositiveInfinity(problem.Upper[i])) || (ray[i] < 0 && double.IsNegativeInfinity(problem.Lower[i]))) ray[i] = 0;
        }

        return Normalise(ray) && CertificateCheck.Infeasibility(problem, ray) <= tolerance ? ray : null;
    }

    /// <summary>An unbounded direction from x⁺ − x; null where it proves nothing yet.</summary>
    public static double[]? Unboundedness(QuadraticProgram problem, AdmmIteration at, double tolerance)
    {
        if (Difference(at.X, at.PreviousX) is not { } difference) return null;
        var ray = at.Program.UnscaledPrimal(difference);
        return Normalise(ray) && CertificateCheck.Unboundedness(problem, ray) <= tolerance ? ray : null;
    }

    private static double[]? Difference(double[] now, double[] before)
    {
        var difference = new double[now.Length];
        double largest = 0;
        for (var i = 0; i < now.Length; i++) largest = Math.Max(largest, Math.Abs(difference[i] = now[i] - before[i]));
        return largest > SmallestDifference ? difference : null;
    }

    /// <summary>Scales the ray to a largest entry of 1; false where it is zero or not finite.</summary>
    private static bool Normalise(double[] ray)
    {
        var largest = 0.0;
        foreach (var value in ray) largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0 || !double.IsFinite(largest)) return false;
        for (var i = 0; i < ray.Length; i++) ray[i] /= largest;
        return true;
    }
}

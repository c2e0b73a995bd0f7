using Folding.Problems;

namespace Folding;

/// <summary>
/// Whether the solution (x, y) of a perturbed program lies on the branch of the solution (x*, y*): near it, or such that on the way from x* to x
/// <c>L(·, y*)</c> of the program rises and <c>L(·, y)</c> of the perturbed one falls, as both do in every convex program. A hill between two valleys
/// breaks one of them, also where the perturbation has filled a valley up.
/// </summary>
internal sealed class LocalBranch(NonlinearProgram program, double[] x, double[] y)
{
    /// <summary>Largest distance that needs no further argument, relative to the largest entry of x* or 1.</summary>
    private const double Near = 1e-3;

    private const int Samples = 32;

    /// <summary>Of the sum of the magnitudes of the terms of L: rises and falls below it are rounding, or the solver's error in y.</summary>
    private const double Flat = 1e-7;

    public bool LeadsTo(NonlinearProgram perturbed, double[] there, double[] multipliers)
    {
        var way = Vectors.Sum(there, -1, x);
        if (Vectors.MaxNorm(way) <= Near * Math.Max(1, Vectors.MaxNorm(x))) return true;
        var (here, end) = (LagrangianAt(program, x, y), LagrangianAt(perturbed, x, multipliers));
        for (var k = 1; k <= Samples; k++)
        {
            var between = Vectors.Sum(x, (double)k / Samples, way);
            var (rising, falling) = (LagrangianAt(program, between, y), LagrangianAt(perturbed, between, multipliers));
            // Written so that a NaN is no branch.
            if (!(rising.Value >= here.Value - (Flat * rising.Size) && falling.Value <= end.Value + (Flat * falling.Size))) return false;
            (here, end) = (rising, falling);
        }

        return true;
    }

    /// <summary>f + λ'g + z'x, and the sum of the magnitudes of its terms.</summary>
    private static (double Value, double Size) LagrangianAt(NonlinearProgram program, double[] x, double[] y)
    {
        var rows = new double[y.Length];
        program.Constraints(x, rows.AsSpan(0, program.ConstraintCount));
        x.CopyTo(rows, program.ConstraintCount);
        double value = program.ObjectiveAt(x), size = Math.Abs(value);
        for (var i = 0; i < y.Length; i++)
        {
            value += y[i] * rows[i];
            size += Math.Abs(y[i] * rows[i]);
        }

        return (value, size);
    }
}

using Folding.Problems;

namespace Folding;

/// <summary>A problem around its solution z* = (x*, y*), to be solved again with perturbed data. Thread-safe.</summary>
/// <typeparam name="TData">The data space.</typeparam>
internal abstract class PerturbedOracle<TData>
    where TData : class
{
    /// <summary>z* itself.</summary>
    public abstract Displacement Here { get; }

    /// <summary>|q|, the size to which a seed is compared.</summary>
    public abstract double CostNorm { get; }

    /// <summary>Whether x* is piecewise constant in the cost, so that small perturbations say nothing.</summary>
    public abstract bool IsLinear { get; }

    /// <summary>
    /// Relative accuracy of the solutions where they move smoothly but not linearly, so that a short step loses digits and a long one is biased;
    /// null where they move piecewise linearly.
    /// </summary>
    public virtual double? Accuracy => null;

    /// <summary>What a gradient can claim inside one linear piece.</summary>
    public virtual TrustLevel TrustInsidePiece => TrustLevel.Approximate;

    /// <summary>Whether a seed on y has a meaning.</summary>
    public virtual bool HasDual => true;

    /// <summary>
    /// From z* to the saddle point of the problem with <c>q + t g_x</c> and <c>l, u − t g_y</c>, augmented as the method says.
    /// </summary>
    public abstract Displacement Perturb(double t, ReadOnlySpan<double> gx, ReadOnlySpan<double> gy);

    /// <summary>From z* to the solution of the problem moved by a step along a direction of its data; null where the moved data are no problem.</summary>
    public abstract Displacement? Move(TData direction, double step);

    /// <summary>The ratio of the sizes of data and direction, the smallest over the blocks that move.</summary>
    public abstract double ScaleOf(TData direction);

    /// <summary>(∂L(z* + a) − ∂L(z* + b))/span, by the data.</summary>
    public abstract TData Difference(Displacement a, Displacement b, double span);

    /// <summary>The largest τ such that no row becomes active or inactive at +τ nor, where asked for, at −τ; null where it is not known.</summary>
    public virtual double? Breakpoint(ReadOnlySpan<double> gx, ReadOnlySpan<double> gy, bool plus, bool minus) => null;
}

/// <summary>Where a re-solve came out, as seen from z*.</summary>
/// <param name="Termination">How it ended; the rest means something where it is solved.</param>
/// <param name="X">x − x*, length n; empty where there is no point.</param>
/// <param name="Y">y − y*, length of the dual point.</param>
/// <param name="IsSamePiece">Certified to have the active set of z*.</param>
/// <param name="Iterations">Of the solver.</param>
/// <param name="IsSolvedAgain">False where the answer was known without asking the solver.</param>
internal sealed record Displacement(TerminationStatus Termination, double[] X, double[] Y, bool IsSamePiece = false, long Iterations = 0, bool IsSolvedAgain = false)
{
    /// <summary>Whether there is a solution.</summary>
    public bool IsSolved => Termination.IsSolved() && !IsOtherBranch;

    /// <summary>Whether the solver jumped to another local solution, whose difference from z* is no movement.</summary>
    public bool IsOtherBranch { get; init; }

    /// <summary>Whether a smaller perturbation may have a solution where this one has none: time and cancellation are no such reasons.</summary>
    public bool MayBeMended => Termination is not (TerminationStatus.TimeLimit or TerminationStatus.Cancelled or TerminationStatus.IterationLimit or TerminationStatus.OtherLimit);

    private static Displacement _none = new(TerminationStatus.Optimal, [], [], IsSamePiece: true);

    /// <summary>z* itself. One block of zeros serves all problems of a size: nobody writes into a displacement.</summary>
    public static Displacement None(int variableCount, int dualCount)
    {
        var none = _none;
        if (none.X.Length != variableCount || none.Y.Length != dualCount) _none = none = none with { X = new double[variableCount], Y = new double[dualCount] };
        return none;
    }

    /// <summary>A re-solve without an answer.</summary>
    public static Displacement Failed(Solution solution) => new(
        // A solver that says optimal and gives no multipliers where the gradient needs them has not answered.
        solution.IsSolved ? TerminationStatus.NumericalError : solution.Termination, [], [], Iterations: solution.Statistics.Iterations, IsSolvedAgain: true);

    /// <summary>
    /// point − origin. Solvers of vertices answer to about 1e-9 of the size of an entry; smaller differences are no
    /// movement, and divided by a small τ they would look like one.
    /// </summary>
    public static double[] Rounded(ReadOnlySpan<double> point, ReadOnlySpan<double> origin)
    {
        var difference = new double[origin.Length];
        for (var k = 0; k < difference.Length; k++)
        {
            var d = point[k] - origin[k];
            if (Math.Abs(d) > 1e-9 * Math.Max(1, Math.Abs(origin[k]))) difference[k] = d;
        }

        return difference;
    }
}

using System.Diagnostics;
using Folding.Problems;

namespace Folding;

/// <summary>
/// Ends an iterative solve as soon as the refinement certifies the active set of a rough point: a solver of first order finds the active
/// set long before it has the digits, and the refinement has the digits from one linear solve. Belongs to one solve.
/// </summary>
internal sealed class EarlyRefinement(QuadraticProgram problem, SymbolicCache cache, AcceptPoint? caller, CancellationToken cancellation)
{
    /// <summary>
    /// From a rough point the guess is right or nearly so, or it is too early to say: more rounds would cost factorizations, and a set that
    /// is far from the guess is better looked for from a better point.
    /// </summary>
    private const int MaximumRounds = 4;

    /// <summary>The certified point; null while there is none.</summary>
    public RefinedPoint? Point { get; private set; }

    /// <summary>Factorizations so far.</summary>
    public int Rounds { get; private set; }

    /// <summary>Time spent here.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>The solver's question.</summary>
    public bool Accept(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var start = Stopwatch.GetTimestamp();
        (Point, var rounds) = Refinement.Run(problem, x.ToArray(), y.ToArray(), cache, cancellation, MaximumRounds);
        Rounds += rounds;
        Elapsed += Stopwatch.GetElapsedTime(start);
        return Point is not null || (caller?.Invoke(x, y) ?? false);
    }

    /// <summary>The solution without the time spent here in its solve time.</summary>
    public Solution Discount(Solution solution) => solution with { Statistics = solution.Statistics with { SolveTime = solution.Statistics.SolveTime - Elapsed } };
}

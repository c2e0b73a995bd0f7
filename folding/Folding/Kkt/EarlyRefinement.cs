using System.Diagnostics;
using Folding.Problems;

namespace Folding;

/// <summary>
/// Ends an iterative solve as soon as the refinement certifies the active set of a rough point: a solver of first order finds the active
/// set long before it has the digits, and the refinement has the digits from one linear solve. Belongs to one solve.
/// </summary>
internal sealed class EarlyRefinement(QuadraticProgram problem, SymbolicCache cache, AcceptPoint? caller, CancellationToken cancellation)
{
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
        (Point, var rounds) = Refinement.Run(problem, x.ToArray(), y.ToArray(), cache, cancellation, rough: true);
        Rounds += rounds;
        Elapsed += Stopwatch.GetElapsedTime(start);
        return Point is not null || (caller?.Invoke(x, y) ?? false);
    }

    /// <summary>The solution without the time spent here in its solve time.</summary>
    public Solution Discount(Solution solution) => solution with { Statistics = solution.Statistics with { SolveTime = solution.Statistics.SolveTime - Elapsed } };
}

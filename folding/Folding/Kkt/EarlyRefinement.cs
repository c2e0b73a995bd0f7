using System.Diagnostics;
using Folding.Problems;

namespace Folding;

/// <summary>
/// Ends an iterative solve as soon as the refinement certifies the active set of a rough point: a solver of first order finds the active
/// set long before it has the digits, and the refinement has the digits from one linear solve. Where the first point is too rough for that, a few steps along the
/// <see cref="CentralPath"/> from there show the active set that the solver would find in hundreds of iterations. Belongs to one solve.
/// </summary>
internal sealed class EarlyRefinement(QuadraticProgram problem, SymbolicCache cache, AcceptPoint? caller, TimeSpan? limit, CancellationToken cancellation)
{
    /// <summary>Most steps along the central path; usual are ten.</summary>
    private const int MostSteps = 30;

    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _followed;

    /// <summary>The certified point; null while there is none.</summary>
    public RefinedPoint? Point { get; private set; }

    /// <summary>Factorizations so far.</summary>
    public int Rounds { get; private set; }

    /// <summary>Time spent here.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>The solver looks at its clock between two questions only.</summary>
    private bool IsOver => cancellation.IsCancellationRequested || Stopwatch.GetElapsedTime(_start) >= limit;

    /// <summary>The solver's question.</summary>
    public bool Accept(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var start = Stopwatch.GetTimestamp();
        (Point, var rounds) = Refinement.Run(problem, x.ToArray(), y.ToArray(), cache, cancellation, rough: true);
        Rounds += rounds;
        if (Point is null && !_followed) FollowPath(x, y);
        Elapsed += Stopwatch.GetElapsedTime(start);
        return Point is not null || (caller?.Invoke(x, y) ?? false);
    }

    /// <summary>Once in a solve: where it does not help, it would not help later.</summary>
    private void FollowPath(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        _followed = true;
        var path = new CentralPath(problem, x, y, cache);
        RowActivity[] tried = [];
        for (var step = 0; step < MostSteps && !IsOver && path.Step(); step++)
        {
            Rounds++;
            if (!path.IsSettled || path.Activity.AsSpan().SequenceEqual(tried)) continue;
            tried = path.Activity;
            (Point, var rounds) = Refinement.RunFrom(problem, tried, path.X, path.Y, cache, cancellation);
            Rounds += rounds;
            if (Point is not null) break;
        }

        path.End();
    }

    /// <summary>The solution without the time spent here in its solve time.</summary>
    public Solution Discount(Solution solution) => solution with { Statistics = solution.Statistics with { SolveTime = solution.Statistics.SolveTime - Elapsed } };
}

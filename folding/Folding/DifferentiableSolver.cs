using System.Diagnostics;
using Folding.Problems;

namespace Folding;

/// <summary>Makes a solver differentiable.</summary>
public static class DifferentiableSolver
{
    /// <summary>A differentiable quadratic program layer.</summary>
    /// <param name="solver">Any solver; it stays a black box.</param>
    /// <param name="method">How to compute gradients; the exact <see cref="Kkt"/> adjoint by default.</param>
    public static DifferentiableSolver<QuadraticProgram, QuadraticData> For(ISolver<QuadraticProgram> solver, GradientMethod? method = null) =>
        new(solver, method ?? new Kkt(), QuadraticSpace.Instance);

    /// <summary>A differentiable linear program layer.</summary>
    /// <param name="solver">Any solver; it stays a black box.</param>
    /// <param name="method">How to compute gradients; the exact <see cref="Kkt"/> adjoint by default.</param>
    public static DifferentiableSolver<LinearProgram, LinearData> For(ISolver<LinearProgram> solver, GradientMethod? method = null) =>
        new(solver, method ?? new Kkt(), LinearSpace.Instance);
}

/// <summary>
/// A layer: forward, a solver finds x* and y*; backward, a gradient method differentiates them. Immutable and safe to use
/// from many threads at once.
/// </summary>
/// <typeparam name="TProblem">The problem class.</typeparam>
/// <typeparam name="TData">Its data space: the type of gradients and tangents.</typeparam>
public sealed class DifferentiableSolver<TProblem, TData>
    where TProblem : class, IProblem
    where TData : class
{
    private readonly ISolver<TProblem> _solver;
    private readonly SymbolicCache _cache = new();

    internal DifferentiableSolver(ISolver<TProblem> solver, GradientMethod method, ProblemSpace<TProblem, TData> space)
    {
        ArgumentNullException.ThrowIfNull(solver);
        _solver = solver;
        Method = method;
        Space = space;
    }

    /// <summary>The gradient method.</summary>
    public GradientMethod Method { get; }

    internal ProblemSpace<TProblem, TData> Space { get; }

    /// <summary>
    /// Whether the forward pass refines the solver's (x, y) on its active set to machine precision where it can; on by
    /// default. The backward pass reuses the factorization, so the pair costs little more than the backward pass alone.
    /// </summary>
    public bool Refine { get; init; } = true;

    /// <summary>Solves and records what the backward pass needs.</summary>
    /// <exception cref="ArgumentException">The problem or the request does not fit the solver.</exception>
    public Tape<TProblem, TData> Forward(TProblem problem, SolveRequest? request = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Record(problem, _solver.Solve(problem, request, cancellation), cancellation);
    }

    /// <summary>Records a solution that was obtained elsewhere: by a session, a file, another program.</summary>
    /// <exception cref="ArgumentException">x or y have lengths that do not fit the problem.</exception>
    public Tape<TProblem, TData> Record(TProblem problem, Solution solution, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(solution);
        var quadratic = Space.ToQuadratic(problem);
        RefinedPoint? refined = null;
        if (Refine && quadratic is not null && CanRefine(solution))
        {
            var start = Stopwatch.GetTimestamp();
            (refined, var rounds) = Refinement.Run(quadratic, solution.Primal.AsSpan(), solution.Dual.AsSpan(), _cache, cancellation);
            solution = Refined(problem, solution, refined, rounds, Stopwatch.GetElapsedTime(start));
        }

        return new(problem, quadratic, solution, refined, Method, Space, _cache);
    }

    private static bool CanRefine(Solution solution) =>
        !solution.Primal.IsEmpty && (solution.IsSolved || solution.Termination is TerminationStatus.IterationLimit or TerminationStatus.TimeLimit or TerminationStatus.NumericalError)
        && solution.DualStatus != PointStatus.None;

    private static Solution Refined(TProblem problem, Solution solution, RefinedPoint? refined, int rounds, TimeSpan elapsed)
    {
        var statistics = solution.Statistics with
        {
            Refinement = refined is null ? RefinementOutcome.NotCertified : RefinementOutcome.Certified,
            RefinementRounds = rounds,
            RefinementTime = elapsed,
        };
        if (refined is null) return solution with { Statistics = statistics };
        return solution with
        {
            Statistics = statistics,
            // All signs and bounds hold at a stationary point of a convex program: that is optimality, whatever limit the solver hit.
            Termination = TerminationStatus.Optimal,
            PrimalStatus = PointStatus.Feasible,
            DualStatus = PointStatus.Feasible,
            Primal = QuadraticData.Frozen(refined.X),
            Dual = QuadraticData.Frozen(refined.Y),
            Objective = problem.ObjectiveAt(refined.X),
            Residuals = problem.ResidualsAt(refined.X, refined.Y),
        };
    }
}

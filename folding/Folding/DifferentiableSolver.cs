using System.Diagnostics;
using Folding.Problems;

namespace Folding;

/// <summary>Makes a solver differentiable.</summary>
public static class DifferentiableSolver
{
    /// <summary>A differentiable quadratic program layer.</summary>
    /// <param name="solver">Any solver; it stays a black box.</param>
    /// <param name="method">How to compute gradients; <see cref="Auto"/> by default.</param>
    /// <param name="refine">See <see cref="DifferentiableSolver{TProblem, TData}.Refine"/>.</param>
    public static DifferentiableSolver<QuadraticProgram, QuadraticData> ForQuadratic(ISolver<QuadraticProgram> solver, GradientMethod? method = null, bool refine = true) =>
        new(solver, method ?? new Auto(), QuadraticSpace.Instance) { Refine = refine };

    /// <summary>A differentiable linear program layer.</summary>
    /// <param name="solver">Any solver; it stays a black box.</param>
    /// <param name="method">How to compute gradients; <see cref="Auto"/> by default.</param>
    /// <param name="refine">See <see cref="DifferentiableSolver{TProblem, TData}.Refine"/>.</param>
    public static DifferentiableSolver<LinearProgram, LinearData> ForLinear(ISolver<LinearProgram> solver, GradientMethod? method = null, bool refine = true) =>
        new(solver, method ?? new Auto(), LinearSpace.Instance) { Refine = refine };

    /// <summary>
    /// A differentiable nonlinear program layer: gradients by the parameters of the program, wherever they stand, and by its bounds. The exact
    /// methods need the program's Hessian.
    /// </summary>
    /// <param name="solver">Any solver; it stays a black box.</param>
    /// <param name="method">How to compute gradients; <see cref="Auto"/> by default.</param>
    /// <param name="refine">See <see cref="DifferentiableSolver{TProblem, TData}.Refine"/>.</param>
    /// <exception cref="ArgumentException">The method does not apply to nonlinear programs.</exception>
    public static DifferentiableSolver<NonlinearProgram, NonlinearData> ForNonlinear(ISolver<NonlinearProgram> solver, GradientMethod? method = null, bool refine = true)
    {
        method ??= new Auto();
        if (!method.HandlesNonlinear)
            throw new ArgumentException($"The method {method.Name} does not apply to nonlinear programs; use auto, kkt, barrier, lpgd, or folding with the sqp or newton step.", nameof(method));
        return new(solver, method, new NonlinearSpace()) { Refine = refine };
    }
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
    private readonly SessionPool<TProblem> _sessions;

    internal DifferentiableSolver(ISolver<TProblem> solver, GradientMethod method, ProblemSpace<TProblem, TData> space)
    {
        ArgumentNullException.ThrowIfNull(solver);
        _solver = solver;
        _sessions = new(solver, space.HaveEqualStructure);
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
        var quadratic = Equivalent(problem);
        if (quadratic is null) return Record(problem, quadratic, Solve(problem, request, cancellation), cancellation);
        var early = new EarlyRefinement(quadratic, _cache, request?.Accept, request?.TimeLimit, cancellation);
        var solution = early.Discount(Solve(problem, (request ?? SolveRequest.Default) with { Accept = early.Accept }, cancellation));
        return early.Point is { } refined
            ? Tape(problem, quadratic, Refined(problem, solution, refined, early.Rounds, early.Elapsed), refined)
            : Record(problem, quadratic, solution, cancellation);
    }

    /// <summary>
    /// Solves many problems, which need not have anything in common. Each item is solved as <see cref="Forward"/> solves
    /// it, so the results are bitwise those of a loop.
    /// </summary>
    /// <param name="problems">The problems.</param>
    /// <param name="options">Parallelism, time limit, progress.</param>
    /// <param name="previous">The batch before, whose solutions items of equal size may start from; null for a cold start.</param>
    /// <param name="cancellation">A cancelled batch returns: items not yet solved have the status <see cref="TerminationStatus.Cancelled"/>.</param>
    /// <exception cref="ArgumentException">A problem is null or does not fit the solver.</exception>
    public TapeBatch<TProblem, TData> ForwardBatch(
        IReadOnlyList<TProblem> problems, BatchOptions? options = null, TapeBatch<TProblem, TData>? previous = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problems);
        options ??= new();
        for (var k = 0; k < problems.Count; k++)
        {
            if (problems[k] is null) throw new ArgumentException($"Problem {k} is null.", nameof(problems));
        }

        var tapes = new Tape<TProblem, TData>[problems.Count];
        var done = 0;
        Workers.Run(problems.Count, options.DegreeOfParallelism, Solve, CancellationToken.None);
        return new([.. tapes], options.DegreeOfParallelism);

        void Solve(int k)
        {
            var problem = problems[k];
            var request = new SolveRequest { TimeLimit = options.TimeLimitPerItem, WarmStart = WarmStartOf(problem, options, previous, k) };
            tapes[k] = cancellation.IsCancellationRequested ? Record(problem, NeverStarted, cancellation) : Forward(problem, request, cancellation);
            options.Progress?.Report(Interlocked.Increment(ref done));
        }
    }

    private static WarmStart? WarmStartOf(TProblem problem, BatchOptions options, TapeBatch<TProblem, TData>? previous, int item)
    {
        if (previous is null || !options.WarmStartFromPrevious || item >= previous.Items.Length) return null;
        var tape = previous.Items[item];
        return tape.Solution.IsSolved && tape.Problem.VariableCount == problem.VariableCount && tape.Problem.ConstraintCount == problem.ConstraintCount
            ? tape.Solution.WarmStart
            : null;
    }

    private static Solution NeverStarted { get; } = new()
    {
        Termination = TerminationStatus.Cancelled,
        PrimalStatus = PointStatus.None,
        DualStatus = PointStatus.None,
        Solver = new("none", ""),
        Native = new(0, "the batch was cancelled before this item was started"),
    };

    /// <summary>Records a solution that was obtained elsewhere: by a session, a file, another program.</summary>
    /// <exception cref="ArgumentException">x or y have lengths that do not fit the problem.</exception>
    public Tape<TProblem, TData> Record(TProblem problem, Solution solution, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(solution);
        return Record(problem, Equivalent(problem), solution, cancellation);
    }

    /// <summary>The equivalent quadratic program where the forward pass refines on it; else it is made when a gradient method asks for it.</summary>
    private QuadraticProgram? Equivalent(TProblem problem) => Refine && Space.CanRefine(problem) ? Space.ToQuadratic(problem) : null;

    private Tape<TProblem, TData> Record(TProblem problem, QuadraticProgram? quadratic, Solution solution, CancellationToken cancellation)
    {
        if (!Refine || !Space.CanRefine(problem) || !CanRefine(solution)) return Tape(problem, quadratic, solution, null);
        var start = Stopwatch.GetTimestamp();
        var (refined, rounds) = Space.Refine(problem, quadratic, solution, _cache, cancellation);
        return Tape(problem, quadratic, Refined(problem, solution, refined, rounds, Stopwatch.GetElapsedTime(start)), refined);
    }

    private Tape<TProblem, TData> Tape(TProblem problem, QuadraticProgram? quadratic, Solution solution, RefinedPoint? refined) =>
        new(new(problem, quadratic is null ? new(() => Space.ToQuadratic(problem)) : new(quadratic), solution, refined, _solver, _cache, _sessions), Method, Space);

    /// <summary>In a session of its own, which a method that solves again finds in the pool.</summary>
    private Solution Solve(TProblem problem, SolveRequest? request, CancellationToken cancellation) =>
        Method.SolvesAgain ? _sessions.SolveAnew(problem, request, cancellation) : _solver.Solve(problem, request, cancellation);

    private static bool CanRefine(Solution solution) =>
        !solution.Primal.IsEmpty && (solution.IsSolved || solution.Termination is TerminationStatus.IterationLimit or TerminationStatus.TimeLimit or TerminationStatus.NumericalError)
        && solution.DualStatus != PointStatus.None;

    private Solution Refined(TProblem problem, Solution solution, RefinedPoint? refined, int rounds, TimeSpan elapsed)
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
            // All signs and bounds hold at a stationary point (of a convex program, or a strict local minimiser): that is optimality, whatever limit the solver hit.
            Termination = Space.CertifiedStatus,
            PrimalStatus = PointStatus.Feasible,
            DualStatus = PointStatus.Feasible,
            Primal = QuadraticData.Frozen(refined.X),
            Dual = QuadraticData.Frozen(refined.Y),
            Objective = problem.ObjectiveAt(refined.X),
            Residuals = problem.ResidualsAt(refined.X, refined.Y),
        };
    }
}

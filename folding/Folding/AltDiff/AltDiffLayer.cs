using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding;

/// <summary>
/// A layer that solves by alternating iterations of its own and may stop early: the derivative of the truncated run is then exact for what was
/// computed, and its distance from the derivative of the solution is of the order of that of x (Sun et al., ICLR 2023, theorem 4.1). Immutable
/// and safe to use from many threads at once.
/// </summary>
public sealed class AltDiffLayer
{
    /// <summary>A layer that runs to a tolerance of 1e-10, or as the options say.</summary>
    public AltDiffLayer(AltDiffOptions? options = null) => Options = options ?? new();

    /// <summary>When and how the iteration runs.</summary>
    public AltDiffOptions Options { get; }

    /// <summary>The program <c>min ½x'Px + q'x  s.t.  Ax = b,  Gx ≤ h</c> of the paper in the form of this library: rows [A; G], l = (b, −∞), u = (b, h).</summary>
    /// <param name="p">Upper triangle of P, n x n.</param>
    /// <param name="q">Length n.</param>
    /// <param name="a">A, m x n.</param>
    /// <param name="b">Length m.</param>
    /// <param name="g">G, p x n.</param>
    /// <param name="h">Length p.</param>
    /// <exception cref="ArgumentException">A size does not fit or an entry is not finite; the message names it.</exception>
    public static QuadraticProgram OneSided(CscMatrix p, ReadOnlySpan<double> q, CscMatrix a, ReadOnlySpan<double> b, CscMatrix g, ReadOnlySpan<double> h)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(g);
        Vectors.RequireFinite(b, a.Rows, nameof(b));
        Vectors.RequireFinite(h, g.Rows, nameof(h));
        var free = new double[h.Length];
        Array.Fill(free, double.NegativeInfinity);
        return new(p, q, CscMatrix.Stack(a, g), [.. b, .. free], [.. b, .. h]);
    }

    /// <summary>Runs the iteration on a quadratic program.</summary>
    /// <param name="problem">The program.</param>
    /// <param name="cancellation">Stops the run with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public AltDiffTape Forward(QuadraticProgram problem, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var alternation = QuadraticAlternation.Of(problem, Options.Penalty);
        // P + A'ρA may hide a negative eigenvalue of P, unless P itself has been factored.
        if (alternation?.Rows is null && CurvatureTest.FindNegative(problem.P) is { } negative)
            return AltDiffTape.Without(problem, TerminationStatus.NonConvex, negative.ToString());
        if (alternation is null)
        {
            return AltDiffTape.Without(
                problem, TerminationStatus.NumericalError, "P is flat along a direction that moves no row, so that P + A'ρA is singular: the problem is unbounded, or its minimiser not unique");
        }

        if (Options is { Accelerate: true, KeepIterates: false } && alternation.Rows is { } rows)
        {
            var (condensed, system) = CondensedFixedPoint.Solve(alternation, rows, Options, cancellation);
            return new(problem, condensed, Options, system);
        }

        return new(problem, AlternatingRun.Of(alternation, Options, cancellation: cancellation), Options, null);
    }

    /// <summary>
    /// Runs the iteration on <c>min f(x, c)  s.t.  l ≤ Ax ≤ u</c> with a general convex f, strictly convex along the directions that move no
    /// row. The tape's problem has P = 0 and q = 0: its gradient by q is that of a linear term added to f, from which the gradient by c is
    /// <c>(∇²_xc f)' dq</c>, <see cref="SmoothObjective.MultiplyMixedTransposed"/>. Where the Hessian is diagonal, and the iterates are not asked
    /// for, Newton's method with the rows that hold takes the place of the iteration (<see cref="SeparableFixedPoint"/>).
    /// </summary>
    /// <param name="objective">f, with its Hessian on a pattern.</param>
    /// <param name="parameters">c.</param>
    /// <param name="a">A, m x n.</param>
    /// <param name="lower">l, length m.</param>
    /// <param name="upper">u, length m.</param>
    /// <param name="cancellation">Stops the run with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A size does not fit, or f gives its Hessian by products only.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public AltDiffTape ForwardConvex(
        SmoothObjective objective, ReadOnlySpan<double> parameters, CscMatrix a, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(a);
        Vectors.RequireFinite(parameters, objective.ParameterCount, nameof(parameters));
        var n = objective.Size;
        if (objective.HessianPattern is not { IsUpperTriangular: true } pattern || pattern.Columns != n)
            throw new ArgumentException($"{objective.GetType().Name} must give its Hessian as the upper triangle of a {n} x {n} matrix; its pattern is {objective.HessianPattern?.ToString() ?? "missing"}.", nameof(objective));
        var frame = new QuadraticProgram(CscMatrix.Zero(n, n), new double[n], a, lower, upper);
        var alternation = new ConvexAlternation(objective, parameters.ToArray(), frame, Options.Penalty);
        if (Options is { Accelerate: true, KeepIterates: false } && SeparableFixedPoint.For(alternation) is { } separable)
        {
            var (found, system) = separable.Solve(Options, cancellation);
            if (found is not null) return new(frame, found, Options, system);
            if (separable.ProvenInfeasible) return AltDiffTape.Without(frame, TerminationStatus.Infeasible, "the multipliers grow along a ray that proves that no x satisfies the rows");
        }

        try
        {
            return new(frame, AlternatingRun.Of(alternation, Options, cancellation: cancellation), Options, null);
        }
        catch (SingularHessianException exception)
        {
            return AltDiffTape.Without(frame, TerminationStatus.NumericalError, exception.Message);
        }
    }
}

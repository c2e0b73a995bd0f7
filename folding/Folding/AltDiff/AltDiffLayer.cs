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
    /// Runs the iteration on <c>min f(x)  s.t.  l ≤ Ax ≤ u</c> with a general convex f. The tape's problem has P = 0 and q = 0: its gradient by q
    /// is that of a linear term added to f, from which the gradient by any parameter θ of f is <c>(∂_θ ∇f(x))' dq</c>.
    /// </summary>
    /// <param name="objective">f.</param>
    /// <param name="a">A, m x n.</param>
    /// <param name="lower">l, length m.</param>
    /// <param name="upper">u, length m.</param>
    /// <param name="cancellation">Stops the run with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A size does not fit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public AltDiffTape ForwardConvex(ConvexObjective objective, CscMatrix a, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(a);
        var n = objective.VariableCount;
        var frame = new QuadraticProgram(CscMatrix.Zero(n, n), new double[n], a, lower, upper);
        return new(frame, AlternatingRun.Of(new ConvexAlternation(objective, frame, Options.Penalty), Options, cancellation: cancellation), Options, null);
    }
}

using Folding.Problems;

namespace Folding;

/// <summary>What an <see cref="AllocationLayer"/> minimises.</summary>
public enum AllocationKind
{
    /// <summary><c>½|x − y|²</c>: the projection of y, sparse.</summary>
    Sparsemax,

    /// <summary><c>−y'x + Σ x_i ln x_i</c>, x ≥ 0: the softmax of y under bounds.</summary>
    Softmax,
}

/// <summary>
/// The layer <c>y, a, t, l, u ↦ argmin Σ φ(x_i; y_i)  s.t.  a'x = t,  l ≤ x ≤ u</c>: constrained sparsemax and softmax (Sun et al., ICLR 2023,
/// table 3) with a row of any weights, in linear time and memory. Its dual has one unknown (<see cref="ThresholdSearch"/>), so that solution and
/// adjoint are exact; the alternating iteration of the paper is there too, to study truncation. Immutable and safe to use from many threads at once.
/// </summary>
public sealed class AllocationLayer
{
    /// <summary>A layer of one kind.</summary>
    /// <param name="kind">What it minimises.</param>
    /// <exception cref="ArgumentException">No kind.</exception>
    public AllocationLayer(AllocationKind kind)
    {
        if (kind is not (AllocationKind.Sparsemax or AllocationKind.Softmax)) throw new ArgumentException($"{kind} is not a kind of layer.", nameof(kind));
        Kind = kind;
    }

    /// <summary>What the layer minimises.</summary>
    public AllocationKind Kind { get; }

    /// <summary>Solves exactly, by the search for the multiplier of the row.</summary>
    /// <param name="problem">The data; for softmax no lower bound is negative and every upper bound is positive.</param>
    /// <exception cref="ArgumentException">A bound that softmax cannot have.</exception>
    public AllocationTape Forward(AllocationProblem problem) => Solved(problem) is { } solved
        ? new(Kind, problem, solved.X, solved.Price, AllocationTape.SidesAt(Kind, problem, solved.X, solved.Price))
        : new(Kind, problem);

    /// <summary>Runs the alternating iteration of the paper from zero multipliers, and stops it as the options say.</summary>
    /// <param name="problem">The data, as for <see cref="Forward"/>.</param>
    /// <param name="options">When and how the iteration runs.</param>
    /// <param name="cancellation">Stops the run with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A bound that softmax cannot have.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public AllocationTape ForwardTruncated(AllocationProblem problem, AltDiffOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Solved(problem) is not { } solved) return new(Kind, problem);
        var alternation = new AllocationAlternation(Kind, problem, AllocationAlternation.Penalties(Kind, problem, solved.X, options.Penalty));
        return new(Kind, problem, AlternatingRun.Of(alternation, options, cancellation: cancellation));
    }

    /// <summary>x and λ; null where no point between the bounds has the total.</summary>
    private (double[] X, double Price)? Solved(AllocationProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        for (var i = 0; i < problem.VariableCount && Kind == AllocationKind.Softmax; i++)
        {
            if (problem.Lower[i] < 0 || problem.Upper[i] == 0)
                throw new ArgumentException($"Variable {i} of a softmax has the bounds {problem.Lower[i]} and {problem.Upper[i]}; the lower must be at least 0, the upper positive.", nameof(problem));
        }

        if (!ThresholdSearch.IsWithin(problem.Total, ThresholdSearch.Range(problem.Weights, problem.Lower, problem.Upper))) return null;
        var x = new double[problem.VariableCount];
        var price = Kind == AllocationKind.Sparsemax
            ? ThresholdSearch.Solve<SquareTerm>(problem.Input, problem.Weights, problem.Total, problem.Lower, problem.Upper, x)
            : ThresholdSearch.Solve<EntropyTerm>(problem.Input, problem.Weights, problem.Total, problem.Lower, problem.Upper, x);
        return (x, price);
    }
}

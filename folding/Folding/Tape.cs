using System.Collections.Immutable;
using Folding.Problems;

namespace Folding;

/// <summary>
/// The immutable pair (problem, solution). <see cref="Vjp(Seed)"/>, <see cref="Jvp"/> and <see cref="ValueGradient"/> may be
/// called many times and from several threads; they share one factorization.
/// </summary>
/// <typeparam name="TProblem">The problem class.</typeparam>
/// <typeparam name="TData">Its data space.</typeparam>
public sealed class Tape<TProblem, TData>
    where TProblem : class, IProblem
    where TData : class
{
    private readonly GradientMethod _method;
    private readonly ProblemSpace<TProblem, TData> _space;
    private readonly RefinedPoint? _refined;
    private readonly Lazy<Linearization<TData>> _linearization;

    internal Tape(SolvedPoint<TProblem> point, GradientMethod method, ProblemSpace<TProblem, TData> space)
    {
        (Problem, Solution) = (point.Problem, point.Solution);
        _method = method;
        _space = space;
        _refined = point.Refined;
        _linearization = new(() => method.Linearize(space, point));
    }

    /// <summary>The problem that was solved.</summary>
    public TProblem Problem { get; }

    /// <summary>Its solution, refined where the layer refines.</summary>
    public Solution Solution { get; }

    /// <summary>Reverse mode: the gradient of a loss through the solution.</summary>
    /// <param name="seed">dLoss/dx and dLoss/dy.</param>
    /// <returns>The gradient and its report; zero with trust <see cref="TrustLevel.None"/> where there is none.</returns>
    /// <exception cref="ArgumentException">The seed has a wrong length or an entry that is not finite.</exception>
    public Gradient<TData> Vjp(Seed seed)
    {
        ArgumentNullException.ThrowIfNull(seed);
        seed.Validate(Problem.VariableCount, Problem.DualCount);
        if (WhyNoDerivative() is { } reason) return new(_space.Zero(Problem), NoGradient(reason));
        return Finished(_linearization.Value.Vjp(seed.Primal.AsSpan(), seed.Dual.AsSpan()));
    }

    /// <summary>
    /// Reverse mode for several losses at once: they share the factorization and, eight at a time, the passes over it. The
    /// gradients equal those of <see cref="Vjp(Seed)"/> up to rounding.
    /// </summary>
    /// <param name="seeds">dLoss/dx and dLoss/dy of each loss.</param>
    /// <returns>One gradient per seed, in order.</returns>
    /// <exception cref="ArgumentException">A seed is null, has a wrong length or an entry that is not finite.</exception>
    public ImmutableArray<Gradient<TData>> Vjp(IReadOnlyList<Seed> seeds)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        for (var s = 0; s < seeds.Count; s++)
        {
            if (seeds[s] is null) throw new ArgumentException($"Seed {s} is null.", nameof(seeds));
            seeds[s].Validate(Problem.VariableCount, Problem.DualCount);
        }

        if (seeds.Count == 0) return [];
        if (WhyNoDerivative() is { } reason) return [.. seeds.Select(_ => new Gradient<TData>(_space.Zero(Problem), NoGradient(reason)))];
        return [.. _linearization.Value.Vjp([.. seeds]).Select(Finished)];
    }

    private Gradient<TData> Finished(Gradient<TData> gradient) => _space.IsFinite(gradient.Data)
        ? gradient
        : new(_space.Zero(Problem), NoGradient("the backward solve overflowed: the KKT system is singular at this point"));

    /// <summary>Forward mode: the derivative of (x, y) along a direction of the data.</summary>
    /// <param name="direction">A tangent on the patterns of the problem.</param>
    /// <exception cref="ArgumentException">The tangent belongs to a problem of another structure.</exception>
    public Tangent Jvp(TData direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        _space.RequireFits(Problem, direction);
        if (WhyNoDerivative() is { } reason)
            return new(QuadraticData.Frozen(new double[Problem.VariableCount]), QuadraticData.Frozen(new double[Problem.DualCount]), NoGradient(reason));
        return _linearization.Value.Jvp(direction);
    }

    /// <summary>
    /// The gradient of the optimal value (envelope theorem): needs no solve and stays right at kinks of x. Multiply by
    /// dLoss/dValue for a loss on the objective.
    /// </summary>
    public Gradient<TData> ValueGradient()
    {
        if ((_space.WhyNoValueGradient(_method, Problem) ?? WhyNoPoint()) is { } reason) return new(_space.Zero(Problem), NoGradient(reason));
        var data = _space.ValueGradient(Problem, Solution.Primal.AsSpan(), Solution.Dual.AsSpan());
        if (!double.IsFinite(_space.Inner(data, data))) return new(_space.Zero(Problem), NoGradient("a derivative by the data is not finite at the solution"));
        return new(data, new GradientReport { Method = "envelope", Trust = Solution.Statistics.Refinement == RefinementOutcome.Certified ? TrustLevel.Exact : TrustLevel.Approximate, Residual = Solution.Residuals?.WorstRelative });
    }

    /// <summary>Whether both tapes have certified active sets and these are equal.</summary>
    internal bool HasActiveSetOf(Tape<TProblem, TData> other) =>
        _refined is not null && other._refined is not null && _refined.Kkt.Activity.AsSpan().SequenceEqual(other._refined.Kkt.Activity);

    private string? WhyNoDerivative() => _space.WhyNot(_method, Problem) ?? WhyNoPoint();

    private string? WhyNoPoint()
    {
        if (!Solution.IsSolved) return $"the forward solve ended as {Solution.Termination.ToWord()}";
        return Solution.Primal.IsDefaultOrEmpty && Problem.VariableCount > 0 || (Solution.Dual.IsDefaultOrEmpty && _space.NeedsDual(Problem))
            ? "the solver returned no primal-dual point"
            : null;
    }

    private GradientReport NoGradient(string reason) => new() { Method = _method.Name, Trust = TrustLevel.None, Notes = [reason] };
}

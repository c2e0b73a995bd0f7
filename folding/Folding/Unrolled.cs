namespace Folding;

/// <summary>Where unrolling starts.</summary>
public enum UnrollFrom
{
    /// <summary>From the state zero: the derivative of the algorithm as it runs, whether it has arrived or not.</summary>
    Start,

    /// <summary>From the solution, which the step leaves where it is ("unfolding"): the same numbers as fixed-point iteration.</summary>
    Solution,
}

/// <summary>
/// Unrolling, the baseline: K steps are taken and recorded, and the derivative goes back through every one of them. Memory grows with K.
/// </summary>
/// <param name="Step">The step; it must be one that can be taken anywhere (admm, pgd, fdpg).</param>
/// <param name="Iterations">K, positive.</param>
/// <param name="From">Where to start.</param>
public sealed record Unrolled(QuadraticStep Step, int Iterations, UnrollFrom From = UnrollFrom.Start) : GradientMethod
{
    private readonly double _fixedPointTolerance = 1e-6;

    /// <summary>How far from a fixed point the last state may be before there is no gradient when <see cref="From"/> is the solution.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double FixedPointTolerance
    {
        get => _fixedPointTolerance;
        init => _fixedPointTolerance = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The tolerance must be positive.");
    }

    /// <inheritdoc/>
    public override string Name => "unroll";

    internal override Linearization<QuadraticData> Linearize(QuadraticPoint point)
    {
        ArgumentNullException.ThrowIfNull(Step);
        if (Iterations < 1) throw new ArgumentException($"{Iterations} iterations cannot be unrolled; at least 1 is needed.");
        if (Step.On(point, out var whyNot) is not { } map) return new WithoutDerivative(point.Problem, Name, whyNot);
        if (From == UnrollFrom.Start && !map.IsGlobal)
            return new WithoutDerivative(point.Problem, Name, $"the step {Step.Name} is taken at the solution only: unroll admm, pgd or fdpg, or start from the solution");

        var steps = new QuadraticStepLinearization[Iterations];
        var state = From == UnrollFrom.Solution ? map.FixedPoint : new double[map.FixedPoint.Length];
        for (var k = 0; k < steps.Length; k++)
        {
            // Unfolding: the steps at the solution are one step.
            if (k > 0 && From == UnrollFrom.Solution) steps[k] = steps[0];
            else if (map.At(state) is { } step) steps[k] = step;
            else return new WithoutDerivative(point.Problem, Name, $"step {k + 1} of {Step.Name} could not be computed");
            if (From == UnrollFrom.Start) state = steps[k].Next;
            if (!double.IsFinite(Vectors.Norm(state))) return new WithoutDerivative(point.Problem, Name, $"the iteration of {Step.Name} overflows after {k + 1} steps{(map.Choice is { } of ? $" ({of})" : "")}");
        }

        var end = From == UnrollFrom.Solution ? steps[0] : map.At(state);
        if (end is null) return new WithoutDerivative(point.Problem, Name, $"step {Iterations + 1} of {Step.Name} could not be computed");
        var check = new FixedPointCheck(map.FixedPoint, From == UnrollFrom.Solution ? steps[0].Next : state, From == UnrollFrom.Solution ? FixedPointTolerance : double.PositiveInfinity);
        if (check.WhyNot is { } reason) return new WithoutDerivative(point.Problem, Name, $"step {Step.Name}: {reason}");
        var memory = 8e-6 * steps[0].Size * (From == UnrollFrom.Solution ? 1 : Iterations);
        return new UnrolledLinearization(point.Problem, steps, end, new()
        {
            Method = Name,
            Trust = TrustLevel.Approximate,
            Iterations = Iterations,
            Notes = [
                $"{Iterations} steps of {Step.Name}{(map.Choice is { } choice ? $" ({choice})" : "")} from {(From == UnrollFrom.Solution ? "the solution" : "zero")}",
                FormattableString.Invariant($"{memory:G3} MB recorded"),
                FormattableString.Invariant($"the last state is {check.Residual:0.#e0} away from the solution"),
            ],
        });
    }
}

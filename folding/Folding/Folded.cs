namespace Folding;

/// <summary>
/// Folded optimization (arXiv 2312.17394): the derivative of an update step that has the solution as its fixed point, whatever solver
/// found that. With Φ and Ψ the derivatives of the step in its state and in the data,
/// <code>(I − Φ)'v = g,   dLoss/ddata = Ψ'v</code>
/// </summary>
/// <param name="Step">The update step; of a nonlinear program <see cref="SqpStep"/> or <see cref="NewtonStep"/>.</param>
/// <param name="Rule">How the linear system is solved.</param>
public sealed record Folded(QuadraticStep Step, Rule Rule) : GradientMethod
{
    private readonly double _fixedPointTolerance = 1e-6;

    /// <summary>The ADMM step by GMRES.</summary>
    public Folded()
        : this(new AdmmStep(), new GmresRule())
    {
    }

    /// <summary>
    /// Largest |U(s) − s| / (1 + |s|), largest entries, at which s counts as a fixed point; beyond it there is no gradient. Positive.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double FixedPointTolerance
    {
        get => _fixedPointTolerance;
        init => _fixedPointTolerance = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The tolerance must be positive.");
    }

    /// <inheritdoc/>
    public override string Name => Rule.Name;

    /// <summary>Steps whose Φ and Ψ come from the first derivatives of the optimality conditions alone, convex or not.</summary>
    internal override bool HandlesNonlinear => Step is SqpStep or NewtonStep;

    internal override Linearization<NonlinearData> Linearize(NonlinearPoint point) => NonlinearLinearization.OfModel(Name, point, Linearize);

    internal override Linearization<QuadraticData> Linearize(QuadraticPoint point)
    {
        ArgumentNullException.ThrowIfNull(Step);
        ArgumentNullException.ThrowIfNull(Rule);
        if (Step.AtSolution(point, out var whyNot) is not { } map) return new WithoutDerivative(point.Problem, Name, whyNot);
        if (map.At(map.FixedPoint) is not { } step) return new WithoutDerivative(point.Problem, Name, $"the step {Step.Name} could not be computed at the solution");
        var check = new FixedPointCheck(map.FixedPoint, step.Next, FixedPointTolerance);
        if (check.WhyNot is null && step.Answer is { } answer) check = new FixedPointCheck(point.X, answer, FixedPointTolerance);
        if (check.WhyNot is { } reason) return new WithoutDerivative(point.Problem, Name, $"step {Step.Name}: {reason}");
        var diagnosis = PointDiagnosis.Of(point, Name);
        if (map.IsSmoothed) diagnosis = diagnosis with { Trust = TrustLevel.Approximate };
        return new FoldedLinearization(point.Problem, step, Rule, diagnosis with { Stepsize = map.ChosenStepsize, Notes = diagnosis.Notes.Add(Describe(map, check)) });
    }

    private string Describe(QuadraticMap map, FixedPointCheck check) => map.Choice is { } choice ? $"step {Step.Name} ({choice}), {check}" : $"step {Step.Name}, {check}";
}

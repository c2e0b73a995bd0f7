using Folding.Problems;

namespace Folding;

/// <summary>How the derivative of the solution map is computed. The forward solve does not depend on it.</summary>
public abstract record GradientMethod
{
    private protected GradientMethod()
    {
    }

    /// <summary>Name in the command line and in reports.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the method gives an answer for a program with integer variables, from x alone.</summary>
    internal virtual bool HandlesIntegers => false;

    /// <summary>Whether the method asks the solver again, so that the layer keeps the session of its forward pass.</summary>
    internal virtual bool SolvesAgain => false;

    /// <summary>The derivative at a solution, in the problem's own data; unless a method works on the problem itself, by way of its canonical form.</summary>
    internal virtual Linearization<TData> Linearize<TProblem, TData>(ProblemSpace<TProblem, TData> space, SolvedPoint<TProblem> point)
        where TProblem : class, IProblem
        where TData : class => space.Linearize(this, point);

    /// <summary>Whether the method gives derivatives of nonlinear programs; if so it overrides <see cref="Linearize(NonlinearPoint)"/> or works on the problem itself.</summary>
    internal virtual bool HandlesNonlinear => false;

    /// <summary>Whether the method needs the exact Hessian of the Lagrangian of a nonlinear program.</summary>
    internal virtual bool NeedsHessian => true;

    /// <summary>The derivative at a solution of a quadratic program, or of a linear one in that form.</summary>
    internal abstract Linearization<QuadraticData> Linearize(QuadraticPoint point);

    /// <summary>The derivative at a solution of a nonlinear program.</summary>
    internal virtual Linearization<NonlinearData> Linearize(NonlinearPoint point) =>
        throw new InvalidOperationException($"The method {Name} does not apply to nonlinear programs.");
}

/// <summary>
/// The exact adjoint: one sparse factorization of the KKT system on the active set and one solve per seed. Where the
/// refinement of the forward pass ran, its factorization is used.
/// </summary>
public sealed record Kkt : GradientMethod
{
    /// <summary>Which element of the generalised Jacobian to return at a kink.</summary>
    public DegeneratePolicy Degenerate { get; init; } = DegeneratePolicy.Identified;

    /// <inheritdoc/>
    public override string Name => "kkt";

    internal override bool HandlesNonlinear => true;

    internal override Linearization<QuadraticData> Linearize(QuadraticPoint point) => KktLinearization.At(point, Degenerate);

    internal override Linearization<NonlinearData> Linearize(NonlinearPoint point) => NonlinearLinearization.OfModel(Name, point, Linearize);
}

/// <summary>
/// The derivative of the barrier-smoothed solution at a chosen μ: always defined, with a bias that goes to zero with μ once
/// μ is small against (smallest active multiplier)² and (smallest inactive slack)². The solution on the tape stays the
/// exact one; the smoothed point is found by a few Newton steps of our own.
/// </summary>
public sealed record Barrier : GradientMethod
{
    private readonly double _mu = 1e-6;

    /// <summary>Barrier parameter μ, in units of objective; positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">μ is not positive.</exception>
    public double Mu
    {
        get => _mu;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _mu = value;
        }
    }

    /// <inheritdoc/>
    public override string Name => "barrier";

    internal override bool HandlesNonlinear => true;

    internal override Linearization<QuadraticData> Linearize(QuadraticPoint point) =>
        new BarrierLinearization(point.Problem, BarrierPoint.At(point.Problem, point.X, point.Y, Mu, point.Cache), Mu);

    internal override Linearization<NonlinearData> Linearize(NonlinearPoint point) => NonlinearLinearization.Smoothed(Name, point, Mu);
}

/// <summary>
/// Chooses from the diagnostics: the exact adjoint wherever it determines the answer, the barrier-smoothed derivative
/// where it does not (along the directions in which the minimiser is not unique), and where the smoothed solution cannot be
/// found the exact adjoint with every weakly active row included. The choice is made once for a tape and depends on no seed, so that
/// reverse and forward mode are adjoint to each other. The report says what was rejected and why.
/// </summary>
public sealed record Auto : GradientMethod
{
    /// <inheritdoc/>
    public override string Name => "auto";

    internal override bool HandlesNonlinear => true;

    internal override Linearization<QuadraticData> Linearize(QuadraticPoint point) => AutoLinearization.Choose(
        new Kkt().Linearize(point),
        () => new Barrier().Linearize(point),
        () => new Kkt { Degenerate = DegeneratePolicy.Include }.Linearize(point),
        point.Problem.VariableCount,
        static (a, b) => QuadraticData.Sum(a, b));

    internal override Linearization<NonlinearData> Linearize(NonlinearPoint point) => AutoLinearization.Choose(
        new Kkt().Linearize(point),
        () => new Barrier().Linearize(point),
        () => new Kkt { Degenerate = DegeneratePolicy.Include }.Linearize(point),
        point.Problem.VariableCount,
        NonlinearData.Sum);
}

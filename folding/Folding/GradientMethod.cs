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

    /// <summary>The derivative at a solution.</summary>
    /// <param name="problem">The program.</param>
    /// <param name="solution">A solution of it, x and y present.</param>
    /// <param name="refined">The certified refinement of the solution; null where none could be certified.</param>
    /// <param name="cache">Symbolic factorizations of the layer.</param>
    internal abstract Linearization Linearize(QuadraticProgram problem, Solution solution, RefinedPoint? refined, SymbolicCache cache);
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

    internal override Linearization Linearize(QuadraticProgram problem, Solution solution, RefinedPoint? refined, SymbolicCache cache) =>
        refined is not null
            ? KktLinearization.At(problem, refined.X, refined.Y, refined.Kkt, Degenerate, cache)
            : KktLinearization.At(problem, [.. solution.Primal], [.. solution.Dual], null, Degenerate, cache);
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

    internal override Linearization Linearize(QuadraticProgram problem, Solution solution, RefinedPoint? refined, SymbolicCache cache)
    {
        var (x, y) = refined is not null ? (refined.X, refined.Y) : ([.. solution.Primal], [.. solution.Dual]);
        return new BarrierLinearization(problem, BarrierPoint.At(problem, x, y, Mu, cache), Mu);
    }
}

/// <summary>
/// Chooses from the diagnostics: the exact adjoint wherever it determines the answer, the barrier-smoothed derivative
/// where it does not (a minimiser that is not unique in the direction of the seed), and where the smoothed solution cannot be
/// found the exact adjoint with every weakly active row included. The report says what was rejected and why.
/// </summary>
public sealed record Auto : GradientMethod
{
    /// <inheritdoc/>
    public override string Name => "auto";

    internal override Linearization Linearize(QuadraticProgram problem, Solution solution, RefinedPoint? refined, SymbolicCache cache) =>
        new AutoLinearization(
            new Kkt().Linearize(problem, solution, refined, cache),
            new(() => new Barrier().Linearize(problem, solution, refined, cache)),
            new(() => new Kkt { Degenerate = DegeneratePolicy.Include }.Linearize(problem, solution, refined, cache)));
}

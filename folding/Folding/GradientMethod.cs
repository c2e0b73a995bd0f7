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

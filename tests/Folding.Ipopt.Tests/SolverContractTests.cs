using Folding.Problems;
using Folding.SolverContract;

namespace Folding.Ipopt.Tests;

/// <summary>Ipopt as a solver of nonlinear programs.</summary>
public sealed class NonlinearContractTests : NonlinearSolverContract
{
    protected override ISolver<NonlinearProgram> Solver { get; } = new IpoptSolver();
}

/// <summary>Ipopt as a solver of quadratic programs.</summary>
public sealed class QuadraticContractTests : QuadraticSolverContract
{
    private const string NoStrictComplementarity = "an interior point ends √µ = 3e-6 away from a bound whose multiplier is zero";

    protected override ISolver<QuadraticProgram> Solver { get; } = new IpoptSolver();

    protected override IReadOnlyList<Exclusion> Exclusions { get; } =
    [
        new("weakly_active_row", NoStrictComplementarity),
        new("strong_and_weak_row", NoStrictComplementarity),
        new("tiny_scale", "Ipopt's tolerances on points are absolute, and 1e-10 is no small distance among bounds of 1e-7"),
    ];

    // Unbounded, but flat enough across that the iterates wander among rounding errors when told never to give up.
    protected override QuadraticProgram LongProblem { get; } = new(
        CscMatrix.UpperTriangleOf(new double[,] { { 1, -1 }, { -1, 1 } }), [-1, -1], CscMatrix.Zero(0, 2), [], []);

    protected override ISolver<QuadraticProgram> LongSolver { get; } = new IpoptSolver(new()
    {
        MaxIterations = int.MaxValue,
        Named = IpoptOptions.Default.Named.Add("diverging_iterates_tol", "1e300"),
    });
}

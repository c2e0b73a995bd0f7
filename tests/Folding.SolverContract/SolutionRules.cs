using Folding.Problems;

namespace Folding.SolverContract;

/// <summary>What the checks of a solution need to know about the solver and the problem class.</summary>
public sealed class SolutionRules<TProblem>
    where TProblem : class, IProblem
{
    /// <summary>Largest error relative to the size of the numbers.</summary>
    public required double Tolerance { get; init; }

    /// <summary>What the solver claims.</summary>
    public required SolverCapabilities Capabilities { get; init; }

    /// <summary>Dense view of a problem.</summary>
    public required Func<TProblem, DenseView> View { get; init; }

    /// <summary>(expected, actual): whether the actual termination is right.</summary>
    public required Func<TerminationStatus, TerminationStatus, bool> Agrees { get; init; }

    /// <summary>Whether solutions of the problem come with multipliers.</summary>
    public required Func<TProblem, bool> HasMultipliers { get; init; }

    /// <summary>Whether the problem has a certificate where it has no solution.</summary>
    public required Func<TProblem, bool> HasCertificate { get; init; }

    /// <summary>The library's own check of a dual ray.</summary>
    public required Func<TProblem, double[], double> InfeasibilityError { get; init; }

    /// <summary>The library's own check of a primal ray.</summary>
    public required Func<TProblem, double[], double> UnboundednessError { get; init; }
}

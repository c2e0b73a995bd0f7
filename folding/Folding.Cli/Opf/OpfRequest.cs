namespace Folding.Cli.Opf;

/// <summary>What one <c>fold opf</c> was asked for.</summary>
internal sealed record OpfRequest
{
    /// <summary>One of <see cref="OpfStudy.Formulations"/>.</summary>
    public required string Formulation { get; init; }

    /// <summary>One of <see cref="SolverChoice.Names"/>; null for the default of the formulation.</summary>
    public string? Solver { get; init; }

    /// <summary>Options of the solver by their native names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>How to differentiate.</summary>
    public GradientMethod Method { get; init; } = new Auto();

    /// <summary>What to differentiate.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Seconds; null for no limit.</summary>
    public double? TimeLimit { get; init; }

    public bool Verbose { get; init; }

    public string? Json { get; init; }

    public string? Plot { get; init; }
}

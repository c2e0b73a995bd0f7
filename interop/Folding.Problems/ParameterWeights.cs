namespace Folding.Problems;

/// <summary>
/// The weights of <see cref="NonlinearProgram.ParameterGradient"/>: one number or vector for each thing that may depend on the
/// parameters. An empty span stands for zero; bounds that are infinite do not move and are left out.
/// </summary>
public readonly ref struct ParameterWeights
{
    /// <summary>Weight of f.</summary>
    public double Objective { get; init; }

    /// <summary>Weights of g, length m.</summary>
    public ReadOnlySpan<double> Constraints { get; init; }

    /// <summary>Weights of ∇_x(f + λ'g), length n: the primal part r_x of an adjoint.</summary>
    public ReadOnlySpan<double> Stationarity { get; init; }

    /// <summary>Weights of gL, length m.</summary>
    public ReadOnlySpan<double> ConstraintLower { get; init; }

    /// <summary>Weights of gU, length m.</summary>
    public ReadOnlySpan<double> ConstraintUpper { get; init; }

    /// <summary>Weights of xL, length n.</summary>
    public ReadOnlySpan<double> VariableLower { get; init; }

    /// <summary>Weights of xU, length n.</summary>
    public ReadOnlySpan<double> VariableUpper { get; init; }
}

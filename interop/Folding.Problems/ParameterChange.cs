namespace Folding.Problems;

/// <summary>
/// What <see cref="NonlinearProgram.ParameterTangent"/> writes: how everything that may depend on the parameters changes along a
/// direction of them, at a fixed point (x, λ). Reusable.
/// </summary>
public sealed class ParameterChange
{
    /// <summary>Room for a program of these sizes.</summary>
    /// <exception cref="ArgumentNullException">No program.</exception>
    public ParameterChange(NonlinearProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        Constraints = new double[program.ConstraintCount];
        Stationarity = new double[program.VariableCount];
        ConstraintLower = new double[program.ConstraintCount];
        ConstraintUpper = new double[program.ConstraintCount];
        VariableLower = new double[program.VariableCount];
        VariableUpper = new double[program.VariableCount];
    }

    /// <summary>Of f.</summary>
    public double Objective { get; set; }

    /// <summary>Of g, length m.</summary>
    public Memory<double> Constraints { get; }

    /// <summary>Of ∇_x(f + λ'g), length n.</summary>
    public Memory<double> Stationarity { get; }

    /// <summary>Of gL, length m; 0 where infinite.</summary>
    public Memory<double> ConstraintLower { get; }

    /// <summary>Of gU, length m; 0 where infinite.</summary>
    public Memory<double> ConstraintUpper { get; }

    /// <summary>Of xL, length n; 0 where infinite.</summary>
    public Memory<double> VariableLower { get; }

    /// <summary>Of xU, length n; 0 where infinite.</summary>
    public Memory<double> VariableUpper { get; }

    /// <summary>Everything to zero.</summary>
    public void Clear()
    {
        Objective = 0;
        foreach (var block in (ReadOnlySpan<Memory<double>>)[Constraints, Stationarity, ConstraintLower, ConstraintUpper, VariableLower, VariableUpper]) block.Span.Clear();
    }
}

namespace Folding;

/// <summary>How a gradient check probes.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>Random directions per block of data.</summary>
    public int Directions { get; init; } = 2;

    /// <summary>Relative size of the first finite-difference step; it shrinks where the active set changes within it.</summary>
    public double Step { get; init; } = 1e-5;

    /// <summary>How often the step may shrink, by a factor of ten each time, before a direction counts as a kink.</summary>
    public int Shrinkings { get; init; } = 3;

    /// <summary>Relative disagreement from which a direction fails.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Seed of the random directions.</summary>
    public int RandomSeed { get; init; } = 1;
}

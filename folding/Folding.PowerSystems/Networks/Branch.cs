namespace Folding.PowerSystems;

/// <summary>
/// A line or transformer in service, as a π-circuit behind an ideal transformer at its from end. Impedances and powers are per
/// unit, angles in radians.
/// </summary>
public sealed record Branch
{
    /// <summary>Its row in the case, from 1: rows of branches out of service keep their numbers.</summary>
    public required int Number { get; init; }

    /// <summary>Index of the bus it starts from.</summary>
    public required int From { get; init; }

    /// <summary>Index of the bus it leads to.</summary>
    public required int To { get; init; }

    /// <summary>Series resistance r.</summary>
    public double Resistance { get; init; }

    /// <summary>Series reactance x; r and x are not both zero.</summary>
    public double Reactance { get; init; }

    /// <summary>Total charging susceptance b, half of it at each end.</summary>
    public double Charging { get; init; }

    /// <summary>Voltage ratio of the transformer; 1 for a line.</summary>
    public double Tap { get; init; } = 1;

    /// <summary>Phase shift of the transformer: the from end leads the to end by it.</summary>
    public double Shift { get; init; }

    /// <summary>Largest apparent power at either end; +∞ for none.</summary>
    public double Rating { get; init; } = double.PositiveInfinity;

    /// <summary>Least angle difference from - to; -∞ for none.</summary>
    public double AngleLower { get; init; } = double.NegativeInfinity;

    /// <summary>Largest angle difference from - to; +∞ for none.</summary>
    public double AngleUpper { get; init; } = double.PositiveInfinity;
}

namespace Folding.PowerSystems;

/// <summary>
/// A generator in service. Powers are per unit of the network's base power; costs are in the units of the trade:
/// <c>QuadraticCost P² + LinearCost P + ConstantCost</c> dollars an hour at P megawatts.
/// </summary>
public sealed record Generator
{
    /// <summary>Its row in the case, from 1: rows of generators out of service keep their numbers.</summary>
    public required int Number { get; init; }

    /// <summary>Index of its bus in the network.</summary>
    public required int Bus { get; init; }

    /// <summary>Active power the case was stored with.</summary>
    public double ActivePower { get; init; }

    /// <summary>Reactive power the case was stored with.</summary>
    public double ReactivePower { get; init; }

    /// <summary>Voltage that it holds at its bus in a power flow.</summary>
    public double VoltageSetpoint { get; init; } = 1;

    /// <summary>Pmin; -∞ for none.</summary>
    public double ActiveLower { get; init; }

    /// <summary>Pmax; +∞ for none.</summary>
    public double ActiveUpper { get; init; } = double.PositiveInfinity;

    /// <summary>Qmin; -∞ for none.</summary>
    public double ReactiveLower { get; init; } = double.NegativeInfinity;

    /// <summary>Qmax; +∞ for none.</summary>
    public double ReactiveUpper { get; init; } = double.PositiveInfinity;

    /// <summary>c2, $/h per MW².</summary>
    public double QuadraticCost { get; init; }

    /// <summary>c1, $/h per MW.</summary>
    public double LinearCost { get; init; }

    /// <summary>c0, $/h.</summary>
    public double ConstantCost { get; init; }
}

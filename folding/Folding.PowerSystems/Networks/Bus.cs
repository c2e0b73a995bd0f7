namespace Folding.PowerSystems;

/// <summary>A node of the network. Powers are per unit of the network's base power, voltages per unit, angles in radians.</summary>
public sealed record Bus
{
    /// <summary>Its label in the case; unique within a network.</summary>
    public required int Id { get; init; }

    /// <summary>What a power flow holds fixed here; an optimal power flow only asks which bus is the reference.</summary>
    public BusKind Kind { get; init; } = BusKind.Load;

    /// <summary>Active load Pd.</summary>
    public double ActiveLoad { get; init; }

    /// <summary>Reactive load Qd.</summary>
    public double ReactiveLoad { get; init; }

    /// <summary>Shunt conductance Gs: active power consumed at a voltage of 1.</summary>
    public double ShuntConductance { get; init; }

    /// <summary>Shunt susceptance Bs: reactive power injected at a voltage of 1.</summary>
    public double ShuntSusceptance { get; init; }

    /// <summary>Least voltage.</summary>
    public double VoltageLower { get; init; } = 0.9;

    /// <summary>Largest voltage.</summary>
    public double VoltageUpper { get; init; } = 1.1;

    /// <summary>Voltage the case was stored with.</summary>
    public double Voltage { get; init; } = 1;

    /// <summary>Angle the case was stored with.</summary>
    public double Angle { get; init; }
}

/// <summary>What a power flow holds fixed at a bus.</summary>
public enum BusKind
{
    /// <summary>Active and reactive power (PQ).</summary>
    Load = 1,

    /// <summary>Active power and voltage (PV).</summary>
    Generator = 2,

    /// <summary>Voltage and angle; angles are counted from here.</summary>
    Reference = 3,
}

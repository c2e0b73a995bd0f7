namespace Folding.PowerSystems;

/// <summary>What a parameter of an optimal power flow is. The order is the order of the parameter vector.</summary>
public enum OpfParameterKind
{
    /// <summary>Pd of a bus, MW.</summary>
    ActiveLoad,

    /// <summary>Qd of a bus, MVAr.</summary>
    ReactiveLoad,

    /// <summary>c2 of a generator, $/h per MW².</summary>
    QuadraticCost,

    /// <summary>c1 of a generator, $/h per MW.</summary>
    LinearCost,

    /// <summary>c0 of a generator, $/h.</summary>
    ConstantCost,

    /// <summary>Pmin of a generator, MW.</summary>
    ActiveLower,

    /// <summary>Pmax of a generator, MW.</summary>
    ActiveUpper,

    /// <summary>Qmin of a generator, MVAr.</summary>
    ReactiveLower,

    /// <summary>Qmax of a generator, MVAr.</summary>
    ReactiveUpper,

    /// <summary>Vmin of a bus, per unit.</summary>
    VoltageLower,

    /// <summary>Vmax of a bus, per unit.</summary>
    VoltageUpper,

    /// <summary>rateA of a branch, MVA (MW in the DC approximation).</summary>
    Rating,

    /// <summary>angmin of a branch, degrees.</summary>
    AngleLower,

    /// <summary>angmax of a branch, degrees.</summary>
    AngleUpper,
}

/// <summary>Words for the kinds of parameters.</summary>
public static class OpfParameterKindExtensions
{
    /// <summary>The short word that names begin with, for example <c>pd</c> in <c>pd:3</c>.</summary>
    public static string ToWord(this OpfParameterKind kind) => kind switch
    {
        OpfParameterKind.ActiveLoad => "pd",
        OpfParameterKind.ReactiveLoad => "qd",
        OpfParameterKind.QuadraticCost => "c2",
        OpfParameterKind.LinearCost => "c1",
        OpfParameterKind.ConstantCost => "c0",
        OpfParameterKind.ActiveLower => "pmin",
        OpfParameterKind.ActiveUpper => "pmax",
        OpfParameterKind.ReactiveLower => "qmin",
        OpfParameterKind.ReactiveUpper => "qmax",
        OpfParameterKind.VoltageLower => "vmin",
        OpfParameterKind.VoltageUpper => "vmax",
        OpfParameterKind.Rating => "rate",
        OpfParameterKind.AngleLower => "angmin",
        OpfParameterKind.AngleUpper => "angmax",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of parameter."),
    };

    /// <summary>The unit of the parameter.</summary>
    public static string ToUnit(this OpfParameterKind kind) => kind switch
    {
        OpfParameterKind.ActiveLoad or OpfParameterKind.ActiveLower or OpfParameterKind.ActiveUpper => "MW",
        OpfParameterKind.ReactiveLoad or OpfParameterKind.ReactiveLower or OpfParameterKind.ReactiveUpper => "MVAr",
        OpfParameterKind.QuadraticCost => "$/MW²h",
        OpfParameterKind.LinearCost => "$/MWh",
        OpfParameterKind.ConstantCost => "$/h",
        OpfParameterKind.VoltageLower or OpfParameterKind.VoltageUpper => "p.u.",
        OpfParameterKind.Rating => "MVA",
        OpfParameterKind.AngleLower or OpfParameterKind.AngleUpper => "deg",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of parameter."),
    };

    /// <summary>True for the bounds, false for loads and costs.</summary>
    public static bool IsLimit(this OpfParameterKind kind) => kind >= OpfParameterKind.ActiveLower;

    /// <summary>True for a greatest value, false for a least one.</summary>
    internal static bool IsUpper(this OpfParameterKind kind) => kind is
        OpfParameterKind.ActiveUpper or OpfParameterKind.ReactiveUpper or OpfParameterKind.VoltageUpper or OpfParameterKind.Rating or OpfParameterKind.AngleUpper;
}

/// <summary>One parameter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Element">Index of its bus, generator or branch in the network.</param>
public readonly record struct OpfParameter(OpfParameterKind Kind, int Element);

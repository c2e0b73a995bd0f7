using System.Collections.Immutable;
using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>An optimal power flow's solution in the units of the trade. The arrays follow the network's buses, generators and branches.</summary>
public sealed record OpfResult
{
    /// <summary>The network.</summary>
    public required Network Network { get; init; }

    /// <summary>The solver's solution, per unit.</summary>
    public required Solution Solution { get; init; }

    /// <summary>Total cost, $/h.</summary>
    public required double Cost { get; init; }

    /// <summary>Voltage of each bus, per unit; 1 in the DC approximation.</summary>
    public required ImmutableArray<double> Voltages { get; init; }

    /// <summary>Angle of each bus, degrees.</summary>
    public required ImmutableArray<double> Angles { get; init; }

    /// <summary>Active power of each generator, MW.</summary>
    public required ImmutableArray<double> ActivePowers { get; init; }

    /// <summary>Reactive power of each generator, MVAr; 0 in the DC approximation.</summary>
    public required ImmutableArray<double> ReactivePowers { get; init; }

    /// <summary>Locational marginal price of active power at each bus, $/MWh: d cost/d Pd.</summary>
    public required ImmutableArray<double> Prices { get; init; }

    /// <summary>Marginal price of reactive power at each bus, $/MVArh: d cost/d Qd; 0 in the DC approximation.</summary>
    public required ImmutableArray<double> ReactivePrices { get; init; }

    /// <summary>Flows of each branch.</summary>
    public required ImmutableArray<BranchResult> Branches { get; init; }

    /// <summary>Limits that bind, with what a unit more of each would change.</summary>
    public required ImmutableArray<BindingLimit> BindingLimits { get; init; }

    /// <summary>Losses in all branches, MW.</summary>
    public double Losses => Branches.Sum(static b => b.Losses);
}

/// <summary>The flows of a branch, out of its from bus and out of its to bus.</summary>
/// <param name="ActiveFrom">MW at the from end.</param>
/// <param name="ReactiveFrom">MVAr at the from end.</param>
/// <param name="ActiveTo">MW at the to end.</param>
/// <param name="ReactiveTo">MVAr at the to end.</param>
/// <param name="Rating">Rating, MVA; +∞ for none.</param>
public readonly record struct BranchResult(double ActiveFrom, double ReactiveFrom, double ActiveTo, double ReactiveTo, double Rating)
{
    /// <summary>Losses, MW.</summary>
    public double Losses => ActiveFrom + ActiveTo;

    /// <summary>The larger apparent power of the two ends, MVA.</summary>
    public double ApparentPower => Math.Max(double.Hypot(ActiveFrom, ReactiveFrom), double.Hypot(ActiveTo, ReactiveTo));

    /// <summary>Apparent power divided by the rating; 0 without a rating.</summary>
    public double Loading => ApparentPower / Rating;
}

/// <summary>A limit that binds.</summary>
/// <param name="Parameter">Which limit.</param>
/// <param name="Name">Its name, as <see cref="OpfParameters.NameOf"/> gives it.</param>
/// <param name="Bound">Its value, in its unit.</param>
/// <param name="CostPerUnit">What the cost changes when the limit grows by one unit: d cost/d limit.</param>
public readonly record struct BindingLimit(OpfParameter Parameter, string Name, double Bound, double CostPerUnit);

using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Folding.PowerSystems;

/// <summary>
/// The parameters p of an optimal power flow in the units of the trade (MW, MVAr, $/h, p.u., MVA, degrees): loads of all buses, cost
/// coefficients of all generators, and every limit that is finite. The vector is ordered by kind, then by element.
/// </summary>
public sealed class OpfParameters
{
    private const double Degree = Math.PI / 180;

    private static readonly Comparer<OpfParameter> InOrder = Comparer<OpfParameter>.Create(static (a, b) => a.Kind == b.Kind ? a.Element - b.Element : (int)a.Kind - (int)b.Kind);

    private readonly Network _network;

    internal OpfParameters(Network network, Func<OpfParameterKind, bool> has)
    {
        _network = network;
        var items = ImmutableArray.CreateBuilder<OpfParameter>();
        foreach (var kind in Enum.GetValues<OpfParameterKind>())
        {
            if (!has(kind)) continue;
            for (var e = 0; e < CountOf(kind); e++)
            {
                if (double.IsFinite(ValueOf(network, new(kind, e)))) items.Add(new(kind, e));
            }
        }

        Items = items.ToImmutable();
    }

    /// <summary>The parameters in the order of the vector.</summary>
    public ImmutableArray<OpfParameter> Items { get; }

    /// <summary>Index of a parameter in the vector; -1 where the program does not have it (a limit that is infinite).</summary>
    public int IndexOf(OpfParameterKind kind, int element) => Math.Max(-1, Items.BinarySearch(new(kind, element), InOrder));

    /// <summary>Name of a parameter: <c>pd:3</c> with the bus, <c>c1:2</c> with the row of the generator, <c>rate:4-7</c> with the branch.</summary>
    public string NameOf(int index)
    {
        var (kind, element) = Items[index];
        var place = PartOf(kind) switch
        {
            NetworkPart.Bus => _network.Buses[element].Id.ToString(CultureInfo.InvariantCulture),
            NetworkPart.Generator => _network.Generators[element].Number.ToString(CultureInfo.InvariantCulture),
            _ => _network.NameOfBranch(element),
        };
        return $"{kind.ToWord()}:{place}";
    }

    /// <summary>The values that a network has.</summary>
    internal ImmutableArray<double> ValuesOf(Network network)
    {
        var values = new double[Items.Length];
        for (var k = 0; k < values.Length; k++) values[k] = ValueOf(network, Items[k]);
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    /// <summary>The network with these values.</summary>
    /// <exception cref="ArgumentException">A wrong length, an entry that is not finite, or values with which it is no network; the message names the parameter.</exception>
    internal Network Apply(Network network, ReadOnlySpan<double> values)
    {
        if (values.Length != Items.Length) throw new ArgumentException($"There are {Items.Length} parameters; {values.Length} were given.", nameof(values));
        var buses = network.Buses.ToArray();
        var generators = network.Generators.ToArray();
        var branches = network.Branches.ToArray();
        for (var k = 0; k < values.Length; k++)
        {
            var (kind, e) = Items[k];
            var value = values[k];
            if (!double.IsFinite(value)) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The parameter {NameOf(k)} is {value}; it must be finite."), nameof(values));
            switch (PartOf(kind))
            {
                case NetworkPart.Bus:
                    buses[e] = With(buses[e], kind, value, network.BasePower);
                    break;
                case NetworkPart.Generator:
                    generators[e] = With(generators[e], kind, value, network.BasePower);
                    break;
                default:
                    branches[e] = With(branches[e], kind, value, network.BasePower);
                    break;
            }
        }

        var moved = network.With(ImmutableCollectionsMarshal.AsImmutableArray(buses), ImmutableCollectionsMarshal.AsImmutableArray(generators), ImmutableCollectionsMarshal.AsImmutableArray(branches));
        if (NetworkCheck.Find(moved.BasePower, moved.Buses, moved.Generators, moved.Branches) is { } fault) throw new ArgumentException(fault.ToString(), nameof(values));
        return moved;
    }

    internal static NetworkPart PartOf(OpfParameterKind kind) => kind switch
    {
        OpfParameterKind.ActiveLoad or OpfParameterKind.ReactiveLoad or OpfParameterKind.VoltageLower or OpfParameterKind.VoltageUpper => NetworkPart.Bus,
        OpfParameterKind.Rating or OpfParameterKind.AngleLower or OpfParameterKind.AngleUpper => NetworkPart.Branch,
        _ => NetworkPart.Generator,
    };

    private int CountOf(OpfParameterKind kind) => PartOf(kind) switch
    {
        NetworkPart.Bus => _network.Buses.Length,
        NetworkPart.Generator => _network.Generators.Length,
        _ => _network.Branches.Length,
    };

    private static double ValueOf(Network network, OpfParameter parameter)
    {
        var (kind, e) = parameter;
        var power = network.BasePower;
        return kind switch
        {
            OpfParameterKind.ActiveLoad => power * network.Buses[e].ActiveLoad,
            OpfParameterKind.ReactiveLoad => power * network.Buses[e].ReactiveLoad,
            OpfParameterKind.QuadraticCost => network.Generators[e].QuadraticCost,
            OpfParameterKind.LinearCost => network.Generators[e].LinearCost,
            OpfParameterKind.ConstantCost => network.Generators[e].ConstantCost,
            OpfParameterKind.ActiveLower => power * network.Generators[e].ActiveLower,
            OpfParameterKind.ActiveUpper => power * network.Generators[e].ActiveUpper,
            OpfParameterKind.ReactiveLower => power * network.Generators[e].ReactiveLower,
            OpfParameterKind.ReactiveUpper => power * network.Generators[e].ReactiveUpper,
            OpfParameterKind.VoltageLower => network.Buses[e].VoltageLower,
            OpfParameterKind.VoltageUpper => network.Buses[e].VoltageUpper,
            OpfParameterKind.Rating => power * network.Branches[e].Rating,
            OpfParameterKind.AngleLower => network.Branches[e].AngleLower / Degree,
            _ => network.Branches[e].AngleUpper / Degree,
        };
    }

    private static Bus With(Bus bus, OpfParameterKind kind, double value, double power) => kind switch
    {
        OpfParameterKind.ActiveLoad => bus with { ActiveLoad = value / power },
        OpfParameterKind.ReactiveLoad => bus with { ReactiveLoad = value / power },
        OpfParameterKind.VoltageLower => bus with { VoltageLower = value },
        _ => bus with { VoltageUpper = value },
    };

    private static Generator With(Generator generator, OpfParameterKind kind, double value, double power) => kind switch
    {
        OpfParameterKind.QuadraticCost => generator with { QuadraticCost = value },
        OpfParameterKind.LinearCost => generator with { LinearCost = value },
        OpfParameterKind.ConstantCost => generator with { ConstantCost = value },
        OpfParameterKind.ActiveLower => generator with { ActiveLower = value / power },
        OpfParameterKind.ActiveUpper => generator with { ActiveUpper = value / power },
        OpfParameterKind.ReactiveLower => generator with { ReactiveLower = value / power },
        _ => generator with { ReactiveUpper = value / power },
    };

    private static Branch With(Branch branch, OpfParameterKind kind, double value, double power) => kind switch
    {
        OpfParameterKind.Rating => branch with { Rating = value / power },
        OpfParameterKind.AngleLower => branch with { AngleLower = value * Degree },
        _ => branch with { AngleUpper = value * Degree },
    };
}

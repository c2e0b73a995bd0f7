using System.Collections.Immutable;
using System.Globalization;

namespace Folding.PowerSystems;

/// <summary>Which list an element belongs to.</summary>
internal enum NetworkPart
{
    Network,
    Bus,
    Generator,
    Branch,
}

/// <summary>What is wrong with a network, and where.</summary>
/// <param name="Part">The list.</param>
/// <param name="Index">Index in that list.</param>
/// <param name="Message">The cause and the mend.</param>
internal sealed record NetworkFault(NetworkPart Part, int Index, string Message)
{
    public override string ToString() => Part == NetworkPart.Network ? Message : string.Create(CultureInfo.InvariantCulture, $"{Part} {Index}: {Message}");
}

/// <summary>Finds the first fault of a network: in its elements, then in how they hang together.</summary>
internal static class NetworkCheck
{
    public static NetworkFault? Find(double basePower, ImmutableArray<Bus> buses, ImmutableArray<Generator> generators, ImmutableArray<Branch> branches)
    {
        if (!(basePower > 0 && double.IsFinite(basePower))) return new(NetworkPart.Network, 0, Text($"the base power is {basePower} MVA; it must be positive."));
        if (buses.IsEmpty) return new(NetworkPart.Network, 0, "the network has no bus in service.");
        var ids = new HashSet<int>(buses.Length);
        for (var i = 0; i < buses.Length; i++)
        {
            var fault = ids.Add(buses[i].Id) ? OfBus(buses[i]) : Text($"bus {buses[i].Id} occurs twice; give it a number of its own.");
            if (fault is not null) return new(NetworkPart.Bus, i, fault);
        }

        for (var g = 0; g < generators.Length; g++)
        {
            if (OfGenerator(generators[g], buses) is { } fault) return new(NetworkPart.Generator, g, fault);
        }

        for (var l = 0; l < branches.Length; l++)
        {
            if (OfBranch(branches[l], buses) is { } fault) return new(NetworkPart.Branch, l, fault);
        }

        return OfIslands(buses, generators, branches);
    }

    private static string? OfBus(Bus bus)
    {
        if (!Finite(bus.ActiveLoad, bus.ReactiveLoad, bus.ShuntConductance, bus.ShuntSusceptance, bus.Voltage, bus.Angle))
            return Text($"bus {bus.Id} has a load, shunt, voltage or angle that is not a finite number.");
        if (!(bus.VoltageLower >= 0) || !double.IsFinite(bus.VoltageUpper) || !(bus.VoltageLower <= bus.VoltageUpper) || bus.VoltageUpper == 0)
            return Text($"bus {bus.Id} has the voltage limits {bus.VoltageLower} to {bus.VoltageUpper}; they must be finite, not negative, and Vmin at most Vmax.");
        return null;
    }

    private static string? OfGenerator(Generator generator, ImmutableArray<Bus> buses)
    {
        if ((uint)generator.Bus >= (uint)buses.Length) return Text($"generator {generator.Number} stands at bus index {generator.Bus}, but there are {buses.Length} buses.");
        if (!Finite(generator.QuadraticCost, generator.LinearCost, generator.ConstantCost)) return Text($"generator {generator.Number} has a cost that is not a finite number.");
        if (!Finite(generator.ActivePower, generator.ReactivePower, generator.VoltageSetpoint)) return Text($"generator {generator.Number} has a set point that is not a finite number.");
        if (!Ordered(generator.ActiveLower, generator.ActiveUpper))
            return Text($"generator {generator.Number} has Pmin {generator.ActiveLower} and Pmax {generator.ActiveUpper} (per unit); Pmin must be at most Pmax.");
        if (!Ordered(generator.ReactiveLower, generator.ReactiveUpper))
            return Text($"generator {generator.Number} has Qmin {generator.ReactiveLower} and Qmax {generator.ReactiveUpper} (per unit); Qmin must be at most Qmax.");
        return null;
    }

    private static string? OfBranch(Branch branch, ImmutableArray<Bus> buses)
    {
        if ((uint)branch.From >= (uint)buses.Length || (uint)branch.To >= (uint)buses.Length)
            return Text($"branch {branch.Number} joins the bus indices {branch.From} and {branch.To}, but there are {buses.Length} buses.");
        var name = Text($"branch {branch.Number} ({buses[branch.From].Id}-{buses[branch.To].Id})");
        if (branch.From == branch.To) return $"{name} joins a bus to itself.";
        if (!Finite(branch.Resistance, branch.Reactance, branch.Charging, branch.Tap, branch.Shift)) return $"{name} has an impedance, tap or shift that is not a finite number.";
        if (branch.Resistance == 0 && branch.Reactance == 0) return $"{name} has zero impedance; join its two buses into one, or give it a small reactance.";
        if (branch.Tap <= 0) return Text($"{name} has the tap ratio {branch.Tap}; it must be positive (0 in a case stands for 1).");
        if (!(branch.Rating > 0)) return Text($"{name} has the rating {branch.Rating}; it must be positive (0 in a case stands for no limit).");
        if (!Ordered(branch.AngleLower, branch.AngleUpper)) return Text($"{name} has the angle limits {branch.AngleLower} to {branch.AngleUpper} (radians); the lower must be at most the upper.");
        return null;
    }

    private static NetworkFault? OfIslands(ImmutableArray<Bus> buses, ImmutableArray<Generator> generators, ImmutableArray<Branch> branches)
    {
        var island = Islands.Of(buses.Length, branches);
        var reference = new Dictionary<int, int>();
        for (var i = 0; i < buses.Length; i++)
        {
            if (buses[i].Kind != BusKind.Reference || reference.TryAdd(island[i], i)) continue;
            return new(NetworkPart.Bus, i, Text($"bus {buses[i].Id} is a second reference bus beside bus {buses[reference[island[i]]].Id}, to which it is connected; make one of them type 2."));
        }

        if (reference.Count == 0) return new(NetworkPart.Network, 0, "there is no reference bus; make one generator bus type 3.");
        for (var i = 0; i < buses.Length; i++)
        {
            if (reference.ContainsKey(island[i])) continue;
            var members = Enumerable.Range(0, buses.Length).Where(j => island[j] == island[i]).ToArray();
            var loaded = members.Where(j => buses[j].ActiveLoad != 0 || buses[j].ReactiveLoad != 0).ToArray();
            var what = loaded.Length > 0 ? "with load" : generators.Any(g => island[g.Bus] == island[i]) ? "with a generator" : "without load";
            var at = loaded.Length > 0 ? loaded[0] : i;
            return new(NetworkPart.Bus, at, Text($"bus {buses[at].Id} lies in an island of {members.Length} {(members.Length == 1 ? "bus" : "buses")} {what} that is not connected to a reference bus; connect it, make one of its generator buses type 3, or leave its buses out by type 4."));
        }

        return null;
    }

    private static bool Finite(params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value)) return false;
        }

        return true;
    }

    private static bool Ordered(double lower, double upper) => lower <= upper && !double.IsPositiveInfinity(lower) && !double.IsNegativeInfinity(upper);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

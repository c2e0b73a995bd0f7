using System.Globalization;

namespace Folding.PowerSystems;

/// <summary>What an output is.</summary>
internal enum OutputKind
{
    Losses,
    ActivePower,
    ReactivePower,
    Voltage,
    Angle,
    Price,
    ReactivePrice,
    Flow,
}

/// <summary>The name of an output, taken apart.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Element">Index of its generator, bus or branch.</param>
/// <param name="AtToEnd">For a flow: measured at the to end of the branch, because the name gives its buses the other way round.</param>
internal readonly record struct OutputName(OutputKind Kind, int Element, bool AtToEnd)
{
    private const string Known = "losses, pg:GENERATOR, qg:GENERATOR, vm:BUS, va:BUS, price:BUS, qprice:BUS or flow:BUS-BUS";

    /// <exception cref="ArgumentException">There is no such output; the message says what there is.</exception>
    public static OutputName Parse(string name, Network network)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == "losses") return new(OutputKind.Losses, 0, false);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var (word, place) = colon < 0 ? (name, "") : (name[..colon], name[(colon + 1)..]);
        return word switch
        {
            "pg" => new(OutputKind.ActivePower, Generator(name, place, network), false),
            "qg" => new(OutputKind.ReactivePower, Generator(name, place, network), false),
            "vm" => new(OutputKind.Voltage, Bus(name, place, network), false),
            "va" => new(OutputKind.Angle, Bus(name, place, network), false),
            "price" => new(OutputKind.Price, Bus(name, place, network), false),
            "qprice" => new(OutputKind.ReactivePrice, Bus(name, place, network), false),
            "flow" => Flow(name, place, network),
            _ => throw new ArgumentException($"There is no output '{name}'; it must be {Known}.", nameof(name)),
        };
    }

    private static int Generator(string name, string place, Network network)
    {
        var index = int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? network.IndexOfGenerator(number) : -1;
        return index >= 0 ? index : throw new ArgumentException($"There is no output '{name}': no generator in service stands in row '{place}' of the case.", nameof(name));
    }

    private static int Bus(string name, string place, Network network)
    {
        var index = int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? network.IndexOfBus(id) : -1;
        return index >= 0 ? index : throw new ArgumentException($"There is no output '{name}': the network has no bus '{place}'.", nameof(name));
    }

    private static OutputName Flow(string name, string place, Network network)
    {
        if (network.IndexOfBranch(place) is var index and >= 0) return new(OutputKind.Flow, index, false);
        if (place.Split('-', '#') is [var from, var to, .. var circuit] && network.IndexOfBranch(string.Join('#', [$"{to}-{from}", .. circuit])) is var turned and >= 0)
            return new(OutputKind.Flow, turned, true);
        throw new ArgumentException($"There is no output '{name}': no branch in service joins the buses '{place}' (write BUS-BUS, for a second circuit BUS-BUS#2).", nameof(name));
    }
}

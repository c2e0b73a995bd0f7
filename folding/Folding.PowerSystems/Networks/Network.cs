using System.Collections.Immutable;
using System.Globalization;

namespace Folding.PowerSystems;

/// <summary>
/// A transmission network in per-unit quantities: only what is in service, every bus connected to a reference bus. Immutable.
/// </summary>
public sealed class Network
{
    private readonly Dictionary<int, int> _indexOf;
    private readonly string?[] _branchNames;

    /// <summary>Checks the network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="basePower">MVA that count as 1.</param>
    /// <param name="buses">The buses.</param>
    /// <param name="generators">The generators, in the order of reports.</param>
    /// <param name="branches">The branches.</param>
    /// <exception cref="ArgumentException">The network is not one; the message names the bus, generator or branch and the mend.</exception>
    public Network(string name, double basePower, IEnumerable<Bus> buses, IEnumerable<Generator> generators, IEnumerable<Branch> branches)
        : this(name, basePower, [.. buses], [.. generators], [.. branches], [])
    {
        if (NetworkCheck.Find(basePower, Buses, Generators, Branches) is { } fault) throw new ArgumentException(fault.ToString());
    }

    /// <summary>A network that is known to be right.</summary>
    internal Network(string name, double basePower, ImmutableArray<Bus> buses, ImmutableArray<Generator> generators, ImmutableArray<Branch> branches, ImmutableArray<string> remarks)
    {
        Name = name;
        BasePower = basePower;
        Buses = buses;
        Generators = generators;
        Branches = branches;
        Remarks = remarks;
        _indexOf = new(buses.Length);
        for (var i = 0; i < buses.Length; i++) _indexOf.TryAdd(buses[i].Id, i);
        _branchNames = new string?[branches.Length];
    }

    /// <summary>Name of the case.</summary>
    public string Name { get; }

    /// <summary>MVA that count as 1.</summary>
    public double BasePower { get; }

    /// <summary>The buses.</summary>
    public ImmutableArray<Bus> Buses { get; }

    /// <summary>The generators in service, in the order of the case.</summary>
    public ImmutableArray<Generator> Generators { get; }

    /// <summary>The branches in service, in the order of the case.</summary>
    public ImmutableArray<Branch> Branches { get; }

    /// <summary>Sentences about what the reader left out.</summary>
    public ImmutableArray<string> Remarks { get; }

    /// <summary>Index of the bus with this label; -1 where there is none.</summary>
    public int IndexOfBus(int id) => _indexOf.GetValueOrDefault(id, -1);

    /// <summary>Index of the generator of this row of the case; -1 where there is none in service.</summary>
    public int IndexOfGenerator(int number)
    {
        for (var g = 0; g < Generators.Length; g++)
        {
            if (Generators[g].Number == number) return g;
        }

        return -1;
    }

    /// <summary>A branch in words: <c>4-7</c>, its parallels in the order of the case <c>4-7#2</c>, <c>4-7#3</c>, …</summary>
    public string NameOfBranch(int index)
    {
        if (_branchNames[index] is { } known) return known;
        var (from, to) = (Branches[index].From, Branches[index].To);
        var circuit = 1;
        for (var l = 0; l < index; l++)
        {
            if (Branches[l].From == from && Branches[l].To == to) circuit++;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{Buses[from].Id}-{Buses[to].Id}");
        if (circuit > 1) name += string.Create(CultureInfo.InvariantCulture, $"#{circuit}");
        return _branchNames[index] = name;
    }

    /// <summary>Index of the branch with this name (see <see cref="NameOfBranch"/>); -1 where there is none.</summary>
    public int IndexOfBranch(string name)
    {
        for (var l = 0; l < Branches.Length; l++)
        {
            if (NameOfBranch(l) == name) return l;
        }

        return -1;
    }

    /// <summary>The network with the state of an optimal power flow: its voltages, angles and generator set points.</summary>
    /// <exception cref="ArgumentException">The result belongs to another network.</exception>
    public Network WithStateOf(OpfResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Voltages.Length != Buses.Length || result.ActivePowers.Length != Generators.Length)
            throw new ArgumentException($"The result has {result.Voltages.Length} buses and {result.ActivePowers.Length} generators; this network has {Buses.Length} and {Generators.Length}.", nameof(result));
        return With(
            [.. Buses.Select((bus, i) => bus with { Voltage = result.Voltages[i], Angle = result.Angles[i] * (Math.PI / 180) })],
            [.. Generators.Select((generator, g) => generator with
            {
                ActivePower = result.ActivePowers[g] / BasePower,
                ReactivePower = result.ReactivePowers[g] / BasePower,
                VoltageSetpoint = result.Voltages[generator.Bus],
            })],
            Branches);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Buses.Length} buses, {Generators.Length} generators, {Branches.Length} branches");

    /// <summary>The same buses, generators and branches in other numbers.</summary>
    internal Network With(ImmutableArray<Bus> buses, ImmutableArray<Generator> generators, ImmutableArray<Branch> branches) =>
        new(Name, BasePower, buses, generators, branches, Remarks);
}

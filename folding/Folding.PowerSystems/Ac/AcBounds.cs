namespace Folding.PowerSystems;

/// <summary>The bounds of an AC optimal power flow and its start: angles 0, voltages and powers in the middle of their limits.</summary>
internal sealed class AcBounds
{
    public AcBounds(Network network, AcStructure s)
    {
        VariableLower = new double[s.VariableCount];
        VariableUpper = new double[s.VariableCount];
        RowLower = new double[s.RowCount];
        RowUpper = new double[s.RowCount];
        Start = new double[s.VariableCount];
        for (var i = 0; i < s.BusCount; i++)
        {
            var bus = network.Buses[i];
            var isReference = bus.Kind == BusKind.Reference;
            Bound(s.Angle(i), isReference ? 0 : double.NegativeInfinity, isReference ? 0 : double.PositiveInfinity);
            Bound(s.Voltage(i), bus.VoltageLower, bus.VoltageUpper);
        }

        for (var g = 0; g < s.GeneratorCount; g++)
        {
            var generator = network.Generators[g];
            Bound(s.ActivePower(g), generator.ActiveLower, generator.ActiveUpper);
            Bound(s.ReactivePower(g), generator.ReactiveLower, generator.ReactiveUpper);
        }

        for (var k = 0; k < s.Rated.Length; k++)
        {
            var rating = network.Branches[s.Rated[k]].Rating;
            RowLower[s.FromLimit(k)] = RowLower[s.ToLimit(k)] = double.NegativeInfinity;
            RowUpper[s.FromLimit(k)] = RowUpper[s.ToLimit(k)] = rating * rating;
        }

        for (var k = 0; k < s.AngleLimited.Length; k++)
        {
            var branch = network.Branches[s.AngleLimited[k]];
            (RowLower[s.AngleRow(k)], RowUpper[s.AngleRow(k)]) = (branch.AngleLower, branch.AngleUpper);
        }
    }

    public double[] VariableLower { get; }

    public double[] VariableUpper { get; }

    public double[] RowLower { get; }

    public double[] RowUpper { get; }

    public double[] Start { get; }

    private void Bound(int variable, double lower, double upper)
    {
        (VariableLower[variable], VariableUpper[variable]) = (lower, upper);
        Start[variable] = double.IsFinite(lower) && double.IsFinite(upper) ? (lower + upper) / 2 : Math.Clamp(0, lower, upper);
    }
}

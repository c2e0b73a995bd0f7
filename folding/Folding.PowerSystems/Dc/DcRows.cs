using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>The rows of the DC program: balances of the buses, flows of the branches with a rating, angle differences of those with limits.</summary>
internal sealed class DcRows
{
    private readonly Network _network;
    private readonly double[] _susceptance;
    private readonly double[] _shift;
    private readonly int[] _flowRow;
    private readonly int[] _angleRow;
    private readonly int _rows;

    public DcRows(Network network, DcApproximation approximation)
    {
        _network = network;
        var branches = network.Branches;
        _susceptance = new double[branches.Length];
        _shift = new double[branches.Length];
        _flowRow = new int[branches.Length];
        _angleRow = new int[branches.Length];
        _rows = network.Buses.Length;
        for (var l = 0; l < branches.Length; l++)
        {
            var branch = branches[l];
            if (approximation == DcApproximation.Transformers && branch.Reactance == 0)
                throw new ArgumentException($"Branch {branch.Number} ({network.NameOfBranch(l)}) has no reactance, which this approximation divides by; use {nameof(DcApproximation)}.{nameof(DcApproximation.Impedance)}.", nameof(network));
            var square = (branch.Resistance * branch.Resistance) + (branch.Reactance * branch.Reactance);
            _susceptance[l] = approximation == DcApproximation.Impedance ? branch.Reactance / square : 1 / (branch.Reactance * branch.Tap);
            _shift[l] = approximation == DcApproximation.Impedance ? 0 : branch.Shift;
            _flowRow[l] = double.IsFinite(branch.Rating) ? _rows++ : -1;
        }

        for (var l = 0; l < branches.Length; l++)
            _angleRow[l] = double.IsFinite(branches[l].AngleLower) || double.IsFinite(branches[l].AngleUpper) ? _rows++ : -1;
    }

    public int ActivePower(int generator) => _network.Buses.Length + generator;

    /// <summary>Row of a branch's flow; -1 without a rating.</summary>
    public int FlowRow(int branch) => _flowRow[branch];

    /// <summary>Row of a branch's angle difference; -1 without limits.</summary>
    public int AngleRow(int branch) => _angleRow[branch];

    public double Susceptance(int branch) => _susceptance[branch];

    /// <summary>Flow of a branch, per unit.</summary>
    public double FlowOf(int branch, ReadOnlySpan<double> x) =>
        _susceptance[branch] * (x[_network.Branches[branch].From] - x[_network.Branches[branch].To] - _shift[branch]);

    public LinearProgram ToProgram()
    {
        var (buses, generators, branches) = (_network.Buses, _network.Generators, _network.Branches);
        var columns = buses.Length + generators.Length;
        var entries = new List<(int Row, int Column, double Value)>((8 * branches.Length) + generators.Length);
        double[] lower = new double[_rows], upper = new double[_rows];
        for (var i = 0; i < buses.Length; i++) lower[i] = -buses[i].ActiveLoad - buses[i].ShuntConductance;
        for (var l = 0; l < branches.Length; l++)
        {
            var (from, to) = (branches[l].From, branches[l].To);
            var (b, constant) = (_susceptance[l], _susceptance[l] * _shift[l]);
            AddDifference(from, b);
            AddDifference(to, -b);
            lower[from] += constant;
            lower[to] -= constant;
            if (_flowRow[l] is var flow and >= 0)
            {
                AddDifference(flow, b);
                (lower[flow], upper[flow]) = (constant - branches[l].Rating, constant + branches[l].Rating);
            }

            if (_angleRow[l] is var angle and >= 0)
            {
                AddDifference(angle, 1);
                (lower[angle], upper[angle]) = (branches[l].AngleLower, branches[l].AngleUpper);
            }

            void AddDifference(int row, double factor)
            {
                entries.Add((row, from, factor));
                entries.Add((row, to, -factor));
            }
        }

        lower.AsSpan(0, buses.Length).CopyTo(upper);
        double[] cost = new double[columns], least = new double[columns], most = new double[columns];
        for (var i = 0; i < buses.Length; i++)
        {
            if (buses[i].Kind != BusKind.Reference) (least[i], most[i]) = (double.NegativeInfinity, double.PositiveInfinity);
        }

        for (var g = 0; g < generators.Length; g++)
        {
            var column = ActivePower(g);
            entries.Add((generators[g].Bus, column, -1));
            cost[column] = generators[g].LinearCost * _network.BasePower;
            (least[column], most[column]) = (generators[g].ActiveLower, generators[g].ActiveUpper);
        }

        return new(cost, CscMatrix.FromTriplets(_rows, columns, entries), lower, upper, least, most, constant: generators.Sum(static g => g.ConstantCost));
    }
}

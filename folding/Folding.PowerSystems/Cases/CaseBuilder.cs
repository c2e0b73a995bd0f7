using System.Collections.Immutable;

namespace Folding.PowerSystems;

/// <summary>
/// Makes a network of the matrices of a case: powers are divided by the base power, angles become radians, a tap of 0 is 1, a rating of
/// 0 is none, angle limits that are both 0 or reach 360 degrees are none, limits of 1e10 and more are none.
/// </summary>
internal sealed class CaseBuilder(MatpowerFields fields)
{
    private const double Unlimited = 1e10;

    private readonly Dictionary<int, int> _rowOfBus = [];
    private readonly List<string> _remarks = [];
    private double _base;
    private int[] _indexOfRow = [];

    private List<int> BusRows { get; } = [];

    private List<int> GeneratorRows { get; } = [];

    private List<int> BranchRows { get; } = [];

    public Network Build(string name)
    {
        var bus = Table("bus", 13);
        var gen = Table("gen", 10);
        var branch = Table("branch", 11);
        var cost = Table("gencost", 4);
        if (fields.BaseMva is not { } basePower) throw fields.Error(1, $"the base power is missing; add mpc.baseMVA = 100; (MVA).");
        if (!(basePower > 0 && double.IsFinite(basePower))) throw fields.Error(fields.BaseMvaLine, $"the base power is {basePower} MVA; it must be positive.");
        _base = basePower;

        var buses = Buses(bus);
        var generators = Generators(gen, bus, new PolynomialCosts(fields, cost, gen.Rows));
        var branches = Branches(branch, bus);
        foreach (var field in fields.Unmodelled.Order(StringComparer.Ordinal)) _remarks.Add($"the field {field} is not modelled and was left out");
        if (NetworkCheck.Find(basePower, buses, generators, branches) is { } fault)
        {
            throw fields.Error(fault.Part switch
            {
                NetworkPart.Bus => bus.RowLines[BusRows[fault.Index]],
                NetworkPart.Generator => gen.RowLines[GeneratorRows[fault.Index]],
                NetworkPart.Branch => branch.RowLines[BranchRows[fault.Index]],
                _ => bus.Line,
            }, $"{fault.Message}");
        }

        return new(name, basePower, buses, generators, branches, [.. _remarks]);
    }

    private MatpowerMatrix Table(string name, int columns)
    {
        if (!fields.Matrices.TryGetValue(name, out var matrix)) throw fields.Error(1, $"the matrix {name} is missing; a case needs mpc.bus, mpc.gen, mpc.branch and mpc.gencost.");
        if (matrix.Rows > 0 && matrix.Columns < columns)
            throw fields.Error(matrix.RowLines[0], $"{matrix.Name} has {matrix.Columns} columns; it needs at least {columns}.");
        return matrix;
    }

    private ImmutableArray<Bus> Buses(MatpowerMatrix table)
    {
        var buses = ImmutableArray.CreateBuilder<Bus>(table.Rows);
        _indexOfRow = new int[table.Rows];
        for (var r = 0; r < table.Rows; r++)
        {
            var id = Whole(table, r, 0, "bus number");
            if (!_rowOfBus.TryAdd(id, r))
                throw fields.Error(table.RowLines[r], $"bus {id} occurs twice, first on line {table.RowLines[_rowOfBus[id]]}; give it a number of its own.");
            var type = Whole(table, r, 1, "bus type");
            if (type is < 1 or > 4) throw fields.Error(table.RowLines[r], $"bus {id} has type {type}; it must be 1 (load), 2 (generator), 3 (reference) or 4 (isolated).");
            _indexOfRow[r] = type == 4 ? -1 : buses.Count;
            if (type == 4) continue;
            BusRows.Add(r);
            buses.Add(new()
            {
                Id = id,
                Kind = (BusKind)type,
                ActiveLoad = Finite(table, r, 2, "Pd") / _base,
                ReactiveLoad = Finite(table, r, 3, "Qd") / _base,
                ShuntConductance = Finite(table, r, 4, "Gs") / _base,
                ShuntSusceptance = Finite(table, r, 5, "Bs") / _base,
                Voltage = Finite(table, r, 7, "Vm"),
                Angle = Radians(Finite(table, r, 8, "Va")),
                VoltageUpper = Finite(table, r, 11, "Vmax"),
                VoltageLower = Finite(table, r, 12, "Vmin"),
            });
        }

        LeftOut(table.Rows - buses.Count, "isolated bus", "isolated buses");
        return buses.ToImmutable();
    }

    private ImmutableArray<Generator> Generators(MatpowerMatrix table, MatpowerMatrix buses, PolynomialCosts costs)
    {
        var generators = ImmutableArray.CreateBuilder<Generator>(table.Rows);
        for (var r = 0; r < table.Rows; r++)
        {
            var bus = BusOf(table, r, 0, $"generator {r + 1}", buses);
            if (bus < 0 || !(Number(table, r, 7, "status") > 0)) continue;
            GeneratorRows.Add(r);
            var (quadratic, linear, constant) = costs.Of(r);
            generators.Add(new()
            {
                Number = r + 1,
                Bus = bus,
                ActivePower = Finite(table, r, 1, "Pg") / _base,
                ReactivePower = Finite(table, r, 2, "Qg") / _base,
                VoltageSetpoint = Finite(table, r, 5, "Vg"),
                ReactiveUpper = Limit(table, r, 3, "Qmax") / _base,
                ReactiveLower = Limit(table, r, 4, "Qmin") / _base,
                ActiveUpper = Limit(table, r, 8, "Pmax") / _base,
                ActiveLower = Limit(table, r, 9, "Pmin") / _base,
                QuadraticCost = quadratic,
                LinearCost = linear,
                ConstantCost = constant,
            });
        }

        LeftOut(table.Rows - generators.Count, "generator out of service", "generators out of service");
        return generators.ToImmutable();
    }

    private ImmutableArray<Branch> Branches(MatpowerMatrix table, MatpowerMatrix buses)
    {
        var branches = ImmutableArray.CreateBuilder<Branch>(table.Rows);
        for (var r = 0; r < table.Rows; r++)
        {
            var from = BusOf(table, r, 0, $"branch {r + 1}", buses);
            var to = BusOf(table, r, 1, $"branch {r + 1}", buses);
            if (from < 0 || to < 0 || Number(table, r, 10, "status") == 0) continue;
            BranchRows.Add(r);
            var (rating, tap) = (Number(table, r, 5, "rateA"), Finite(table, r, 8, "ratio"));
            var (lower, upper) = table.Columns >= 13 ? (Number(table, r, 11, "angmin"), Number(table, r, 12, "angmax")) : (0, 0);
            var limited = lower != 0 || upper != 0;
            branches.Add(new()
            {
                Number = r + 1,
                From = from,
                To = to,
                Resistance = Finite(table, r, 2, "r"),
                Reactance = Finite(table, r, 3, "x"),
                Charging = Finite(table, r, 4, "b"),
                Rating = rating is 0 or >= Unlimited ? double.PositiveInfinity : rating / _base,
                Tap = tap == 0 ? 1 : tap,
                Shift = Radians(Finite(table, r, 9, "angle")),
                AngleLower = limited && lower > -360 ? Radians(lower) : double.NegativeInfinity,
                AngleUpper = limited && upper < 360 ? Radians(upper) : double.PositiveInfinity,
            });
        }

        LeftOut(table.Rows - branches.Count, "branch out of service", "branches out of service");
        return branches.ToImmutable();
    }

    /// <summary>Index of the bus an element refers to; -1 where that bus is isolated.</summary>
    private int BusOf(MatpowerMatrix table, int row, int column, string element, MatpowerMatrix buses)
    {
        var id = Whole(table, row, column, "bus number");
        if (!_rowOfBus.TryGetValue(id, out var at))
            throw fields.Error(table.RowLines[row], $"{element} refers to bus {id}, which {buses.Name} does not have.");
        return _indexOfRow[at];
    }

    private void LeftOut(int count, string one, string many)
    {
        if (count > 0) _remarks.Add(FormattableString.Invariant($"{count} {(count == 1 ? one : many)} left out"));
    }

    private int Whole(MatpowerMatrix table, int row, int column, string what)
    {
        var value = table[row, column];
        if (value != Math.Floor(value) || Math.Abs(value) > int.MaxValue) throw fields.Error(table.RowLines[row], $"the {what} in column {column + 1} of {table.Name} is {value}; it must be a whole number.");
        return (int)value;
    }

    private double Number(MatpowerMatrix table, int row, int column, string what) => fields.Number(table, row, column, what);

    private double Finite(MatpowerMatrix table, int row, int column, string what) => fields.Finite(table, row, column, what);

    /// <summary>A limit of a generator; numbers so large that they stand for none become infinite.</summary>
    private double Limit(MatpowerMatrix table, int row, int column, string what)
    {
        var value = Number(table, row, column, what);
        return value >= Unlimited ? double.PositiveInfinity : value <= -Unlimited ? double.NegativeInfinity : value;
    }

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}

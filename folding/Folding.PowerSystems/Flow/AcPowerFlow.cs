using System.Collections.Immutable;
using Folding.LinearAlgebra;
using Folding.Problems;

namespace Folding.PowerSystems;

/// <summary>
/// The AC power flow: voltages and angles that balance given injections, by Newton's method (Tinney and Hart, IEEE Trans. PAS 86, 1967).
/// <code>
/// unknowns  x = (θ of all buses but the reference, v of the load buses), per unit and radians
/// F(x) = ( active balances of all buses but the reference, reactive balances of the load buses ) = 0
/// x⁺ = x − J(x)⁻¹ F(x)
/// </code>
/// Balances are those of <see cref="AcOptimalPowerFlow"/>. A generator bus without a generator in service counts as a load bus; the voltage
/// of the others is that of their first generator. One object may serve many threads.
/// </summary>
public sealed class AcPowerFlow
{
    private readonly Network _network;
    private readonly AcOptimalPowerFlow _program;
    private readonly double[] _fixed;
    private readonly int[] _variables;
    private readonly int[] _rows;
    private readonly int[] _entries;
    private readonly AugmentedSystem _system;

    /// <summary>The power flow of a network at its generators' active powers and voltage set points.</summary>
    public AcPowerFlow(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        _program = new(network);
        var s = _program.Structure;
        var kinds = KindsOf(network);
        _fixed = Given(network, s, kinds);
        var angles = Enumerable.Range(0, s.BusCount).Where(i => kinds[i] != BusKind.Reference).ToArray();
        var voltages = Enumerable.Range(0, s.BusCount).Where(i => kinds[i] == BusKind.Load).ToArray();
        _variables = [.. angles.Select(s.Angle), .. voltages.Select(s.Voltage)];
        _rows = [.. angles.Select(s.ActiveBalance), .. voltages.Select(s.ReactiveBalance)];
        (JacobianPattern, _entries) = Submatrix(_program.JacobianPattern, _rows, _variables);
        _system = new(JacobianPattern);
        Start = [.. _variables.Select(j => _fixed[j])];
    }

    /// <summary>Number of unknowns.</summary>
    public int UnknownCount => _variables.Length;

    /// <summary>The state that the case was stored with.</summary>
    public ImmutableArray<double> Start { get; }

    /// <summary>Pattern of the Jacobian of F.</summary>
    public SparsityPattern JacobianPattern { get; }

    /// <summary>Writes F(x), per unit.</summary>
    /// <param name="x">The unknowns.</param>
    /// <param name="residual">As long as x.</param>
    public void Residual(ReadOnlySpan<double> x, Span<double> residual)
    {
        var balances = new double[_program.ConstraintCount];
        _program.Constraints(Full(x), balances);
        for (var k = 0; k < _rows.Length; k++) residual[k] = balances[_rows[k]];
    }

    /// <summary>Writes the values of the Jacobian of F in the order of <see cref="JacobianPattern"/>.</summary>
    public void Jacobian(ReadOnlySpan<double> x, Span<double> values)
    {
        var all = new double[_program.JacobianPattern.Count];
        _program.Jacobian(Full(x), all);
        for (var k = 0; k < _entries.Length; k++) values[k] = all[_entries[k]];
    }

    /// <summary>Writes one Newton update of x, <c>x − J(x)⁻¹ F(x)</c>.</summary>
    /// <param name="x">The unknowns.</param>
    /// <param name="next">As long as x; may be x itself.</param>
    /// <returns>Relative residual of the linear system; near 1 where J is singular.</returns>
    public double NewtonStep(ReadOnlySpan<double> x, Span<double> next)
    {
        double[] residual = new double[UnknownCount], values = new double[JacobianPattern.Count], step = new double[UnknownCount];
        Residual(x, residual);
        Jacobian(x, values);
        var error = _system.Solve(values, residual, step);
        for (var k = 0; k < step.Length; k++) next[k] = x[k] - step[k];
        return error;
    }

    /// <summary>Newton's method.</summary>
    /// <param name="start">Where to begin; empty for <see cref="Start"/>.</param>
    /// <param name="tolerance">Largest balance error that counts as solved, per unit.</param>
    /// <param name="maximumIterations">Largest number of updates.</param>
    /// <exception cref="ArgumentException">The start has a wrong length.</exception>
    public PowerFlowResult Solve(ReadOnlySpan<double> start = default, double tolerance = 1e-10, int maximumIterations = 30)
    {
        if (!start.IsEmpty && start.Length != UnknownCount) throw new ArgumentException($"The start has {start.Length} entries; there are {UnknownCount} unknowns.", nameof(start));
        double[] x = start.IsEmpty ? [.. Start] : start.ToArray(), residual = new double[UnknownCount];
        for (var iteration = 0; ; iteration++)
        {
            Residual(x, residual);
            var mismatch = LargestOf(residual);
            if (mismatch <= tolerance || iteration == maximumIterations || !double.IsFinite(mismatch))
                return PowerFlowResult.Of(_program, Full(x), mismatch <= tolerance, iteration, mismatch);
            NewtonStep(x, x);
        }
    }

    private static double LargestOf(double[] values)
    {
        var largest = 0.0;
        foreach (var value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    /// <summary>The variables of the program (θ, v, pg, qg) with the unknowns filled in.</summary>
    private double[] Full(ReadOnlySpan<double> x)
    {
        if (x.Length != UnknownCount) throw new ArgumentException($"x has {x.Length} entries; there are {UnknownCount} unknowns.", nameof(x));
        double[] full = [.. _fixed];
        for (var k = 0; k < x.Length; k++) full[_variables[k]] = x[k];
        return full;
    }

    private static BusKind[] KindsOf(Network network)
    {
        var kinds = network.Buses.Select(static b => b.Kind == BusKind.Generator ? BusKind.Load : b.Kind).ToArray();
        foreach (var generator in network.Generators)
        {
            if (network.Buses[generator.Bus].Kind == BusKind.Generator) kinds[generator.Bus] = BusKind.Generator;
        }

        return kinds;
    }

    private static double[] Given(Network network, AcStructure s, BusKind[] kinds)
    {
        var given = new double[s.VariableCount];
        for (var i = 0; i < s.BusCount; i++)
        {
            given[s.Angle(i)] = kinds[i] == BusKind.Reference ? 0 : network.Buses[i].Angle;
            given[s.Voltage(i)] = network.Buses[i].Voltage;
        }

        for (var g = s.GeneratorCount - 1; g >= 0; g--)
        {
            var generator = network.Generators[g];
            if (kinds[generator.Bus] != BusKind.Load) given[s.Voltage(generator.Bus)] = generator.VoltageSetpoint;
            given[s.ActivePower(g)] = generator.ActivePower;
            given[s.ReactivePower(g)] = generator.ReactivePower;
        }

        return given;
    }

    private static (SparsityPattern Pattern, int[] Entries) Submatrix(SparsityPattern whole, int[] rows, int[] columns)
    {
        var place = new int[whole.Rows];
        Array.Fill(place, -1);
        for (var k = 0; k < rows.Length; k++) place[rows[k]] = k;
        var pointers = new int[columns.Length + 1];
        List<int> indices = [], entries = [];
        for (var j = 0; j < columns.Length; j++)
        {
            for (var k = whole.ColumnPointers[columns[j]]; k < whole.ColumnPointers[columns[j] + 1]; k++)
            {
                if (place[whole.RowIndices[k]] < 0) continue;
                indices.Add(place[whole.RowIndices[k]]);
                entries.Add(k);
            }

            pointers[j + 1] = indices.Count;
        }

        return (SparsityPattern.Adopt(rows.Length, columns.Length, pointers, [.. indices]), [.. entries]);
    }
}

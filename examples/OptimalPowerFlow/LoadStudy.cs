using System.Collections.Immutable;
using Folding;
using Folding.PowerSystems;
using Folding.Problems;

namespace OptimalPowerFlow;

/// <summary>What three numbers are, or how they change per MW of a load.</summary>
/// <param name="Cost">$/h; per MW the price, $/MWh.</param>
/// <param name="Emissions">t/h, or t/MWh.</param>
/// <param name="Losses">MW, or MW per MW.</param>
internal readonly record struct Outcome(double Cost, double Emissions, double Losses);

/// <summary>
/// An AC optimal power flow, and how its cost, emissions and losses depend on the load at every bus: by one adjoint each (the cost needs none, its
/// derivatives are multipliers), and by solving again with the load moved.
/// </summary>
internal sealed class LoadStudy
{
    /// <summary>Of the central differences, MW.</summary>
    private const double Step = 1e-2;

    private readonly DifferentiableSolver<NonlinearProgram, NonlinearData> _layer;
    private readonly AcOptimalPowerFlow _program;
    private readonly Tape<NonlinearProgram, NonlinearData> _tape;
    private readonly double[] _factors;

    /// <exception cref="InvalidOperationException">There is no optimum.</exception>
    public LoadStudy(Network network, ISolver<NonlinearProgram> solver)
    {
        _layer = DifferentiableSolver.ForNonlinear(solver);
        _program = new(network);
        _factors = EmissionFactors.Of(network);
        _tape = _layer.Forward(_program);
        Result = _program.Read(Solved(_tape));
        At = Of(_program, _tape.Solution);
        var gradients = _tape.Vjp([_program.Emissions(_factors, _tape.Solution).Seed, _program.Output("losses", _tape.Solution).Seed]);
        (EmissionsReport, LossesReport) = (gradients[0].Report, gradients[1].Report);
        PerLoad = [.. network.Buses.Select((_, i) => new Outcome(Result.Prices[i], Entry(gradients[0], i), Entry(gradients[1], i)))];
    }

    public OpfResult Result { get; }

    public Outcome At { get; }

    /// <summary>Derivatives with respect to the active load of each bus.</summary>
    public ImmutableArray<Outcome> PerLoad { get; }

    public GradientReport EmissionsReport { get; }

    public GradientReport LossesReport { get; }

    /// <summary>The buses where a load counts most and least for the emissions, in the order of the network.</summary>
    public int[] Extremes(int count)
    {
        int[] buses = [.. Enumerable.Range(0, PerLoad.Length).OrderBy(i => PerLoad[i].Emissions)];
        return [.. buses.Take(count / 2).Union(buses.TakeLast(count / 2)).Order()];
    }

    /// <summary>Central differences at a bus, and whether the same limits bind on both sides; where not, there is a kink between.</summary>
    public (Outcome Difference, bool SameLimits) Again(int bus)
    {
        var (above, bindingAbove) = Moved(bus, Step);
        var (below, bindingBelow) = Moved(bus, -Step);
        return (
            new((above.Cost - below.Cost) / (2 * Step), (above.Emissions - below.Emissions) / (2 * Step), (above.Losses - below.Losses) / (2 * Step)),
            bindingAbove.SetEquals(bindingBelow));
    }

    private (Outcome At, HashSet<string> Binding) Moved(int bus, double megawatts)
    {
        double[] parameters = [.. _program.Parameters];
        parameters[LoadAt(bus)] += megawatts;
        var program = _program.WithParameters(parameters);
        var solution = Solved(_layer.Forward(program, new() { WarmStart = _tape.Solution.WarmStart }));
        return (Of(program, solution), [.. program.Read(solution).BindingLimits.Select(static limit => limit.Name)]);
    }

    private int LoadAt(int bus) => _program.Layout.IndexOf(OpfParameterKind.ActiveLoad, bus);

    private double Entry(Gradient<NonlinearData> gradient, int bus) => gradient.Data.Parameters[LoadAt(bus)];

    private Outcome Of(AcOptimalPowerFlow program, Solution solution) =>
        new(solution.Objective!.Value, program.Emissions(_factors, solution).Value, program.Output("losses", solution).Value);

    private static Solution Solved(Tape<NonlinearProgram, NonlinearData> tape) =>
        tape.Solution.IsSolved ? tape.Solution : throw new InvalidOperationException($"no optimum was found: {tape.Solution}");
}
